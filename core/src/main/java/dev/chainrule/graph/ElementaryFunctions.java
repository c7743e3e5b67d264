package dev.chainrule.graph;

/// Elementary functions that Java's `Math` lacks, written on it alone: printed source takes this class along.
public final class ElementaryFunctions {
  private static final double LOG_2 = Math.log(2);
  /// From here on, 1 + x² rounds to x².
  private static final double SQUARE_HIDES_ONE = 0x1p28;

  private ElementaryFunctions() {}

  /// The logarithm to base 2, exact at powers of 2.
  public static double log2(double x) {
    if (!(x >= Double.MIN_NORMAL) || x == Double.POSITIVE_INFINITY) {
      return Math.log(x) / LOG_2;
    }
    int exponent = Math.getExponent(x);
    double fraction = Math.scalb(x, -exponent);
    return fraction < Math.sqrt(2)
        ? exponent + Math.log(fraction) / LOG_2
        : exponent + 1 + Math.log(fraction / 2) / LOG_2;
  }

  /// The inverse of the hyperbolic sine, log(x + √(x² + 1)), written so that nothing cancels near 0
  /// (Abramowitz and Stegun 4.6.20).
  public static double asinh(double x) {
    double a = Math.abs(x);
    double y = a > SQUARE_HIDES_ONE
        ? Math.log(a) + LOG_2
        : Math.log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
    return Math.copySign(y, x);
  }

  /// The inverse of the hyperbolic cosine for x ≥ 1, log(x + √(x² - 1)), written so that nothing cancels near 1
  /// (Abramowitz and Stegun 4.6.21).
  public static double acosh(double x) {
    if (x > SQUARE_HIDES_ONE) {
      return Math.log(x) + LOG_2;
    }
    double above = x - 1;
    return Math.log1p(above + Math.sqrt(above) * Math.sqrt(above + 2));
  }

  /// The inverse of the hyperbolic tangent, ½ log((1 + x) / (1 - x)) (Abramowitz and Stegun 4.6.22).
  public static double atanh(double x) {
    return 0.5 * (Math.log1p(x) - Math.log1p(-x));
  }
}
