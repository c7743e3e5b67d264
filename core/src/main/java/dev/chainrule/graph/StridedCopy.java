package dev.chainrule.graph;

import java.util.Arrays;

/// Copies elements between two arrays that are walked with strides: all that transposing, slicing,
/// padding, flipping, concatenating and materialising a broadcast come down to.
public final class StridedCopy {
  private StridedCopy() {}

  /// Copies `extent` elements from `source` to `target`. Offsets are counted from the first element of each, and
  /// as strides in elements of the backing Java arrays; strides may be 0 or negative.
  public static void copy(Array source, int sourceOffset, int[] sourceStrides,
      Array target, int targetOffset, int[] targetStrides, Shape extent) {
    if (extent.size() == 0) {
      return;
    }
    if (extent.rank() == 0) {
      run(source.elements(), source.offset() + sourceOffset, 1, target.elements(), target.offset() + targetOffset, 1, 1);
      return;
    }
    int inner = extent.rank() - 1;
    int[] counter = new int[inner];
    int from = source.offset() + sourceOffset;
    int to = target.offset() + targetOffset;
    while (true) {
      run(source.elements(), from, sourceStrides[inner], target.elements(), to, targetStrides[inner],
          extent.extent(inner));
      int axis = inner - 1;
      for (; axis >= 0; axis--) {
        from += sourceStrides[axis];
        to += targetStrides[axis];
        if (++counter[axis] < extent.extent(axis)) {
          break;
        }
        from -= sourceStrides[axis] * counter[axis];
        to -= targetStrides[axis] * counter[axis];
        counter[axis] = 0;
      }
      if (axis < 0) {
        return;
      }
    }
  }

  /// Copies `n` elements between two Java arrays of one type, each walked with its own stride.
  public static void run(Object source, int from, int sourceStride, Object target, int to, int targetStride, int n) {
    if (sourceStride == 1 && targetStride == 1) {
      System.arraycopy(source, from, target, to, n);
      return;
    }
    if (sourceStride == 0 && targetStride == 1) {
      fill(source, from, target, to, n);
      return;
    }
    switch (source) {
      case float[] s -> {
        float[] t = (float[]) target;
        for (int i = 0; i < n; i++) {
          t[to + i * targetStride] = s[from + i * sourceStride];
        }
      }
      case double[] s -> {
        double[] t = (double[]) target;
        for (int i = 0; i < n; i++) {
          t[to + i * targetStride] = s[from + i * sourceStride];
        }
      }
      case int[] s -> {
        int[] t = (int[]) target;
        for (int i = 0; i < n; i++) {
          t[to + i * targetStride] = s[from + i * sourceStride];
        }
      }
      case long[] s -> {
        long[] t = (long[]) target;
        for (int i = 0; i < n; i++) {
          t[to + i * targetStride] = s[from + i * sourceStride];
        }
      }
      case boolean[] s -> {
        boolean[] t = (boolean[]) target;
        for (int i = 0; i < n; i++) {
          t[to + i * targetStride] = s[from + i * sourceStride];
        }
      }
      default -> throw new AssertionError(source.getClass());
    }
  }

  /// Repeats one element.
  private static void fill(Object source, int from, Object target, int to, int n) {
    switch (source) {
      case float[] s -> Arrays.fill((float[]) target, to, to + n, s[from]);
      case double[] s -> Arrays.fill((double[]) target, to, to + n, s[from]);
      case int[] s -> Arrays.fill((int[]) target, to, to + n, s[from]);
      case long[] s -> Arrays.fill((long[]) target, to, to + n, s[from]);
      case boolean[] s -> Arrays.fill((boolean[]) target, to, to + n, s[from]);
      default -> throw new AssertionError(source.getClass());
    }
  }
}
