package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.BoundedCache;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.op.MaxPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The largest elements of windows of floating numbers.
final class Pooling {
  /// How many windows are worth a task.
  private static final int TASK = 1 << 13;
  /// The places of a long line, and of one that is shorter than a vector.
  private static final int WARM_UP = 50;
  private static final int FEW = 5;

  private record Key(MaxPool pool, Shape input, Shape result) {}

  /// Windows side by side that cover as many elements, each `stride` further.
  private record Run(int first, int[] offsets, int stride, int window, int count) {}

  private record Windows(int count, List<Run> runs) {}

  private static final BoundedCache<Key, Windows> KNOWN = new BoundedCache<>(64);

  private Pooling() {}

  static StructuralKernel kernel(MaxPool pool) {
    return (x, y) -> run(pool, x[0].contiguous(), y[0], y[1].ints());
  }

  private static void run(MaxPool pool, Array x, Array largest, int[] positions) {
    if (largest.size() > 0) {
      Key key = new Key(pool, pool.plane(x.shape()), pool.plane(largest.shape()));
      run(KNOWN.get(key, Pooling::windows), VectorSupport.largest(x.dtype(), largest.size()), x, key.input.size(), largest, positions);
    }
  }

  private static void run(Windows windows, Largest<Object> kernel, Array x, int plane, Array largest, int[] positions) {
    int planes = largest.size() / windows.count;
    int together = Math.max(1, TASK / windows.count);
    Team.SHARED.run(Math.ceilDiv(planes, together), task -> {
      int end = Math.min(planes, (task + 1) * together);
      for (int i = task * together; i < end; i++) {
        for (Run run : windows.runs) {
          kernel.run(x.elements(), x.offset() + i * plane, run.first, run.offsets, run.stride, largest.elements(), positions,
              i * windows.count + run.window, run.count);
        }
      }
    });
  }

  private static Windows windows(Key key) {
    int[][] covered = key.pool.covered(key.input, key.result);
    List<Run> runs = new ArrayList<>();
    for (int window = 0; window < covered.length;) {
      int[] elements = covered[window];
      int stride = window + 1 < covered.length ? Math.max(1, covered[window + 1][0] - elements[0]) : 1;
      int end = window + 1;
      while (end < covered.length && isMoved(elements, (end - window) * stride, covered[end])) {
        end++;
      }
      runs.add(new Run(elements[0], Arrays.stream(elements).map(element -> element - elements[0]).toArray(), stride, window, end - window));
      window = end;
    }
    return new Windows(covered.length, List.copyOf(runs));
  }

  private static boolean isMoved(int[] from, int by, int[] to) {
    return Arrays.equals(Arrays.stream(from).map(element -> element + by).toArray(), to);
  }

  /// Runs the kernel with vectors until it is faster than the other.
  @SuppressWarnings("unchecked") // The array is of the kernels' type.
  static <A> boolean isFaster(Largest<A> better, Largest<A> plain, DType type) {
    Array x = Array.allocate(new Type(type, Shape.of(WARM_UP * 4)));
    for (int i = 0; i < x.size(); i++) {
      x.setDouble(i, i * 37 % 101);
    }
    A y = (A) Array.allocate(x.type()).elements();
    int[] positions = new int[x.size()];
    int[] offsets = {0, 1, WARM_UP, WARM_UP + 1};
    Use<A> use = kernel -> {
      kernel.run((A) x.elements(), 0, 0, offsets, 2, y, positions, 0, WARM_UP);
      kernel.run((A) x.elements(), 0, 0, offsets, 2, y, positions, 0, FEW);
    };
    return Upgrade.isFaster(() -> use.of(better), () -> use.of(plain));
  }

  private interface Use<A> {
    void of(Largest<A> kernel);
  }
}
