package dev.chainrule;

import dev.chainrule.graph.ShapeException;
import java.util.List;

/// Numbers that are given for each axis, or once for all of them.
final class PerAxis {
  private PerAxis() {}

  /// That of an axis, which must be 1 or more.
  static int positive(String operation, String what, List<Integer> numbers, int axis, int rank) {
    return atLeast(1, operation, what, numbers, axis, rank);
  }

  /// That of an axis, which must be 0 or more.
  static int notNegative(String operation, String what, List<Integer> numbers, int axis, int rank) {
    return atLeast(0, operation, what, numbers, axis, rank);
  }

  private static int atLeast(int least, String operation, String what, List<Integer> numbers, int axis, int rank) {
    if (numbers.size() != 1 && numbers.size() != rank) {
      throw new ShapeException("[%s] %s %s: give one number, or one for each of the %d axes".formatted(operation, what, numbers, rank));
    }
    int number = numbers.get(numbers.size() == 1 ? 0 : axis);
    if (number < least) {
      throw new ShapeException("[%s] %s %s: numbers must be %d or more".formatted(operation, what, numbers, least));
    }
    return number;
  }
}
