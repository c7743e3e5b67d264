package dev.chainrule.cli.check;

import java.math.BigDecimal;
import java.math.MathContext;

/// How numbers are written in the comparison: in ten digits, of which the last are allowed to differ.
final class Numbers {
  private static final MathContext DIGITS = new MathContext(10);

  private Numbers() {}

  static String text(double number) {
    if (!Double.isFinite(number) || number == 0) {
      return Double.isFinite(number) ? "0" : Double.toString(number).replace("Infinity", "inf").replace("NaN", "nan");
    }
    BigDecimal rounded = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    return exponent < -5 || exponent > 9 ? rounded.toString().replace("E+", "e").replace('E', 'e') : rounded.toPlainString();
  }
}
