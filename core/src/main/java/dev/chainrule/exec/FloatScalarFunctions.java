package dev.chainrule.exec;

/// The twin of [FloatVectorFunctions] that needs no Vector API.
final class FloatScalarFunctions implements FloatFunctions {
  /// eˣ of a `float`.
  static float exp(float x) {
    return (float) power(Math.max(-LARGEST, Math.min(LARGEST, x)));
  }

  /// tanh of a `float`.
  static float tanh(float x) {
    double size = Math.min(FLAT, Math.abs((double) x));
    double square = size * size;
    double steep = size * Math.fma(Math.fma(TANH_5, square, TANH_3), square, 1);
    double flat = 1 - 2 / (power(size + size) + 1);
    return (float) Math.copySign(size < STEEP ? steep : flat, x);
  }

  /// eˣ = 2ⁿ eʳ, where n is the nearest integer to x / log 2.
  private static double power(double x) {
    double shifted = Math.fma(x, LOG2_E, ROUNDING);
    double n = shifted - ROUNDING;
    double r = Math.fma(n, -LOG_2_LOW, Math.fma(n, -LOG_2_HIGH, x));
    double p = Math.fma(C11, r, C10);
    p = Math.fma(p, r, C9);
    p = Math.fma(p, r, C8);
    p = Math.fma(p, r, C7);
    p = Math.fma(p, r, C6);
    p = Math.fma(p, r, C5);
    p = Math.fma(p, r, C4);
    p = Math.fma(p, r, C3);
    p = Math.fma(p, r, C2);
    p = Math.fma(p, r, 1);
    p = Math.fma(p, r, 1);
    return Double.longBitsToDouble(Double.doubleToRawLongBits(p) + (Double.doubleToRawLongBits(shifted) << 52));
  }

  @Override
  public void exp(float[] x, int xAt, float[] z, int zAt, int n) {
    for (int i = 0; i < n; i++) {
      z[zAt + i] = exp(x[xAt + i]);
    }
  }

  @Override
  public void tanh(float[] x, int xAt, float[] z, int zAt, int n) {
    for (int i = 0; i < n; i++) {
      z[zAt + i] = tanh(x[xAt + i]);
    }
  }
}
