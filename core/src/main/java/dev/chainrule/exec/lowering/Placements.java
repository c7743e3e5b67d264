package dev.chainrule.exec.lowering;

import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Type;
import dev.chainrule.op.Concat;
import dev.chainrule.op.Gates;
import dev.chainrule.op.Pad;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A sum of tensors that are surrounded by zeros, and together fill an axis without overlap, puts them side by side:
/// what the derivatives of slices become. Only the sign of a zero may differ.
final class Placements implements Rewriting.Rule {
  /// A tensor and where along an axis it lies.
  private record Piece(int slot, int start) {}

  /// What a slot is the sum of, along one axis.
  private record Pieces(int axis, List<Piece> pieces) {}

  private final Map<Integer, Pieces> sums = new HashMap<>();

  @Override
  public @Nullable Integer replace(Rewriting graph, Primitive primitive, List<Integer> inputs) {
    if (primitive != Gates.ADD) {
      return null;
    }
    Pieces left = pieces(graph, inputs.get(0));
    Pieces right = pieces(graph, inputs.get(1));
    if (left == null || right == null || left.axis != right.axis) {
      return null;
    }
    List<Piece> all = new ArrayList<>(left.pieces);
    all.addAll(right.pieces);
    all.sort(Comparator.comparingInt(Piece::start));
    int end = 0;
    boolean gap = false;
    for (Piece piece : all) {
      if (piece.start < end) {
        return null;
      }
      gap |= piece.start > end;
      end = piece.start + graph.type(piece.slot).shape().extent(left.axis);
    }
    Type type = graph.type(inputs.getFirst());
    if (gap || end < type.shape().extent(left.axis)) {
      sums.put(graph.add(primitive, inputs), new Pieces(left.axis, List.copyOf(all)));
      return null;
    }
    return graph.add(new Concat(left.axis), all.stream().map(Piece::slot).toList());
  }

  private @Nullable Pieces pieces(Rewriting graph, int slot) {
    if (graph.origin(slot) instanceof Rewriting.Origin(Pad pad, List<Integer> inputs) && pad.value() == 0
        && pad.interior().stream().allMatch(between -> between == 0)) {
      int[] padded = IntStream.range(0, pad.low().size()).filter(axis -> pad.low().get(axis) + pad.high().get(axis) > 0).toArray();
      return padded.length == 1
          ? new Pieces(padded[0], List.of(new Piece(inputs.getFirst(), pad.low().get(padded[0])))) : null;
    }
    return sums.get(slot);
  }
}
