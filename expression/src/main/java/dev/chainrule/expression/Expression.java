package dev.chainrule.expression;

import java.util.List;

/// An expression as it was written. [ExpressionText] prints it so that it reads back as an equal one.
public sealed interface Expression {
  /// Where it, or its operator, stands in the text.
  Place place();

  /// A number, not negative: a sign is a [Negation].
  record Number(double value, Place place) implements Expression {}

  /// An input, an earlier step or a constant.
  record Name(String name, Place place) implements Expression {}

  /// `-x`.
  record Negation(Expression operand, Place place) implements Expression {}

  /// Two values and what stands between them.
  record Operation(Operator operator, Expression left, Expression right, Place place) implements Expression {}

  /// A function of its arguments; `x'` is `transpose(x)`.
  record Call(String function, List<Expression> arguments, Place place) implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /// `[1, 2]`.
  record Vector(List<Expression> elements, Place place) implements Expression {
    public Vector {
      elements = List.copyOf(elements);
    }
  }

  /// `[1, 2; 3, 4]`; with one row, `[1, 2;]`.
  record Matrix(List<List<Expression>> rows, Place place) implements Expression {
    public Matrix {
      rows = rows.stream().map(List::copyOf).toList();
    }
  }
}
