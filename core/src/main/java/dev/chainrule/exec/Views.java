package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Concat;
import dev.chainrule.op.Convolve;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.Pad;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.Slice;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The steps that move no elements, but look at them in another way.
final class Views {
  /// Runs of fewer elements than this are faster to read when they are copied together.
  private static final int SHORT = 16;

  private Views() {}

  /// What makes the view that a step is; null for a step that has to move elements.
  ///
  /// @param strided the slots that hold views with strides of their own
  /// @param readers what reads the step's result
  static @Nullable View of(Graph.Step step, Set<Integer> strided, List<Graph.Step> readers) {
    return switch (step.primitive()) {
      case Reshape reshape when !strided.contains(step.inputs().getFirst()) -> x -> x.reshape(reshape.shape());
      case Broadcast broadcast -> {
        int[] axes = broadcast.axes().stream().mapToInt(Integer::intValue).toArray();
        yield x -> x.broadcast(broadcast.shape(), axes);
      }
      case Slice slice when keepsRuns(slice) && allStride(readers) -> x -> slice(x, slice);
      case Permute permute when keepsRuns(permute, readers) -> x -> permute(x, permute.order());
      default -> null;
    };
  }

  /// Whether a view of contiguous elements is strided.
  static boolean isStrided(Graph.Step step) {
    return !(step.primitive() instanceof Reshape);
  }

  /// Whether all readers read strided arrays without copying them first.
  private static boolean allStride(List<Graph.Step> readers) {
    return !readers.isEmpty() && readers.stream().map(Graph.Step::primitive).allMatch(reader -> reader instanceof Pointwise
        || reader instanceof MatMul || reader instanceof Convolve || reader instanceof Reshape || reader instanceof Permute || reader instanceof Slice
        || reader instanceof Concat || reader instanceof Pad || reader instanceof Broadcast);
  }

  /// How to look at an array.
  interface View {
    Array of(Array x);
  }

  private static boolean keepsRuns(Slice slice) {
    int last = slice.extents().rank() - 1;
    return last >= 0 && slice.steps().get(last) == 1 && slice.extents().extent(last) >= SHORT;
  }

  private static boolean keepsRuns(Permute permute, List<Graph.Step> readers) {
    int last = permute.order().size() - 1;
    return last >= 0 && permute.order().get(last) == last && allStride(readers);
  }

  private static Array slice(Array x, Slice slice) {
    int[] strides = x.strides();
    int offset = x.offset();
    for (int axis = 0; axis < strides.length; axis++) {
      offset += slice.starts().get(axis) * strides[axis];
      strides[axis] *= slice.steps().get(axis);
    }
    return x.view(slice.extents(), offset, strides);
  }

  private static Array permute(Array x, List<Integer> order) {
    int[] strides = x.strides();
    int[] permuted = order.stream().mapToInt(axis -> strides[axis]).toArray();
    return x.view(Shape.of(order.stream().mapToInt(x.shape()::extent).toArray()), x.offset(), permuted);
  }
}
