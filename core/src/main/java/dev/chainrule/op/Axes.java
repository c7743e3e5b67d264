package dev.chainrule.op;

import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Sets of axes as primitives hold them (distinct, ascending, not negative), and lists with a number per axis.
public final class Axes {
  private Axes() {}

  /// The axes as a set of a shape's axes; negative ones count from the end, and none mean all.
  ///
  /// @throws ShapeException if the shape lacks one, or one is named twice
  public static List<Integer> of(String operation, Shape shape, int... axes) {
    if (axes.length == 0) {
      return IntStream.range(0, shape.rank()).boxed().toList();
    }
    List<Integer> result = new ArrayList<>();
    for (int axis : axes) {
      int counted = shape.axis(operation, axis);
      if (result.contains(counted)) {
        throw new ShapeException("[%s] axes %s of shape %s: axis %d is named twice"
            .formatted(operation, Arrays.toString(axes), shape, axis));
      }
      result.add(counted);
    }
    return result.stream().sorted().toList();
  }

  /// The shape with extent 1 at these axes.
  public static Shape ones(Shape shape, List<Integer> axes) {
    for (int axis : axes) {
      shape = shape.with(axis, 1);
    }
    return shape;
  }

  /// How many elements a shape has along these axes together.
  public static int count(Shape shape, List<Integer> axes) {
    int count = 1;
    for (int axis : axes) {
      count *= shape.extent(axis);
    }
    return count;
  }

  /// How many elements a shape has along these axes, which are given as users do: see [#of].
  public static int count(String operation, Shape shape, int... axes) {
    return count(shape, of(operation, shape, axes));
  }

  /// Checks that a shape has these axes, and that each is named once.
  static void require(String operation, Shape shape, List<Integer> axes) {
    int previous = -1;
    for (int axis : axes) {
      shape.axis(operation, axis);
      if (axis <= previous) {
        throw new ShapeException("[%s] axes %s of shape %s: name each axis once, ascending, counted from 0"
            .formatted(operation, axes, shape));
      }
      previous = axis;
    }
  }

  /// The shape without these axes.
  public static Shape remove(Shape shape, List<Integer> axes) {
    for (int i = axes.size() - 1; i >= 0; i--) {
      shape = shape.remove(axes.get(i));
    }
    return shape;
  }

  /// The same axes of a tensor with a batch axis in front.
  static List<Integer> shifted(List<Integer> axes) {
    return axes.stream().map(axis -> axis + 1).toList();
  }

  /// The axes of a rank that are not in the set: for each axis of a reduced result, the input's.
  static int[] others(int rank, List<Integer> axes) {
    return IntStream.range(0, rank).filter(axis -> !axes.contains(axis)).toArray();
  }

  /// The numbers of a tensor's axes, and in front of them that of a batch axis.
  static List<Integer> inFront(int number, List<Integer> numbers) {
    List<Integer> result = new ArrayList<>(numbers.size() + 1);
    result.add(number);
    result.addAll(numbers);
    return List.copyOf(result);
  }

  /// The list with another number at one axis.
  static List<Integer> with(List<Integer> numbers, int axis, int number) {
    List<Integer> result = new ArrayList<>(numbers);
    result.set(axis, number);
    return List.copyOf(result);
  }
}
