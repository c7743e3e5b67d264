package dev.chainrule.expression;

import dev.chainrule.Tensor;
import java.util.function.BinaryOperator;

/// The operators between two values, with how tightly they bind and what they do.
public enum Operator {
  LESS("<", 1, Tensor::lt),
  LESS_EQUAL("<=", 1, Tensor::le),
  GREATER(">", 1, Tensor::gt),
  GREATER_EQUAL(">=", 1, Tensor::ge),
  EQUAL("==", 1, Tensor::eq),
  NOT_EQUAL("!=", 1, Tensor::ne),
  PLUS("+", 2, Tensor::plus),
  MINUS("-", 2, Tensor::minus),
  TIMES("*", 3, Tensor::times),
  DIV("/", 3, Tensor::div),
  MATMUL("@", 3, Tensor::matmul),
  POWER("^", 5, Tensor::pow);

  private final String symbol;
  private final int binding;
  private final BinaryOperator<Tensor> function;

  Operator(String symbol, int binding, BinaryOperator<Tensor> function) {
    this.symbol = symbol;
    this.binding = binding;
    this.function = function;
  }

  public String symbol() {
    return symbol;
  }

  /// Larger binds tighter. A sign stands between `*` and `^`, with 4.
  int binding() {
    return binding;
  }

  Tensor apply(Tensor left, Tensor right) {
    return function.apply(left, right);
  }

  static Operator of(String symbol) {
    for (Operator operator : values()) {
      if (operator.symbol.equals(symbol)) {
        return operator;
      }
    }
    throw new AssertionError("the grammar has an operator " + symbol + " that is not in this table");
  }
}
