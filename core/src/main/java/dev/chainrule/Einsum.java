package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/// Sums of products by an equation: diagonals and lone sums first, then pairs of operands, one after the other.
/// At each step the pair is taken that leaves the least in memory, of equals the one with the least work, as the greedy path of opt_einsum does
/// (D. Smith and J. Gray, opt_einsum, 2018).
final class Einsum {
  private final List<NamedAxes> operands = new ArrayList<>();
  private final String result;

  private Einsum(EinsumEquation equation, List<Value> values) {
    result = equation.result();
    for (int i = 0; i < values.size(); i++) {
      operands.add(new NamedAxes(values.get(i), equation.operands().get(i)).withoutOnes(equation.repeating()).withoutRepeats());
    }
  }

  static Value run(String equation, List<Value> values) {
    if (values.isEmpty()) {
      throw new ShapeException("[einsum] '%s': no operands were given; it takes one or more".formatted(equation));
    }
    DType dtype = values.getFirst().dtype();
    for (Value value : values) {
      if (value.dtype() != dtype || dtype == DType.BOOL) {
        throw new DTypeException("[einsum] was given %s and %s; operands must have one number type: convert with .to(%s)"
            .formatted(dtype, value.dtype(), dtype == DType.BOOL ? DType.I32 : dtype));
      }
    }
    return new Einsum(EinsumEquation.of(equation, values.stream().map(Value::shape).toList()), values).contract();
  }

  private Value contract() {
    for (int i = 0; i < operands.size(); i++) {
      NamedAxes operand = operands.remove(i);
      operands.add(i, operand.keeping(namesElsewhere()));
    }
    while (operands.size() > 1) {
      contractCheapestPair();
    }
    return operands.getFirst().ordered(result);
  }

  /// Two operands: by how many elements the memory in use grows if they are multiplied, and the multiplications it takes.
  private record Pair(int first, int second, double growth, double work) {}

  private void contractCheapestPair() {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      for (int j = i + 1; j < operands.size(); j++) {
        pairs.add(pair(i, j));
      }
    }
    Pair best = Collections.min(pairs, Comparator.comparingDouble(Pair::growth).thenComparingDouble(Pair::work));
    NamedAxes b = operands.remove(best.second);
    NamedAxes a = operands.remove(best.first);
    operands.add(a.times(b, namesElsewhere()));
  }

  private Pair pair(int first, int second) {
    List<NamedAxes> others = new ArrayList<>(operands);
    NamedAxes b = others.remove(second);
    NamedAxes a = others.remove(first);
    String kept = names(others);
    double own = b.size(b.filtered(name -> !a.has(name)));
    double result = own * a.size(a.filtered(name -> !b.has(name) || kept.indexOf(name) >= 0));
    return new Pair(first, second, result - a.size(a.names()) - b.size(b.names()), own * a.size(a.names()));
  }

  /// The names that the result or an operand still needs.
  private String namesElsewhere() {
    return names(operands);
  }

  private String names(List<NamedAxes> of) {
    StringBuilder names = new StringBuilder(result);
    of.forEach(operand -> names.append(operand.names()));
    return names.toString();
  }
}
