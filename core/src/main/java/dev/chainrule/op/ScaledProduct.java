package dev.chainrule.op;

/// A product of many factors as mantissa · 2^exponent: it neither overflows nor vanishes on its way.
record ScaledProduct(double mantissa, int exponent) {
  /// Makes the smallest of doubles normal.
  private static final int SUBNORMAL = 64;

  /// The product of the first `count` factors.
  static ScaledProduct of(double[] factors, int count) {
    double mantissa = 1;
    int exponent = 0;
    for (int i = 0; i < count; i++) {
      int of = exponentOf(factors[i]);
      mantissa *= Math.scalb(factors[i], -of);
      int carry = exponentOf(mantissa);
      mantissa = Math.scalb(mantissa, -carry);
      exponent += of + carry;
    }
    return new ScaledProduct(mantissa, exponent);
  }

  /// The power of two at or below a number's magnitude; 0 for what has none.
  static int exponentOf(double x) {
    if (x == 0 || !Double.isFinite(x)) {
      return 0;
    }
    int exponent = Math.getExponent(x);
    return exponent >= Double.MIN_EXPONENT ? exponent : Math.getExponent(Math.scalb(x, SUBNORMAL)) - SUBNORMAL;
  }

  double value() {
    return Math.scalb(mantissa, exponent);
  }
}
