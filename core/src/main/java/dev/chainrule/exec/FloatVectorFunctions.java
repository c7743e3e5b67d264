package dev.chainrule.exec;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The functions with the Vector API: whole vectors here, what is left over by the scalar twin. Bounds are kept by
/// comparisons and blends, which are cheaper than minimum and maximum, whose zeros and NaN take care.
final class FloatVectorFunctions implements FloatFunctions {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LENGTH = SPECIES.length();

  private final FloatScalarFunctions rest = new FloatScalarFunctions();

  @Override
  public void exp(float[] x, int xAt, float[] z, int zAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += LENGTH) {
      FloatVector all = FloatVector.fromArray(SPECIES, x, xAt + i);
      if (all.abs().compare(VectorOperators.LE, NORMAL).allTrue()) {
        FloatVector shifted = shifted(all);
        IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, FRACTION);
        tail(all, shifted).add(1).reinterpretAsInts().add(exponent).reinterpretAsFloats().intoArray(z, zAt + i);
      } else {
        rest.exp(x, xAt + i, z, zAt + i, LENGTH);
      }
    }
    rest.exp(x, xAt + end, z, zAt + end, n - end);
  }

  @Override
  public void expm1(float[] x, int xAt, float[] z, int zAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += LENGTH) {
      FloatVector all = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector half = halfOfDifference(between(all, SMALLEST_DIFFERENCE, LARGEST));
      half.add(half).blend(all, all.eq(0)).intoArray(z, zAt + i);
    }
    rest.expm1(x, xAt + end, z, zAt + end, n - end);
  }

  @Override
  public void log(float[] x, int xAt, float[] z, int zAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += LENGTH) {
      FloatVector all = FloatVector.fromArray(SPECIES, x, xAt + i);
      ends(all, all, logOfPositive(all, constant(0))).intoArray(z, zAt + i);
    }
    rest.log(x, xAt + end, z, zAt + end, n - end);
  }

  @Override
  public void log1p(float[] x, int xAt, float[] z, int zAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += LENGTH) {
      FloatVector all = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector sum = all.add(1);
      FloatVector lost = all.sub(sum.sub(1)).blend(constant(1).sub(sum.sub(all)), all.compare(VectorOperators.GT, 1));
      FloatVector result = logOfPositive(sum, lost.div(sum));
      ends(sum, all, result).blend(all, all.eq(0)).intoArray(z, zAt + i);
    }
    rest.log1p(x, xAt + end, z, zAt + end, n - end);
  }

  /// The logarithm of what is not positive and finite.
  private static FloatVector ends(FloatVector argument, FloatVector x, FloatVector result) {
    VectorMask<Float> ordinary = argument.compare(VectorOperators.GT, 0)
        .and(argument.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
    FloatVector other = constant(Float.NaN)
        .blend(Float.NEGATIVE_INFINITY, argument.eq(0)).blend(x, x.compare(VectorOperators.GT, 0));
    return other.blend(result, ordinary);
  }

  @Override
  public void tanh(float[] x, int xAt, float[] z, int zAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += LENGTH) {
      FloatVector all = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector size = all.abs();
      FloatVector half = halfOfDifference(size.add(size).blend(2 * FLAT, size.compare(VectorOperators.GT, FLAT)));
      withSign(half.div(half.add(1)), all).intoArray(z, zAt + i);
    }
    rest.tanh(x, xAt + end, z, zAt + end, n - end);
  }

  @Override
  public void erf(float[] x, int xAt, float[] z, int zAt, int n) {
    int end = SPECIES.loopBound(n);
    for (int i = 0; i < end; i += LENGTH) {
      FloatVector all = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector size = all.abs();
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
      withSign(flat.blend(p.fma(kept, kept), kept.compare(VectorOperators.LT, STEEP)), all).intoArray(z, zAt + i);
    }
    rest.erf(x, xAt + end, z, zAt + end, n - end);
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
    return FloatVector.broadcast(SPECIES, value);
  }
}
