package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.StridedCopy;
import java.util.Arrays;

/// Reads a strided array piece by piece, in the order of its shape, cheapest from one to the next.
final class BroadcastReader {
  private final Object elements;
  private final int first;
  /// The axes, innermost last, with those joined that are walked as one.
  private final int[] extents;
  private final int[] strides;
  private final int[] counters;
  private final int period;
  private int offset;
  /// Where the next read begins if it goes on after the last.
  private int next;
  /// What the target holds since the last read.
  private int lastPhase = -1;
  private int lastCount;

  BroadcastReader(Array array) {
    elements = array.elements();
    first = array.offset();
    offset = first;
    int[] own = array.strides();
    int[] extents = new int[own.length];
    int[] strides = new int[own.length];
    int axes = 0;
    for (int axis = 0; axis < own.length; axis++) {
      int extent = array.shape().extent(axis);
      if (axes > 0 && strides[axes - 1] == own[axis] * extent) {
        extents[axes - 1] *= extent;
        strides[axes - 1] = own[axis];
      } else if (extent != 1) {
        extents[axes] = extent;
        strides[axes++] = own[axis];
      }
    }
    if (axes == 0) {
      extents = new int[] {1};
      strides = new int[] {1};
      axes = 1;
    }
    this.extents = Arrays.copyOf(extents, axes);
    this.strides = Arrays.copyOf(strides, axes);
    this.counters = new int[axes];
    this.period = axes > 0 && strides[0] == 0 && extents[0] > 0 ? array.size() / extents[0] : 0;
  }

  /// After how many elements it begins again; 0 if it does not.
  int period() {
    return period;
  }

  /// The next `n` elements, from position `at`, into the target, unless they are there from the last read.
  void read(int at, Object target, int n) {
    int phase = period == 0 ? -1 : at % period;
    if (phase >= 0 && phase == lastPhase && n <= lastCount) {
      return;
    }
    if (phase >= 0 || at != next) {
      seek(at);
    }
    next = at + n;
    lastPhase = phase;
    lastCount = n;
    int inner = extents.length - 1;
    int done = 0;
    while (done < n) {
      int run = Math.min(n - done, extents[inner] - counters[inner]);
      StridedCopy.run(elements, offset, strides[inner], target, done, 1, run);
      done += run;
      advance(run);
    }
  }

  private void seek(int position) {
    offset = first;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      counters[axis] = position % extents[axis];
      position /= extents[axis];
      offset += counters[axis] * strides[axis];
    }
  }

  private void advance(int run) {
    int axis = extents.length - 1;
    counters[axis] += run;
    offset += run * strides[axis];
    while (axis > 0 && counters[axis] == extents[axis]) {
      offset -= counters[axis] * strides[axis];
      counters[axis] = 0;
      axis--;
      counters[axis]++;
      offset += strides[axis];
    }
  }
}
