package dev.chainrule.nn.file;

/// What files may say of shapes.
final class Shapes {
  /// More axes than anybody needs: a bound for headers that are made to harm.
  static final int MOST_AXES = 64;

  private Shapes() {}

  /// Whether an array holds so many elements. The product is formed in order, as shapes do.
  static boolean fit(long... extents) {
    long size = 1;
    for (long extent : extents) {
      size *= extent;
      if (extent < 0 || extent > Integer.MAX_VALUE || size > Integer.MAX_VALUE) {
        return false;
      }
    }
    return true;
  }
}
