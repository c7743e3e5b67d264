package dev.chainrule;

import dev.chainrule.graph.Operations;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Axes;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Broadcasting;
import dev.chainrule.op.Flip;
import dev.chainrule.op.Pad;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// What moves elements and changes none: all linear, for every element type. Axes count from 0, negative ones
/// from the end.
@Operations
public sealed interface LayoutOperations extends Valued permits Tensor {
  private Shape extents() {
    return value().shape();
  }

  /// The same elements in row-major order under another shape; one extent may be -1 and follows from the others.
  ///
  /// {@snippet :
  /// Tensor x = Functions.arange(6).reshape(2, 3); // [[0, 1, 2], [3, 4, 5]]
  /// x.reshape(3, -1);                             // [[0, 1], [2, 3], [4, 5]]
  /// }
  ///
  /// @throws ShapeException if the shape has more or fewer elements
  default Tensor reshape(int... extents) {
    int open = -1;
    int known = 1;
    for (int axis = 0; axis < extents.length; axis++) {
      if (extents[axis] != -1) {
        known *= extents[axis];
      } else if (open >= 0) {
        throw new ShapeException("[reshape] %s has more than one -1; only one extent can follow from the others"
            .formatted(Arrays.toString(extents)));
      } else {
        open = axis;
      }
    }
    int[] result = extents.clone();
    if (open >= 0) {
      if (known == 0 || extents().size() % known != 0) {
        throw new ShapeException("[reshape] shape %s has %d elements, which %s does not divide for any extent in place of -1"
            .formatted(extents(), extents().size(), Arrays.toString(extents)));
      }
      result[open] = extents().size() / known;
    }
    return reshape(Shape.of(result));
  }

  /// The same elements in row-major order under another shape.
  ///
  /// @throws ShapeException if the shape has more or fewer elements
  default Tensor reshape(Shape shape) {
    return Tensor.of(Reshape.to(value(), shape));
  }

  /// All elements in one axis, in row-major order.
  default Tensor flatten() {
    return reshape(Shape.of(extents().size()));
  }

  /// The axes in reverse order; of a matrix, rows become columns.
  default Tensor transpose() {
    return transpose(IntStream.range(0, extents().rank()).map(axis -> -1 - axis).toArray());
  }

  /// The axes in another order: axis i of the result is axis `order[i]` of this.
  ///
  /// @throws ShapeException if an axis is missing, or named twice
  default Tensor transpose(int... order) {
    List<Integer> axes = IntStream.of(order).map(axis -> extents().axis("transpose", axis)).boxed().toList();
    boolean same = axes.equals(IntStream.range(0, extents().rank()).boxed().toList());
    return same ? (Tensor) this : Tensor.of(new Permute(axes).on(value()));
  }

  /// Two axes exchanged.
  default Tensor swapAxes(int first, int second) {
    int[] order = IntStream.range(0, extents().rank()).toArray();
    order[extents().axis("swapAxes", first)] = extents().axis("swapAxes", second);
    order[extents().axis("swapAxes", second)] = extents().axis("swapAxes", first);
    return transpose(order);
  }

  /// An axis moved to another place; the others keep their order.
  default Tensor moveAxis(int from, int to) {
    return Tensor.of(Permute.move(value(), extents().axis("moveAxis", from), extents().axis("moveAxis", to)));
  }

  /// Turned by so many quarters in the plane of the first two axes; a matrix turns counterclockwise.
  ///
  /// @throws ShapeException if it has less than two axes
  default Tensor rot90(int quarters) {
    if (extents().rank() < 2) {
      throw new ShapeException("[rot90] a tensor of shape %s has no plane to turn in, which has two axes; reshape or expandDims gives it more".formatted(extents()));
    }
    return rot90(quarters, 0, 1);
  }

  /// Turned by so many quarters in the plane of two axes, from the first of them towards the second. Images of the shape
  /// […, height, width] turn counterclockwise from −2 to −1.
  ///
  /// @throws ShapeException if it lacks one of the axes, or both are the same
  default Tensor rot90(int quarters, int from, int to) {
    int first = extents().axis("rot90", from);
    int second = extents().axis("rot90", to);
    if (first == second) {
      throw new ShapeException("[rot90] axes %d and %d of shape %s are the same: a plane has two".formatted(from, to, extents()));
    }
    return switch (Math.floorMod(quarters, 4)) {
      case 1 -> swapAxes(first, second).flip(first);
      case 2 -> flip(first, second);
      case 3 -> flip(first).swapAxes(first, second);
      default -> (Tensor) this;
    };
  }

