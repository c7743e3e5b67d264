package dev.chainrule.exec;

/// Functions of `float`s, in arithmetic of `float`s with fused multiply-adds: what [FloatScalarFunctions] and
/// [FloatVectorFunctions] have in common. These give equal results, to the bit.
///
/// Their errors, found by trying every seventh float, in units in the last place: 1.1 for `exp` and `erf`, 1.5 for `expm1`,
/// 0.9 for `log` and `log1p`, 2.6 for `tanh`.
interface FloatFunctions {
  /// Beyond these eˣ has left the range of `float`; below the third, eˣ - 1 is -1.
  float LARGEST = 89;
  float SMALLEST = -104;
  float SMALLEST_DIFFERENCE = -20;
  float LOG2_E = 0x1.715476p0f;
  /// log 2 in two parts, of which the first times a small integer is exact.
  float LOG_2_HIGH = 0x1.62e4p-1f;
  float LOG_2_LOW = 0x1.7f7d1cp-20f;
  /// Added to a number of moderate size this leaves it rounded, in the lowest bits.
  float ROUNDING = 0x1.8p23f;
  int ROUNDING_BITS = 0x4b400000;
  /// The exponent of 1, and how far left exponents are.
  int BIAS = 127;
  int FRACTION = 23;
  /// Where the exponent is, and the sign.
  int EXPONENT = -1 << FRACTION;

  /// (eʳ - 1 - r) / r² to 2⁻²⁸ of eʳ, where |r| ≤ log(2) / 2: a minimax polynomial, as all that follow.
  float E0 = 0x1.fffffcp-2f;
  float E1 = 0x1.555492p-3f;
  float E2 = 0x1.5558f2p-5f;
  float E3 = 0x1.123a20p-7f;
  float E4 = 0x1.6a23d0p-10f;

  /// (log(1 + f) - f + f²/2) / f³ to 2⁻³⁰ of the logarithm, where √½ ≤ 1 + f ≤ √2.
  float L0 = 0x1.555548p-2f;
  float L1 = -0x1.000006p-2f;
  float L2 = 0x1.99a4b6p-3f;
  float L3 = -0x1.555c4ep-3f;
  float L4 = 0x1.233768p-3f;
  float L5 = -0x1.fc2206p-4f;
  float L6 = 0x1.e6f062p-4f;
  float L7 = -0x1.de3c1cp-4f;
  float L8 = 0x1.1457c4p-4f;
  /// What the bits of √½ are, and the smallest normal number, below which numbers are multiplied by 2²⁴ first.
  int ROOT_HALF_BITS = 0x3f3504f3;
  float SMALLEST_NORMAL = Float.MIN_NORMAL;
  float UP = 0x1p24f;

  /// From here on tanh is 1.
  float FLAT = 10;

  /// erf(x) / x - 1 as a polynomial in x², to 2⁻³¹, where |x| < `STEEP`.
  float STEEP = 0.9f;
  float S0 = 0x1.06eba8p-3f;
  float S1 = -0x1.812744p-2f;
  float S2 = 0x1.ce2e54p-4f;
  float S3 = -0x1.b81524p-6f;
  float S4 = 0x1.550a44p-8f;
  float S5 = -0x1.aca392p-11f;
  float S6 = 0x1.6510c2p-14f;
  /// -log erfc x to 2⁻²⁹ of what it makes of erf, up to 4, from where on erf is 1.
  float ERF_FLAT = 4;
  float G0 = 0x1.5d1146p-13f;
  float G1 = 0x1.20b752p0f;
  float G2 = 0x1.4621bap-1f;
  float G3 = 0x1.aa731ap-4f;
  float G4 = -0x1.6d9cc6p-6f;
  float G5 = 0x1.91ccc0p-9f;
  float G6 = -0x1.9fb24ep-13f;
}
