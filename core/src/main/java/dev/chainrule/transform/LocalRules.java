package dev.chainrule.transform;

import dev.chainrule.graph.BoundedCache;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Recorder;
import dev.chainrule.graph.Scalar;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import java.util.ArrayList;
import java.util.List;

/// Applies the local derivative of a pointwise primitive: local × upstream in reverse mode, local × tangent
/// in forward mode. One rule, both modes.
public final class LocalRules {
  /// The product as a kernel of its own: what the rule reads of (inputs, result), and the program over these
  /// and the factor.
  private record Kernel(List<Integer> reads, ScalarProgram program) {}

  private static final BoundedCache<Partial.Local, Kernel> KERNELS = new BoundedCache<>(1024);

  private LocalRules() {}

  /// The local derivative times `factor` (a tangent or a cotangent), with zeros winning.
  static Value scale(Partial.Local local, Value[] x, Value y, Value factor) {
    switch (constant(local.derivative())) {
      case 1 -> {
        return factor;
      }
      case -1 -> {
        return Gates.NEG.on(factor);
      }
      default -> { }
    }
    Kernel kernel = KERNELS.get(local, LocalRules::kernel);
    Value[] arguments = new Value[kernel.reads.size() + 1];
    for (int i = 0; i < kernel.reads.size(); i++) {
      int read = kernel.reads.get(i);
      arguments[i] = read == x.length ? y : x[read];
    }
    arguments[kernel.reads.size()] = factor;
    return Recorder.records(arguments)
        ? Gates.ZERO_TIMES.on(new Expansion(x, y).expand(local.derivative()), factor)
        : Recorder.compute(kernel.program, factor.type(), arguments);
  }

  /// The local derivative itself, as a value.
  public static Value derivative(Partial.Local local, Value[] x, Value y) {
    return new Expansion(x, y).expand(local.derivative());
  }

  /// 1 or -1 where the derivative is that number, else 0.
  private static int constant(Scalar derivative) {
    return switch (derivative) {
      case Scalar.Constant(double value) when value == 1 -> 1;
      case Scalar.Constant(double value) when value == -1 -> -1;
      default -> 0;
    };
  }

  private static Kernel kernel(Partial.Local local) {
    List<Integer> reads = new ArrayList<>();
    collectReads(local.derivative(), reads);
    List<Integer> registers = new ArrayList<>();
    int highest = reads.stream().mapToInt(Integer::intValue).max().orElse(-1);
    for (int i = 0; i <= highest; i++) {
      registers.add(reads.indexOf(i));
    }
    ScalarProgram.Builder builder = new ScalarProgram.Builder(reads.size() + 1);
    int derivative = builder.add(local.derivative(), registers);
    int product = builder.add(new ScalarProgram.Line.Compute(Instruction.ZERO_TIMES, List.of(derivative, reads.size())));
    return new Kernel(List.copyOf(reads), builder.build(product));
  }

  private static void collectReads(Scalar expression, List<Integer> reads) {
    switch (expression) {
      case Scalar.Argument(int index) -> {
        if (!reads.contains(index)) {
          reads.add(index);
        }
      }
      case Scalar.Constant constant -> { }
      case Scalar.Apply(Instruction instruction, List<Scalar> operands) ->
          operands.forEach(operand -> collectReads(operand, reads));
    }
  }

  /// Writes a scalar expression as nodes, so that it can be differentiated again.
  private record Expansion(Value[] x, Value y) {
    Value expand(Scalar expression) {
      return switch (expression) {
        case Scalar.Argument(int index) -> index == x.length ? y : x[index];
        case Scalar.Constant(double value) -> Literal.of(numberType(), value);
        case Scalar.Apply(Instruction instruction, List<Scalar> operands) -> Gates.of(instruction).on(
            operands.stream().map(this::expand).toArray(Value[]::new));
      };
    }

    /// The type that the numbers in the expression have.
    private Type numberType() {
      for (Value input : x) {
        if (input.dtype().isFloating()) {
          return input.type();
        }
      }
      return y.type();
    }
  }
}