  /// This, repeated to a larger shape as in arithmetic: axes are aligned from the end, extents of 1 repeat. Backward
  /// the gradients of the copies add up.
  ///
  /// @throws ShapeException if an extent is neither 1 nor the wanted one
  default Tensor broadcastTo(int... extents) {
    return broadcastTo(Shape.of(extents));
  }

  /// The same for a shape.
  default Tensor broadcastTo(Shape shape) {
    if (extents().rank() > shape.rank()) {
      throw new ShapeException("[broadcastTo] shape %s has more axes than %s; sum or reshape removes axes".formatted(extents(), shape));
    }
    return Tensor.of(Broadcasting.to(value(), shape));
  }

  /// A further axis of extent 1, at this place of the result; -1 is the last.
  default Tensor expandDims(int axis) {
    return reshape(extents().insert(extents().newAxis("expandDims", axis), 1));
  }

  /// Without the axes of extent 1: these, or all of them if none are named.
  ///
  /// @throws ShapeException if one of them has another extent
  default Tensor squeeze(int... axes) {
    List<Integer> dropped = axes.length > 0
        ? Axes.of("squeeze", extents(), axes)
        : IntStream.range(0, extents().rank()).filter(axis -> extents().extent(axis) == 1).boxed().toList();
    for (int axis : dropped) {
      if (extents().extent(axis) != 1) {
        throw new ShapeException("[squeeze] axis %d of shape %s has extent %d, not 1; pick a position with get, or reduce it"
            .formatted(axis, extents(), extents().extent(axis)));
      }
    }
    return reshape(Axes.remove(extents(), dropped));
  }

  /// What lies at these positions of the first axes, which the result lacks: `x.get(2)` is row 2, `x.get(2, -1)` its
  /// last element. Negative positions count from the end.
  ///
  /// @throws ShapeException if there is no such position, or there are more positions than axes
  default Tensor get(int... positions) {
    return get(IntStream.of(positions).mapToObj(Range::at).toArray(Range[]::new));
  }

  /// What lies in these ranges of the first axes; the other axes are taken whole. See [Range] for how to write them.
  ///
  /// @throws ShapeException if a position does not exist, or there are more ranges than axes
  default Tensor get(Range... ranges) {
    return within("get", ranges);
  }

  private Tensor within(String operation, Range... ranges) {
    return Tensor.of(Region.of(operation, extents(), ranges).read(value()));
  }

  /// The positions from `start` to `stop` (exclusive) of one axis.
  ///
  /// @throws ShapeException if a position does not exist
  default Tensor slice(int axis, int start, int stop) {
    return slice(axis, Range.of(start, stop));
  }

  /// The positions of one axis that a range names.
  ///
  /// @throws ShapeException if a position does not exist
  default Tensor slice(int axis, Range range) {
    Range[] ranges = new Range[extents().axis("slice", axis) + 1];
    Arrays.fill(ranges, Range.all());
    ranges[ranges.length - 1] = range;
    return within("slice", ranges);
  }

  /// Zeros around the elements: for each axis, how many before and after.
  default Tensor pad(int[] before, int[] after) {
    return pad(before, after, 0);
  }

  /// A value around the elements: for each axis, how many before and after. It has no derivative of its own.
  ///
  /// @throws ShapeException if there is not a number for each axis, or one is negative
  default Tensor pad(int[] before, int[] after, double number) {
    List<Integer> between = Collections.nCopies(extents().rank(), 0);
    return Tensor.of(new Pad(boxed(before), boxed(after), between, number).on(value()));
  }

  /// Elements of this around the elements: for each axis, how many before and after, by the mode's rule.
  ///
  /// {@snippet :
  /// System.out.println(Tensor.of(1, 2, 3).pad(new int[] {2}, new int[] {1}, Padding.REFLECT)); // I32[6] [3, 2, 1, 2, 3, 2]
  /// }
  ///
  /// @throws ShapeException if there is not a number for each axis, one is negative, or an axis has too few elements
  default Tensor pad(int[] before, int[] after, Padding mode) {
    return mode.apply((Tensor) this, before, after);
  }

