package dev.chainrule.exec;

/// The functions for one element, with the bits of [FloatVectorFunctions].
final class FloatScalarFunctions implements FloatFunctions {
  private FloatScalarFunctions() {}

  /// eˣ = 2ⁿ eʳ, where n is the nearest integer to x / log 2. The power of 2 comes in two factors, so that results that
  /// are not normal are rounded once; where all is normal, one would do.
  static float exp(float x) {
    float kept = x > LARGEST ? LARGEST : x < SMALLEST ? SMALLEST : x;
    float shifted = Math.fma(kept, LOG2_E, ROUNDING);
    float part = tail(rest(kept, shifted)) + 1;
    int n = Float.floatToRawIntBits(shifted) - ROUNDING_BITS;
    int half = n >> 1;
    return part * power(half) * power(n - half);
  }

  /// eˣ - 1 = 2ⁿ (eʳ - 1) + (2ⁿ - 1), at half its size, since 2ⁿ itself may be too large.
  static float expm1(float x) {
    float kept = x > LARGEST ? LARGEST : x < SMALLEST_DIFFERENCE ? SMALLEST_DIFFERENCE : x;
    float half = halfOfDifference(kept);
    return x == 0 ? x : half + half;
  }

  private static float halfOfDifference(float x) {
    float shifted = Math.fma(x, LOG2_E, ROUNDING);
    float scale = power(Float.floatToRawIntBits(shifted) - ROUNDING_BITS - 1);
    return Math.fma(scale, tail(rest(x, shifted)), scale - 0.5f);
  }

  /// What of x is beyond the integer multiple of log 2.
  private static float rest(float x, float shifted) {
    float n = shifted - ROUNDING;
    return Math.fma(n, -LOG_2_LOW, Math.fma(n, -LOG_2_HIGH, x));
  }

  /// eʳ - 1 for small r.
  private static float tail(float r) {
    float p = Math.fma(E4, r, E3);
    p = Math.fma(p, r, E2);
    p = Math.fma(p, r, E1);
    p = Math.fma(p, r, E0);
    return Math.fma(p, r * r, r);
  }

  private static float power(int exponent) {
    return Float.intBitsToFloat(exponent + BIAS << FRACTION);
  }

  /// log x = n log 2 + log(1 + f), where 1 + f is near 1.
  static float log(float x) {
    float result = logOfPositive(x, 0);
    return x > 0 && x < Float.POSITIVE_INFINITY ? result : x == 0 ? Float.NEGATIVE_INFINITY : x > 0 ? x : Float.NaN;
  }

  /// log(1 + x), where what the sum has lost by rounding is made good.
  static float log1p(float x) {
    float sum = 1 + x;
    float lost = x > 1 ? 1 - (sum - x) : x - (sum - 1);
    float result = logOfPositive(sum, lost / sum);
    float ordinary = x > -1 && x < Float.POSITIVE_INFINITY ? result : x == -1 ? Float.NEGATIVE_INFINITY : x > 0 ? x : Float.NaN;
    return x == 0 ? x : ordinary;
  }

  private static float logOfPositive(float x, float correction) {
    boolean tiny = x < SMALLEST_NORMAL;
    int bits = Float.floatToRawIntBits(tiny ? x * UP : x) - ROOT_HALF_BITS;
    float n = (bits >> FRACTION) - (tiny ? 24f : 0f);
    float f = Float.intBitsToFloat((bits & (1 << FRACTION) - 1) + ROOT_HALF_BITS) - 1;
    float p = Math.fma(L8, f, L7);
    p = Math.fma(p, f, L6);
    p = Math.fma(p, f, L5);
    p = Math.fma(p, f, L4);
    p = Math.fma(p, f, L3);
    p = Math.fma(p, f, L2);
    p = Math.fma(p, f, L1);
    p = Math.fma(p, f, L0);
    float square = f * f;
    float small = Math.fma(p * f, square, Math.fma(n, LOG_2_LOW, correction));
    return Math.fma(n, LOG_2_HIGH, Math.fma(square, -0.5f, small) + f);
  }

  /// tanh x = e / (e + 2), where e = e²ˣ - 1.
  static float tanh(float x) {
    float size = Math.abs(x);
    float half = halfOfDifference(size > FLAT ? 2 * FLAT : size + size);
    return Math.copySign(half / (half + 1), x);
  }

  static float erf(float x) {
    float size = Math.abs(x);
    float kept = size > ERF_FLAT ? ERF_FLAT : size;
    float square = kept * kept;
    float p = Math.fma(S6, square, S5);
    p = Math.fma(p, square, S4);
    p = Math.fma(p, square, S3);
    p = Math.fma(p, square, S2);
    p = Math.fma(p, square, S1);
    p = Math.fma(p, square, S0);
    float g = Math.fma(G6, kept, G5);
    g = Math.fma(g, kept, G4);
    g = Math.fma(g, kept, G3);
    g = Math.fma(g, kept, G2);
    g = Math.fma(g, kept, G1);
    float half = halfOfDifference(-Math.fma(g, kept, G0));
    return Math.copySign(kept < STEEP ? Math.fma(p, kept, kept) : -(half + half), x);
  }
}
