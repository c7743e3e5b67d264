package dev.chainrule.op;

import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Scalar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A scalar expression with one mistake: each of those that one makes in writing rules.
final class ScalarMutants {
  private static final Map<Instruction, Instruction> CONFUSED = Map.of(
      Instruction.ADD, Instruction.SUBTRACT, Instruction.SUBTRACT, Instruction.ADD,
      Instruction.MULTIPLY, Instruction.DIVIDE, Instruction.DIVIDE, Instruction.MULTIPLY,
      Instruction.ZERO_TIMES, Instruction.MULTIPLY,
      Instruction.LESS, Instruction.LESS_EQUAL, Instruction.LESS_EQUAL, Instruction.LESS,
      Instruction.SIN, Instruction.COS, Instruction.COS, Instruction.SIN);

  private static final Set<Instruction> COMMUTATIVE = EnumSet.of(Instruction.ADD, Instruction.MULTIPLY, Instruction.ZERO_TIMES,
      Instruction.HYPOTENUSE, Instruction.EQUAL, Instruction.MAXIMUM, Instruction.MINIMUM);

  private ScalarMutants() {}

  /// All expressions that differ in one place.
  ///
  /// @param arguments how many arguments there are to confuse with each other
  static List<Scalar> of(Scalar expression, int arguments) {
    return switch (expression) {
      case Scalar.Argument(int index) -> IntStream.range(0, arguments).filter(i -> i != index).<Scalar>mapToObj(Scalar.Argument::new).toList();
      case Scalar.Constant(double value) -> Stream.of(value + 1, -value, value * 2, 0.0).filter(other -> other != value).distinct().map(Scalar::constant).toList();
      case Scalar.Apply(Instruction instruction, List<Scalar> operands) -> {
        List<Scalar> mutants = new ArrayList<>();
        if (CONFUSED.containsKey(instruction)) {
          mutants.add(new Scalar.Apply(CONFUSED.get(instruction), operands));
        }
        if (!instruction.yieldsTruth()) {
          operands.stream().filter(operand -> !yieldsTruth(operand)).forEach(mutants::add);
          mutants.add(expression.negate());
        }
        int swappable = instruction == Instruction.SELECT ? 1 : 0;
        if (operands.size() - swappable == 2 && !COMMUTATIVE.contains(instruction)) {
          List<Scalar> swapped = new ArrayList<>(operands);
          Collections.swap(swapped, swappable, swappable + 1);
          mutants.add(new Scalar.Apply(instruction, swapped));
        }
        for (int i = 0; i < operands.size(); i++) {
          for (Scalar mutant : of(operands.get(i), arguments)) {
            List<Scalar> replaced = new ArrayList<>(operands);
            replaced.set(i, mutant);
            mutants.add(new Scalar.Apply(instruction, replaced));
          }
        }
        yield mutants;
      }
    };
  }

  private static boolean yieldsTruth(Scalar expression) {
    return expression instanceof Scalar.Apply apply && apply.instruction().yieldsTruth();
  }

  /// The expression as one reads it: x0, x1, … are the inputs and then the result.
  static String text(Scalar expression) {
    return switch (expression) {
      case Scalar.Argument(int index) -> "x" + index;
      case Scalar.Constant(double value) -> String.valueOf(value);
      case Scalar.Apply(Instruction instruction, List<Scalar> operands) ->
          "(" + instruction.toJava(operands.stream().map(ScalarMutants::text).toArray()) + ")";
    };
  }
}
