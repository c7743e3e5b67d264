package dev.chainrule;

import java.util.List;
import java.util.stream.IntStream;

/// Axes to reduce that stay in the result with extent 1, so that it broadcasts against what was reduced. Written
/// with [Functions#keepDims].
///
/// {@snippet :
/// Tensor x = Tensor.of(new double[][] {{1, 3}, {5, 9}});
/// Tensor centred = x.minus(x.mean(Functions.keepDims(-1))); // [[-1, 1], [-2, 2]]
/// }
///
/// @param axes the axes; none mean all
public record KeepDims(List<Integer> axes) {
  /// Copies the list.
  public KeepDims {
    axes = List.copyOf(axes);
  }

  static KeepDims of(int... axes) {
    return new KeepDims(IntStream.of(axes).boxed().toList());
  }

  int[] toArray() {
    return axes.stream().mapToInt(Integer::intValue).toArray();
  }
}