  /// The elements of some axes, or of all if none are named, in reverse order.
  default Tensor flip(int... axes) {
    return Tensor.of(new Flip(Axes.of("flip", extents(), axes)).on(value()));
  }

  /// The elements of an axis moved on by `shift` positions; those that leave at one end enter at the other.
  default Tensor roll(int shift, int axis) {
    int along = extents().axis("roll", axis);
    int extent = extents().extent(along);
    int start = extent == 0 ? 0 : Math.floorMod(-shift, extent);
    return start == 0 ? (Tensor) this : Functions.concat(along, slice(along, start, extent), slice(along, 0, start));
  }

  /// The whole tensor `times[i]` times along axis i; the counts are aligned with the axes from the end, as in NumPy.
  default Tensor tile(int... times) {
    int rank = Math.max(times.length, extents().rank());
    List<Integer> interleaved = new ArrayList<>();
    List<Integer> own = new ArrayList<>();
    List<Integer> result = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      int time = axis < rank - times.length ? 1 : times[axis - rank + times.length];
      if (time < 0) {
        throw new ShapeException("[tile] %d times along axis %d: repeat a tensor of shape %s 0 times or more".formatted(time, axis, extents()));
      }
      int source = axis - rank + extents().rank();
      int extent = source < 0 ? 1 : extents().extent(source);
      interleaved.add(time);
      if (source >= 0) {
        own.add(interleaved.size());
      }
      interleaved.add(extent);
      result.add(time * extent);
    }
    Value copies = new Broadcast(shape(interleaved), own).on(value());
    return Tensor.of(Reshape.to(copies, shape(result)));
  }

  /// Each element of an axis `times` times, one after the other.
  default Tensor repeat(int times, int axis) {
    int along = extents().axis("repeat", axis);
    if (times < 0) {
      throw new ShapeException("[repeat] %d times along axis %d: repeat a tensor of shape %s 0 times or more".formatted(times, axis, extents()));
    }
    Shape copies = extents().insert(along + 1, times);
    List<Integer> own = IntStream.range(0, extents().rank()).map(i -> i <= along ? i : i + 1).boxed().toList();
    return Tensor.of(new Broadcast(copies, own).on(value())).reshape(extents().with(along, extents().extent(along) * times));
  }

  /// This in `parts` equal parts along an axis.
  ///
  /// @throws ShapeException if the extent cannot be divided so
  default List<Tensor> split(int parts, int axis) {
    int along = extents().axis("split", axis);
    int extent = extents().extent(along);
    if (parts < 1 || extent % parts != 0) {
      throw new ShapeException("[split] axis %d of shape %s has extent %d, which is not %d equal parts; give the sizes instead"
          .formatted(axis, extents(), extent, parts));
    }
    int[] sizes = new int[parts];
    Arrays.fill(sizes, extent / parts);
    return split(sizes, along);
  }

  /// This in parts of these extents along an axis.
  ///
  /// @throws ShapeException if they do not add up to the axis' extent
  default List<Tensor> split(int[] sizes, int axis) {
    int along = extents().axis("split", axis);
    if (IntStream.of(sizes).sum() != extents().extent(along)) {
      throw new ShapeException("[split] the sizes %s do not add up to %d, the extent of axis %d of shape %s"
          .formatted(Arrays.toString(sizes), extents().extent(along), axis, extents()));
    }
    List<Tensor> result = new ArrayList<>();
    int start = 0;
    for (int size : sizes) {
      result.add(Tensor.of(Slice.along(value(), along, start, size)));
      start += size;
    }
    return List.copyOf(result);
  }

  /// The slices along an axis, which they lack.
  default List<Tensor> unstack(int axis) {
    int along = extents().axis("unstack", axis);
    return IntStream.range(0, extents().extent(along)).mapToObj(i -> slice(along, Range.at(i))).toList();
  }

  private static List<Integer> boxed(int[] numbers) {
    return IntStream.of(numbers).boxed().toList();
  }

  private static Shape shape(List<Integer> extents) {
    return Shape.of(extents.stream().mapToInt(Integer::intValue).toArray());
  }
}
