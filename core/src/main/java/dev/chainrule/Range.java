package dev.chainrule;

import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import org.jspecify.annotations.Nullable;

/// Positions along an axis, as Python writes them `start:stop:step`: from `start` on, before `stop`, negative
/// ones counted from the end. Unlike Python, positions that do not exist are an error.
///
/// {@snippet :
/// Tensor x = Functions.arange(6).reshape(2, 3);
/// x.get(Range.all(), Range.from(1));        // all rows, columns 1 and 2
/// x.get(Range.at(-1));                      // the last row, without the axis of rows
/// x.get(Range.all(), Range.all().step(-1)); // columns in reverse order
/// }
///
/// @param start     the first position, or null for the end that the step comes from
/// @param stop      the position before which it stops, or null for the end that the step goes to
/// @param step      how far it is from one to the next; not 0, and negative to run down
/// @param dropsAxis whether it is a single position, and the result lacks the axis
public record Range(@Nullable Integer start, @Nullable Integer stop, int step, boolean dropsAxis) {
  /// Checks the step.
  public Range {
    if (step == 0) {
      throw new ShapeException("[range] a step of 0 never arrives; use 1, or a negative step to run down");
    }
  }

  /// The whole axis.
  public static Range all() {
    return new Range(null, null, 1, false);
  }

  /// From `start`, inclusive, to `stop`, exclusive.
  public static Range of(int start, int stop) {
    return new Range(start, stop, 1, false);
  }

  /// From `start` to the end.
  public static Range from(int start) {
    return new Range(start, null, 1, false);
  }

  /// From the beginning to `stop`, exclusive.
  public static Range to(int stop) {
    return new Range(null, stop, 1, false);
  }

  /// One position; the result lacks the axis.
  public static Range at(int position) {
    return new Range(position, position == -1 ? null : position + 1, 1, true);
  }

  /// The same with another step. With a negative one it runs down, from `start` to the one above `stop`.
  public Range step(int step) {
    return new Range(start, stop, step, dropsAxis);
  }

  /// The position that it starts from on this axis.
  int first(String operation, Shape shape, int axis) {
    int extent = shape.extent(axis);
    if (start == null) {
      return step > 0 ? 0 : extent - 1;
    }
    return position(operation, shape, axis, start, step > 0 && !dropsAxis ? extent : extent - 1);
  }

  /// How many positions of this axis it names.
  int count(String operation, Shape shape, int axis) {
    int extent = shape.extent(axis);
    int first = first(operation, shape, axis);
    int end = step > 0 ? extent : -1;
    if (stop != null) {
      end = position(operation, shape, axis, stop, step > 0 ? extent : extent - 1);
    }
    int distance = step > 0 ? end - first : first - end;
    if (distance < 0) {
      throw new ShapeException("[%s] %s of axis %d of shape %s runs %s: swap its ends, or give it a step of the other sign"
          .formatted(operation, this, axis, shape, step > 0 ? "down" : "up"));
    }
    int stride = Math.abs(step);
    return (distance + stride - 1) / stride;
  }

  private int position(String operation, Shape shape, int axis, int position, int highest) {
    int extent = shape.extent(axis);
    int counted = position < 0 ? position + extent : position;
    if (counted < 0 || counted > highest) {
      throw new ShapeException("[%s] position %d is outside axis %d of shape %s, which has extent %d"
          .formatted(operation, position, axis, shape, extent));
    }
    return counted;
  }

  /// As Python writes it.
  @Override
  public String toString() {
    if (dropsAxis) {
      return String.valueOf(start);
    }
    return (start == null ? "" : start) + ":" + (stop == null ? "" : stop) + (step == 1 ? "" : ":" + step);
  }
}
