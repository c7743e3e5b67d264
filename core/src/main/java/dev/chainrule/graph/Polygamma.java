package dev.chainrule.graph;

/// The digamma function ψ = Γ'/Γ and its derivatives, the polygamma functions.
///
/// On the positive half, ψ⁽ⁿ⁾(x) = (-1)ⁿ⁺¹ n! ζ(n + 1, x) with Hurwitz' ζ(s, x) = Σₖ (x + k)⁻ˢ: the first terms
/// are added up, the rest comes from the Euler-Maclaurin formula (Abramowitz and Stegun 6.3.18, 6.4.11, 23.1.30).
/// The negative half is reflected: ψ⁽ⁿ⁾(x) = (-1)ⁿ ψ⁽ⁿ⁾(1 - x) - π dⁿ/dxⁿ cot πx (6.4.7).
final class Polygamma {
  /// The Bernoulli numbers B₂, B₄, ….
  static final double[] BERNOULLI = {1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730,
      7.0 / 6, -3617.0 / 510, 43867.0 / 798, -174611.0 / 330, 854513.0 / 138, -236364091.0 / 2730};
  /// From here on the Euler-Maclaurin formula is exact for digamma; for higher orders, from as much higher on.
  static final double FAR = 10;

  /// The factorials of higher orders are infinite.
  static final int HIGHEST = 170;

  /// The positive root of digamma, and what is left of it below the last bit.
  private static final double ROOT = 1.4616321449683623;
  private static final double ROOT_REST = 9.549995429965698e-17;
  /// Closer than this, digamma is its Taylor series around the root: elsewhere the sum cancels there.
  private static final double NEAR_ROOT = 0.2;
  private static final double[] AROUND_ROOT = new double[22];

  static {
    double sign = 1;
    for (int n = 1; n <= AROUND_ROOT.length; n++) {
      AROUND_ROOT[n - 1] = sign * zeta(n + 1, ROOT);
      sign = -sign;
    }
  }

  private Polygamma() {}

  static double digamma(double x) {
    if (x == 0) {
      return -1 / x;
    }
    if (x < 0) {
      return x == Math.rint(x) ? Double.NaN : digamma(1 - x) - Math.PI * cotangent(x);
    }
    if (Math.abs(x - ROOT) < NEAR_ROOT) {
      double h = x - ROOT - ROOT_REST;
      double sum = 0;
      for (int n = AROUND_ROOT.length - 1; n >= 0; n--) {
        sum = (sum + AROUND_ROOT[n]) * h;
      }
      return sum;
    }
    double sum = 0;
    double far = x;
    for (; far < FAR; far++) {
      sum -= 1 / far;
    }
    double inverse = 1 / (far * far);
    double series = 0;
    for (int k = BERNOULLI.length; k > 0; k--) {
      series = (series + BERNOULLI[k - 1] / (2 * k)) * inverse;
    }
    return sum + Math.log(far) - 0.5 / far - series;
  }

  /// The derivative of digamma of an order from 1 on; NaN for those above 170.
  static double of(double order, double x) {
    if (order > HIGHEST || Double.isNaN(x) || x == Double.NEGATIVE_INFINITY) {
      return Double.NaN;
    }
    boolean odd = order % 2 != 0;
    if (x > 0) {
      double size = factorial(order) * zeta(order + 1, x);
      return odd ? size : -size;
    }
    if (x == Math.rint(x)) {
      return odd ? Double.POSITIVE_INFINITY : x == 0 ? -1 / x : Double.NaN;
    }
    double reflected = of(order, 1 - x);
    return (odd ? -reflected : reflected) - Math.PI * derivativeOfCotangent((int) order, x);
  }

  static double factorial(double n) {
    double product = 1;
    for (int i = 2; i <= n; i++) {
      product *= i;
    }
    return product;
  }

  /// Hurwitz' zeta function Σₖ (x + k)⁻ˢ for s > 1 and x > 0.
  private static double zeta(double s, double x) {
    double sum = 0;
    double far = x;
    for (; far < FAR + s; far++) {
      double term = Math.pow(far, -s);
      sum += term;
      if (term < sum * 0x1p-60) {
        return sum;
      }
    }
    double power = Math.pow(far, -s);
    double factor = s * power / far;
    double series = 0;
    for (int k = 1; k <= BERNOULLI.length; k++) {
      factor /= (2 * k - 1) * (2 * k);
      series += BERNOULLI[k - 1] * factor;
      factor *= (s + 2 * k - 1) * (s + 2 * k) / (far * far);
    }
    return sum + Math.pow(far, 1 - s) / (s - 1) + power / 2 + series;
  }

  /// cot πx, exact at whole and half numbers.
  private static double cotangent(double x) {
    double rest = x - Math.rint(x);
    return Math.abs(rest) == 0.5 ? 0 : 1 / Math.tan(Math.PI * rest);
  }

  /// dⁿ/dxⁿ cot πx = πⁿ Pₙ(cot πx), where P₀(c) = c and Pₙ₊₁ = -(1 + c²) Pₙ'.
  private static double derivativeOfCotangent(int n, double x) {
    double[] polynomial = new double[n + 2];
    polynomial[1] = 1;
    for (int i = 0; i < n; i++) {
      double[] next = new double[n + 2];
      for (int power = 1; power <= i + 1; power++) {
        next[power - 1] -= power * polynomial[power];
        next[power + 1] -= power * polynomial[power];
      }
      polynomial = next;
    }
    double c = cotangent(x);
    double sum = 0;
    for (int power = n + 1; power >= 0; power--) {
      sum = sum * c + polynomial[power];
    }
    return Math.pow(Math.PI, n) * sum;
  }
}
