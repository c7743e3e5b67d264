package dev.chainrule.exec;

/// Without vectors.
final class ${Type}Largest implements Largest<${type}[]> {
  @Override
  public void run(${type}[] x, int at, int first, int[] offsets, int stride, ${type}[] y, int[] positions, int to, int n) {
    for (int i = 0; i < n; i++) {
      int place = at + first + i * stride;
      int best = place + offsets[0];
      for (int k = 1; k < offsets.length; k++) {
        ${type} leading = x[best];
        ${type} value = x[place + offsets[k]];
        best = !(value <= leading) & leading == leading ? place + offsets[k] : best;
      }
      y[to + i] = x[best];
      positions[to + i] = best - at;
    }
  }
}
