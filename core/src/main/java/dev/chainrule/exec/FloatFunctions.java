package dev.chainrule.exec;

/// Functions of `float`s, computed in `double` and rounded once, so that the rounded result is the nearest `float` but
/// for one in some ten million. There are two implementations with equal results, to the bit: with the Vector API, and
/// without.
interface FloatFunctions {
  /// z = eˣ.
  void exp(float[] x, int xAt, float[] z, int zAt, int n);

  /// z = tanh x.
  void tanh(float[] x, int xAt, float[] z, int zAt, int n);

  /// Beyond this, ± eˣ has left the range of `float`.
  double LARGEST = 200;
  double LOG2_E = 1 / Math.log(2);
  /// log 2 in two parts, of which the first times a small integer is exact.
  double LOG_2_HIGH = 0x1.62e42feep-1;
  double LOG_2_LOW = 0x1.a39ef35793c76p-33;
  /// Added to a number of moderate size this leaves it rounded, in the lowest bits.
  double ROUNDING = 0x1.8p52;
  /// 1 / k! for k from 11 down to 2: the next term is below 10⁻¹⁴ of the sum where |r| ≤ log(2) / 2.
  double C11 = 1 / 39916800.0;
  double C10 = 1 / 3628800.0;
  double C9 = 1 / 362880.0;
  double C8 = 1 / 40320.0;
  double C7 = 1 / 5040.0;
  double C6 = 1 / 720.0;
  double C5 = 1 / 120.0;
  double C4 = 1 / 24.0;
  double C3 = 1 / 6.0;
  double C2 = 0.5;
  /// Below this tanh is the first terms of its series, above that the quotient of powers; from `FLAT` on it is 1.
  double STEEP = 0x1p-8;
  double FLAT = 20;
  double TANH_3 = -1 / 3.0;
  double TANH_5 = 2 / 15.0;
}
