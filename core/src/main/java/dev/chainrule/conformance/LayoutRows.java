package dev.chainrule.conformance;

import dev.chainrule.Functions;
import dev.chainrule.Range;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Operations that move elements.
final class LayoutRows {
  private LayoutRows() {}

  static void addTo(VectorOperations operations) {
    operations.add("moveAxis", (attributes, x) -> x.getFirst().moveAxis(attributes.integer("from", 0), attributes.integer("to", -1)));
    operations.add("rot90", (attributes, x) -> {
      int[] plane = attributes.integers("axes", 0, 1);
      return x.getFirst().rot90(attributes.integer("k", 1), plane[0], plane[1]);
    });
    operations.add("swapAxes", (attributes, x) -> x.getFirst().swapAxes(attributes.integer("axis1", -2), attributes.integer("axis2", -1)));
    operations.add("broadcastTo", (attributes, x) -> x.getFirst().broadcastTo(attributes.integers("shape")));
    operations.add("concat", (attributes, x) -> Functions.concat(attributes.integer("axis", 0), x));
    operations.along("expandDims", Tensor::expandDims);
    operations.add("flip", (attributes, x) -> moved(attributes, x.getFirst(), Tensor::flip));
    operations.unary("flatten", Tensor::flatten);
    operations.add("pad", (attributes, x) -> pad(attributes, x.getFirst()));
    operations.add("repeat", (attributes, x) -> attributes.has("axis")
        ? x.getFirst().repeat(attributes.integer("repeats"), attributes.integer("axis"))
        : x.getFirst().flatten().repeat(attributes.integer("repeats"), 0));
    operations.add("reshape", (attributes, x) -> x.getFirst().reshape(attributes.integers("shape")));
    operations.add("roll", (attributes, x) -> roll(attributes, x.getFirst()));
    operations.add("slice", (attributes, x) -> x.getFirst().get(ranges(attributes, x.getFirst().shape())));
    operations.add("squeeze", (attributes, x) -> moved(attributes, x.getFirst(), Tensor::squeeze));
    operations.add("stack", (attributes, x) -> Functions.stack(attributes.integer("axis", 0), x));
    operations.add("tile", (attributes, x) -> x.getFirst().tile(attributes.integers("reps")));
    operations.add("transpose", (attributes, x) -> attributes.has("axes")
        ? x.getFirst().transpose(attributes.integers("axes"))
        : x.getFirst().transpose());
  }

  private interface OverAxes {
    Tensor apply(Tensor x, int... axes);
  }

  /// Over some axes, all where none are named. An empty list is nothing to do; our own operations read it as all.
  private static Tensor moved(Attributes attributes, Tensor x, OverAxes operation) {
    int[] axes = axes(attributes);
    boolean named = attributes.has("axes") || attributes.has("axis");
    return named && axes.length == 0 ? x : operation.apply(x, axes);
  }

  /// `axes` or `axis`, a number or several.
  private static int[] axes(Attributes attributes) {
    return attributes.integers("axes", attributes.integers("axis", new int[0]));
  }

  private static Tensor pad(Attributes attributes, Tensor x) {
    return x.pad(forEachAxis(attributes.integers("before"), x), forEachAxis(attributes.integers("after"), x),
        attributes.number("value", 0));
  }

  /// One number for all axes, or one for each.
  private static int[] forEachAxis(int[] numbers, Tensor x) {
    if (numbers.length != 1) {
      return numbers;
    }
    int[] result = new int[x.rank()];
    Arrays.fill(result, numbers[0]);
    return result;
  }

  private static Tensor roll(Attributes attributes, Tensor x) {
    int[] shifts = attributes.integers("shift");
    int[] axes = axes(attributes);
    if (axes.length == 0) {
      return x.flatten().roll(shifts[0], 0).reshape(x.shape());
    }
    Tensor result = x;
    for (int i = 0; i < axes.length; i++) {
      result = result.roll(shifts[shifts.length == 1 ? 0 : i], axes[i]);
    }
    return result;
  }

  private static Range[] ranges(Attributes attributes, Shape shape) {
    int count = Stream.of("start", "stop", "step").filter(attributes::has).mapToInt(name -> attributes.list(name).size()).max().orElse(0);
    List<?> nulls = Collections.nCopies(count, null);
    List<?> starts = attributes.list("start", nulls);
    List<?> stops = attributes.list("stop", nulls);
    List<?> steps = attributes.list("step", nulls);
    Range[] ranges = new Range[count];
    for (int axis = 0; axis < count; axis++) {
      Integer step = orNull("step", steps.get(axis));
      ranges[axis] = axis >= shape.rank() ? Range.all()
          : range(orNull("start", starts.get(axis)), orNull("stop", stops.get(axis)), step == null ? 1 : step, shape.extent(axis));
    }
    return ranges;
  }

  /// As in Python, ends that lie outside are moved to where elements are, and what runs the wrong way is empty; [Range]
  /// refuses both.
  private static Range range(@Nullable Integer start, @Nullable Integer stop, int step, int extent) {
    int lowest = step > 0 ? 0 : -1;
    int highest = step > 0 ? extent : extent - 1;
    int first = start == null ? step > 0 ? 0 : highest : clamped(start, extent, lowest, highest);
    int end = stop == null ? step > 0 ? extent : -1 : clamped(stop, extent, lowest, highest);
    if (step > 0 ? first >= end : first <= end) {
      return Range.of(0, 0);
    }
    return new Range(first, end < 0 ? null : end, step, false);
  }

  private static int clamped(int position, int extent, int lowest, int highest) {
    return Math.clamp(position < 0 ? position + extent : position, lowest, highest);
  }

  private static @Nullable Integer orNull(String name, @Nullable Object element) {
    return element == null ? null : Attributes.integerOf(name, element);
  }
}
