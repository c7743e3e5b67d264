package dev.chainrule.exec;

/// The twin of [${Type}VectorTiles] that needs no Vector API.
final class ${Type}ScalarTiles implements TileKernels<${type}[]> {
  /// Partial sums: 256 bytes of them.
  static final int LANES = TileKernels.LANES / ${Type}.BYTES;

  @Override
  public void accumulate(${type}[] x, int xAt, ${type}[] z, int zAt, int n) {
    for (int i = 0; i < n; i++) {
      z[zAt + i] += x[xAt + i];
    }
  }

  /// Four partial sums at a time, so that they stay in registers.
  @Override
  public double sum(${type}[] x, int at, int n, ${type}[] lanes) {
    java.util.Arrays.fill(lanes, 0);
    int end = n - n % LANES;
    for (int lane = 0; end > 0 && lane < LANES; lane += 4) {
      ${type} a = 0;
      ${type} b = 0;
      ${type} c = 0;
      ${type} d = 0;
      for (int i = at + lane; i < at + end; i += LANES) {
        a += x[i];
        b += x[i + 1];
        c += x[i + 2];
        d += x[i + 3];
      }
      lanes[lane] = a;
      lanes[lane + 1] = b;
      lanes[lane + 2] = c;
      lanes[lane + 3] = d;
    }
    for (int i = end; i < n; i++) {
      lanes[i - end] += x[at + i];
    }
    return fold(lanes);
  }

  @Override
  public double dot(${type}[] x, int xAt, ${type}[] y, int yAt, int n) {
    ${type}[] lanes = new ${type}[LANES];
    for (int i = 0; i < n; i++) {
      lanes[i % LANES] = Math.fma(x[xAt + i], y[yAt + i], lanes[i % LANES]);
    }
    return fold(lanes);
  }

  /// Adds partial sums up, halving their number each time.
  static double fold(${type}[] lanes) {
    for (int half = lanes.length / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        lanes[i] += lanes[i + half];
      }
    }
    return lanes[0];
  }

  @Override
  public double max(${type}[] x, int at, int n) {
    ${type} result = x[at];
    for (int i = 1; i < n; i++) {
      result = Math.max(result, x[at + i]);
    }
    return result;
  }

  @Override
  public double min(${type}[] x, int at, int n) {
    ${type} result = x[at];
    for (int i = 1; i < n; i++) {
      result = Math.min(result, x[at + i]);
    }
    return result;
  }

  @Override
  public int indexOf(${type}[] x, int at, int n, double value) {
    for (int i = 0; i < n; i++) {
      if (x[at + i] == value || value != value && x[at + i] != x[at + i]) {
        return i;
      }
    }
    return -1;
  }
}
