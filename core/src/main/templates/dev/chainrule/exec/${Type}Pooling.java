package dev.chainrule.exec;

/// The largest elements of windows of a plane in a `${type}[]`.
final class ${Type}Pooling {
  private ${Type}Pooling() {}

  /// @param covered   for each window the elements of the plane that it covers, in order
  /// @param positions where in the plane each of the largest is: the first of equals, and NaN wins
  static void run(int[][] covered, ${type}[] x, int at, ${type}[] largest, int[] positions, int to) {
    for (int window = 0; window < covered.length; window++) {
      int[] places = covered[window];
      int best = places[0];
      ${type} leading = x[at + best];
      for (int i = 1; i < places.length; i++) {
        ${type} value = x[at + places[i]];
        boolean better = !(value <= leading) & leading == leading;
        best = better ? places[i] : best;
        leading = better ? value : leading;
      }
      largest[to + window] = leading;
      positions[to + window] = best;
    }
  }
}
