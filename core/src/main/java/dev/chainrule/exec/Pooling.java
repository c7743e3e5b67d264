package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.BoundedCache;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.MaxPool;

/// The largest elements of windows of floating numbers.
final class Pooling {
  /// How many windows are worth a task.
  private static final int TASK = 1 << 13;

  private record Key(MaxPool pool, Shape input, Shape result) {}

  private static final BoundedCache<Key, int[][]> COVERED = new BoundedCache<>(64);

  private Pooling() {}

  static StructuralKernel kernel(MaxPool pool) {
    return (x, y) -> run(pool, x[0].contiguous(), y[0], y[1].ints());
  }

  private static void run(MaxPool pool, Array x, Array largest, int[] positions) {
    Shape input = pool.plane(x.shape());
    Shape result = pool.plane(largest.shape());
    if (largest.size() == 0) {
      return;
    }
    int[][] covered = COVERED.get(new Key(pool, input, result), key -> pool.covered(key.input, key.result));
    int planes = largest.size() / covered.length;
    int together = Math.max(1, TASK / covered.length);
    Team.SHARED.run(Math.ceilDiv(planes, together), task -> {
      int end = Math.min(planes, (task + 1) * together);
      for (int plane = task * together; plane < end; plane++) {
        switch (x.elements()) {
          case float[] floats -> FloatPooling.run(covered, floats, plane * input.size(), largest.floats(), positions, plane * covered.length);
          case double[] doubles -> DoublePooling.run(covered, doubles, plane * input.size(), largest.doubles(), positions, plane * covered.length);
          default -> throw new AssertionError(x.dtype());
        }
      }
    });
  }
}
