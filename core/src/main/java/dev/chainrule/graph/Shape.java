package dev.chainrule.graph;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The extents of a tensor's axes, outermost first. A scalar has no axes: `Shape.of()`.
public final class Shape {
  private static final Shape SCALAR = new Shape(new int[0]);

  private final int[] extents;
  private final int size;

  private Shape(int[] extents) {
    this.extents = extents;
    long product = 1;
    for (int extent : extents) {
      if (extent < 0) {
        throw new ShapeException("[shape] " + format(extents) + " has the negative extent " + extent + "; extents count elements and are 0 or more");
      }
      product *= extent;
      if (product > Integer.MAX_VALUE) {
        throw new ShapeException(
            "shape " + format(extents) + " has more than 2^31 - 1 elements, the most that a Java array holds");
      }
    }
    this.size = (int) product;
  }

  /// The shape with these extents.
  ///
  /// @throws ShapeException if one is negative or their product does not fit in a Java array
  public static Shape of(int... extents) {
    return extents.length == 0 ? SCALAR : new Shape(extents.clone());
  }

  /// The shape of a vector that lies along one axis of so many: all other extents are 1.
  public static Shape along(int axis, int extent, int rank) {
    int[] extents = new int[rank];
    Arrays.fill(extents, 1);
    extents[axis] = extent;
    return of(extents);
  }

  /// The number of axes.
  public int rank() {
    return extents.length;
  }

  /// The number of elements: the product of the extents, 1 for a scalar.
  public int size() {
    return size;
  }

  /// The extent of an axis; negative axes count from the end.
  public int extent(int axis) {
    return extents[axis < 0 ? axis + extents.length : axis];
  }

  /// The extents, as a new array.
  public int[] extents() {
    return extents.clone();
  }

  /// The row-major strides, in elements.
  public int[] strides() {
    int[] strides = new int[extents.length];
    int stride = 1;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= extents[axis];
    }
    return strides;
  }

  /// The axis as a number from 0 to rank - 1, counted from the end where it is negative.
  ///
  /// @throws ShapeException if there is no such axis; `operation` names who asked
  public int axis(String operation, int axis) {
    if (axis < -rank() || axis >= rank()) {
      throw new ShapeException(
          "[%s] axis %d of a tensor of shape %s: %s".formatted(operation, axis, this,
              rank() == 0 ? "a scalar has no axes" : "axes go from %d to %d".formatted(-rank(), rank() - 1)));
    }
    return axis < 0 ? axis + rank() : axis;
  }

  /// The place of an axis that is to be added, counted from 0: negative ones count from the end.
  ///
  /// @throws ShapeException if there is no such place; `operation` names who asked
  public int newAxis(String operation, int axis) {
    if (axis < -rank() - 1 || axis > rank()) {
      throw new ShapeException("[%s] axis %d is no place for a new axis of a tensor of shape %s: these go from %d to %d"
          .formatted(operation, axis, this, -rank() - 1, rank()));
    }
    return axis < 0 ? axis + rank() + 1 : axis;
  }

  /// This shape with one more axis of the given extent in front.
  public Shape prepend(int extent) {
    return insert(0, extent);
  }

  /// This shape with one more axis before `axis`.
  public Shape insert(int axis, int extent) {
    int[] result = new int[rank() + 1];
    System.arraycopy(extents, 0, result, 0, axis);
    result[axis] = extent;
    System.arraycopy(extents, axis, result, axis + 1, rank() - axis);
    return new Shape(result);
  }

  /// This shape without one axis.
  public Shape remove(int axis) {
    int[] result = new int[rank() - 1];
    System.arraycopy(extents, 0, result, 0, axis);
    System.arraycopy(extents, axis + 1, result, axis, result.length - axis);
    return of(result);
  }

  /// This shape with another extent at one axis.
  public Shape with(int axis, int extent) {
    int[] result = extents.clone();
    result[axis] = extent;
    return new Shape(result);
  }

  /// The axes `from` (inclusive) to `to` (exclusive) as a shape of their own.
  public Shape range(int from, int to) {
    return of(Arrays.copyOfRange(extents, from, to));
  }

  /// This shape followed by another.
  public Shape concat(Shape other) {
    int[] result = Arrays.copyOf(extents, rank() + other.rank());
    System.arraycopy(other.extents, 0, result, rank(), other.rank());
    return of(result);
  }

  /// The common shape of two operands under NumPy's broadcasting: axes are aligned from the end, and
  /// extents must be equal or 1.
  ///
  /// @throws ShapeException naming the first axis, from the end, that differs
  public static Shape broadcast(String operation, Shape a, Shape b) {
    if (a.equals(b)) {
      return a;
    }
    int rank = Math.max(a.rank(), b.rank());
    int[] result = new int[rank];
    for (int back = 1; back <= rank; back++) {
      int left = back <= a.rank() ? a.extent(-back) : 1;
      int right = back <= b.rank() ? b.extent(-back) : 1;
      if (left != right && left != 1 && right != 1) {
        throw new ShapeException(
            ("[%s] shapes %s and %s do not broadcast: axis %d is %d on one side and %d on the other;"
                    + " extents must be equal or 1 (reshape or expandDims aligns axes)")
                .formatted(operation, a, b, -back, left, right));
      }
      result[rank - back] = left == 1 ? right : left;
    }
    return of(result);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /// The extents in brackets: `[128, 10]`.
  @Override
  public String toString() {
    return format(extents);
  }

  private static String format(int[] extents) {
    return Arrays.stream(extents).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}
