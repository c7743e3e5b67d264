package dev.chainrule.exec;

/// Where the elements of an array lie in a larger one of zeros; negative numbers of zeros cut off.
///
/// @param from   the extents
/// @param before how many zeros come before, along each axis
/// @param to     the extents with zeros
record Padding(int[] from, int[] before, int[] to) {
  int size() {
    return product(to);
  }

  private static int product(int[] extents) {
    int product = 1;
    for (int extent : extents) {
      product *= extent;
    }
    return product;
  }

  /// Copies the elements, not the zeros.
  ///
  /// @param x    an array of numbers
  /// @param into another of the same type
  void copy(Object x, int at, Object into, int intoAt) {
    copy(0, x, at, product(from), into, intoAt, size());
  }

  private void copy(int axis, Object x, int at, int size, Object into, int intoAt, int intoSize) {
    int each = size / from[axis];
    int intoEach = intoSize / to[axis];
    int first = Math.max(0, -before[axis]);
    int end = Math.min(from[axis], to[axis] - before[axis]);
    int target = intoAt + before[axis] * intoEach;
    if (axis == from.length - 1) {
      System.arraycopy(x, at + first, into, target + first, Math.max(0, end - first));
      return;
    }
    for (int i = first; i < end; i++) {
      copy(axis + 1, x, at + i * each, each, into, target + i * intoEach, intoEach);
    }
  }
}
