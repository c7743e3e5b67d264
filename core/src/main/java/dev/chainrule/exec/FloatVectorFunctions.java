package dev.chainrule.exec;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The functions for vectors, with the bits of [FloatScalarFunctions]. Straight-line code, as [FloatVectorInstructions].
/// Bounds are kept by comparisons and blends, which are cheaper than minimum and maximum, whose zeros and NaN take care.
final class FloatVectorFunctions implements FloatFunctions {
  private FloatVectorFunctions() {}

  static FloatVector exp(FloatVector x) {
    FloatVector kept = between(x, SMALLEST, LARGEST);
    FloatVector shifted = shifted(kept);
    // Half of n, and the rest of it, where exponents are.
    IntVector half = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, FRACTION - 1).and(EXPONENT);
    IntVector rest = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, FRACTION).sub(half);
    return tail(kept, shifted).add(1).mul(scale(half)).mul(scale(rest));
  }

  static FloatVector expm1(FloatVector x) {
    FloatVector half = halfOfDifference(between(x, SMALLEST_DIFFERENCE, LARGEST));
    return half.add(half).blend(x, x.eq(0));
  }

  static FloatVector log(FloatVector x) {
    return ends(x, x, logOfPositive(x, constant(0)));
  }

  static FloatVector log1p(FloatVector x) {
    FloatVector sum = x.add(1);
    FloatVector lost = x.sub(sum.sub(1)).blend(constant(1).sub(sum.sub(x)), x.compare(VectorOperators.GT, 1));
    return ends(sum, x, logOfPositive(sum, lost.div(sum))).blend(x, x.eq(0));
  }

  /// The logarithm of what is not positive and finite.
  private static FloatVector ends(FloatVector argument, FloatVector x, FloatVector result) {
    VectorMask<Float> ordinary = argument.compare(VectorOperators.GT, 0)
        .and(argument.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
    FloatVector other = constant(Float.NaN)
        .blend(Float.NEGATIVE_INFINITY, argument.eq(0)).blend(x, x.compare(VectorOperators.GT, 0));
    return other.blend(result, ordinary);
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector size = x.abs();
    FloatVector half = halfOfDifference(size.add(size).blend(2 * FLAT, size.compare(VectorOperators.GT, FLAT)));
    return withSign(half.div(half.add(1)), x);
  }

  static FloatVector erf(FloatVector x) {
    FloatVector size = x.abs();
    FloatVector kept = size.blend(ERF_FLAT, size.compare(VectorOperators.GT, ERF_FLAT));
    FloatVector square = kept.mul(kept);
    FloatVector p = constant(S6).fma(square, constant(S5));
    p = p.fma(square, constant(S4));
    p = p.fma(square, constant(S3));
    p = p.fma(square, constant(S2));
    p = p.fma(square, constant(S1));
    p = p.fma(square, constant(S0));
    FloatVector g = constant(G6).fma(kept, constant(G5));
    g = g.fma(kept, constant(G4));
    g = g.fma(kept, constant(G3));
    g = g.fma(kept, constant(G2));
    g = g.fma(kept, constant(G1));
    FloatVector half = halfOfDifference(g.fma(kept, constant(G0)).neg());
    FloatVector flat = half.add(half).neg();
    return withSign(flat.blend(p.fma(kept, kept), kept.compare(VectorOperators.LT, STEEP)), x);
  }

  /// A vector whose elements are not negative, with the signs of another.
  private static FloatVector withSign(FloatVector size, FloatVector signed) {
    IntVector magnitude = size.reinterpretAsInts().and(Integer.MAX_VALUE);
    return magnitude.or(signed.reinterpretAsInts().and(Integer.MIN_VALUE)).reinterpretAsFloats();
  }

  private static FloatVector between(FloatVector x, float least, float most) {
    return x.blend(most, x.compare(VectorOperators.GT, most)).blend(least, x.compare(VectorOperators.LT, least));
  }

  /// The nearest integers to x / log 2, in the lowest bits.
  private static FloatVector shifted(FloatVector x) {
    return x.fma(constant(LOG2_E), constant(ROUNDING));
  }

  private static FloatVector halfOfDifference(FloatVector x) {
    FloatVector shifted = shifted(x);
    FloatVector scale = power(shifted.reinterpretAsInts(), -ROUNDING_BITS - 1);
    return scale.fma(tail(x, shifted), scale.sub(0.5f));
  }

  /// eʳ - 1, where r is what of x is beyond the integer multiple of log 2.
  private static FloatVector tail(FloatVector x, FloatVector shifted) {
    FloatVector n = shifted.sub(ROUNDING);
    FloatVector r = n.fma(constant(-LOG_2_LOW), n.fma(constant(-LOG_2_HIGH), x));
    FloatVector p = constant(E4).fma(r, constant(E3));
    p = p.fma(r, constant(E2));
    p = p.fma(r, constant(E1));
    p = p.fma(r, constant(E0));
    return p.fma(r.mul(r), r);
  }

  /// The power of 2 with an exponent that is counted from somewhere else.
  private static FloatVector power(IntVector exponent, int origin) {
    return exponent.add(origin + BIAS).lanewise(VectorOperators.LSHL, FRACTION).reinterpretAsFloats();
  }

  private static FloatVector scale(IntVector exponent) {
    return exponent.add(BIAS << FRACTION).reinterpretAsFloats();
  }

  private static FloatVector logOfPositive(FloatVector x, FloatVector correction) {
    VectorMask<Float> tiny = x.compare(VectorOperators.LT, SMALLEST_NORMAL);
    IntVector bits = x.blend(x.mul(UP), tiny).reinterpretAsInts().sub(ROOT_HALF_BITS);
    FloatVector exponent = (FloatVector) bits.lanewise(VectorOperators.ASHR, FRACTION).convert(VectorOperators.I2F, 0);
    FloatVector n = exponent.blend(exponent.sub(24), tiny);
    FloatVector f = bits.and((1 << FRACTION) - 1).add(ROOT_HALF_BITS).reinterpretAsFloats().sub(1);
    FloatVector p = constant(L8).fma(f, constant(L7));
    p = p.fma(f, constant(L6));
    p = p.fma(f, constant(L5));
    p = p.fma(f, constant(L4));
    p = p.fma(f, constant(L3));
    p = p.fma(f, constant(L2));
    p = p.fma(f, constant(L1));
    p = p.fma(f, constant(L0));
    FloatVector square = f.mul(f);
    FloatVector small = p.mul(f).fma(square, n.fma(constant(LOG_2_LOW), correction));
    return n.fma(constant(LOG_2_HIGH), square.fma(constant(-0.5f), small).add(f));
  }

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(FloatVectorInstructions.SPECIES, value);
  }
}
