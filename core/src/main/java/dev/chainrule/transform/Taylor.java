package dev.chainrule.transform;

import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Scalar;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Taylor coefficients of pointwise primitives, from their local derivatives alone: as y' = Σ ∂y/∂xᵢ · xᵢ',
///
///     (k + 1) y[k+1] = Σᵢ Σⱼ₌₀ᵏ (∂y/∂xᵢ)[j] · (k + 1 - j) xᵢ[k + 1 - j]
///
/// and the coefficients up to k of ∂y/∂xᵢ, an expression in x and y, need those of x and y up to k only. So the
/// recursion ends, though the derivative of `exp` is `exp` itself.
final class Taylor {
  private final int order;
  private final Type type;
  private final Map<Key, Series> known = new HashMap<>();

  private record Key(Instruction instruction, List<Series> operands) {}

  Taylor(int order, Type type) {
    this.order = order;
    this.type = type;
  }

  /// The coefficients of `pointwise` of inputs with these coefficients; its value is y. Inputs that are no floating
  /// numbers have one coefficient.
  Value[] apply(Pointwise pointwise, Value[][] x, Value y) {
    Series[] inputs = new Series[x.length];
    for (int i = 0; i < x.length; i++) {
      inputs[i] = new Series(x[i]);
    }
    Series result = new Series(pointwise, inputs, y);
    Value[] coefficients = new Value[order + 1];
    for (int k = 0; k <= order; k++) {
      coefficients[k] = result.at(k);
    }
    return coefficients;
  }

  /// A series whose coefficients are computed when they are asked for. Compared by identity.
  private final class Series {
    private final Value[] coefficients = new Value[order + 1];
    private final @Nullable Pointwise pointwise;
    private final Series[] inputs;
    private final Series @Nullable [] partials;

    /// Known coefficients; those that are missing are 0.
    Series(Value[] given) {
      pointwise = null;
      inputs = new Series[0];
      partials = null;
      System.arraycopy(given, 0, coefficients, 0, given.length);
    }

    /// The result of a primitive.
    Series(Pointwise pointwise, Series[] inputs, Value value) {
      this.pointwise = pointwise;
      this.inputs = inputs;
      this.partials = new Series[inputs.length];
      coefficients[0] = value;
    }

    Value at(int k) {
      if (coefficients[k] == null) {
        coefficients[k] = pointwise == null ? Literal.zeros(type) : next(k - 1);
      }
      return coefficients[k];
    }

    /// Coefficient k + 1.
    private Value next(int k) {
      Value sum = null;
      for (int i = 0; i < inputs.length; i++) {
        if (!(pointwise.partials().get(i) instanceof Partial.Local(Scalar derivative))) {
          continue;
        }
        if (partials[i] == null) {
          partials[i] = expand(derivative);
        }
        for (int j = 0; j <= k; j++) {
          Value step = Gates.MUL.on(inputs[i].at(k + 1 - j), Literal.of(type, (k + 1.0 - j) / (k + 1)));
          sum = TaylorSweep.add(sum, Gates.ZERO_TIMES.on(partials[i].at(j), step));
        }
      }
      return sum == null ? Literal.zeros(type) : sum;
    }

    /// The series of an expression in the inputs and, as the argument after them, this.
    private Series expand(Scalar expression) {
      return switch (expression) {
        case Scalar.Argument(int index) -> index == inputs.length ? this : inputs[index];
        case Scalar.Constant(double value) -> new Series(new Value[] {Literal.of(type, value)});
        case Scalar.Apply(Instruction instruction, List<Scalar> operands) -> {
          List<Series> series = operands.stream().map(this::expand).toList();
          Series earlier = known.get(new Key(instruction, series));
          if (earlier != null) {
            yield earlier;
          }
          Pointwise row = Gates.of(instruction);
          Value value = row.on(series.stream().map(operand -> operand.at(0)).toArray(Value[]::new));
          Series fresh = new Series(row, series.toArray(Series[]::new), value);
          known.put(new Key(instruction, series), fresh);
          yield fresh;
        }
      };
    }
  }
}
