package dev.chainrule.op;

/// Positions `first`, `first + step`, … of what moves along an axis, and the places `place`, `place + placeStep`, … of the
/// input that they read.
public record PlaceRun(int count, int first, int step, int place, int placeStep) {
  /// All `t` below `extent` for which `(t · stride + offset) / dilation` is one of so many places of the input.
  public static PlaceRun of(int extent, int stride, int offset, int dilation, int places) {
    int step = 1;
    while (step * stride % dilation != 0) {
      step++;
    }
    int first = Math.max(0, Math.ceilDiv(-offset, stride));
    int end = Math.min(extent, Math.floorDiv((places - 1) * dilation - offset, stride) + 1);
    int tried = 0;
    while (tried < step && Math.floorMod(first * stride + offset, dilation) != 0) {
      first++;
      tried++;
    }
    int count = tried == step ? 0 : Math.max(0, Math.ceilDiv(end - first, step));
    return new PlaceRun(count, first, step, (first * stride + offset) / dilation, step * stride / dilation);
  }

  /// Whether all positions below `extent` read something.
  public boolean isWhole(int extent) {
    return count == extent;
  }
}
