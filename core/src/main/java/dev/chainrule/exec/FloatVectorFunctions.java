package dev.chainrule.exec;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The functions with the Vector API: whole vectors of `double`s here, what is left over by the scalar twin.
final class FloatVectorFunctions implements FloatFunctions {
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  /// As many `float`s as there are `double`s in a vector.
  private static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, VectorShape.forBitSize(DOUBLES.vectorBitSize() / 2));
  private static final int LENGTH = DOUBLES.length();

  private final FloatScalarFunctions rest = new FloatScalarFunctions();

  @Override
  public void exp(float[] x, int xAt, float[] z, int zAt, int n) {
    int end = DOUBLES.loopBound(n);
    for (int i = 0; i < end; i += LENGTH) {
      DoubleVector wide = load(x, xAt + i);
      store(power(wide.min(LARGEST).max(-LARGEST)), z, zAt + i);
    }
    rest.exp(x, xAt + end, z, zAt + end, n - end);
  }

  @Override
  public void tanh(float[] x, int xAt, float[] z, int zAt, int n) {
    int end = DOUBLES.loopBound(n);
    for (int i = 0; i < end; i += LENGTH) {
      DoubleVector wide = load(x, xAt + i);
      DoubleVector size = wide.abs().min(FLAT);
      DoubleVector square = size.mul(size);
      DoubleVector steep = constant(TANH_5).fma(square, constant(TANH_3)).fma(square, constant(1)).mul(size);
      DoubleVector flat = constant(1).sub(constant(2).div(power(size.add(size)).add(1)));
      LongVector sign = wide.reinterpretAsLongs().and(Long.MIN_VALUE);
      DoubleVector result = flat.blend(steep, size.lt(STEEP));
      store(result.reinterpretAsLongs().or(sign).reinterpretAsDoubles(), z, zAt + i);
    }
    rest.tanh(x, xAt + end, z, zAt + end, n - end);
  }

  private static DoubleVector load(float[] x, int at) {
    return (DoubleVector) FloatVector.fromArray(FLOATS, x, at).convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  private static void store(DoubleVector wide, float[] z, int at) {
    ((FloatVector) wide.convertShape(VectorOperators.D2F, FLOATS, 0)).intoArray(z, at);
  }

  private static DoubleVector power(DoubleVector x) {
    DoubleVector shifted = x.fma(constant(LOG2_E), constant(ROUNDING));
    DoubleVector n = shifted.sub(ROUNDING);
    DoubleVector r = n.fma(constant(-LOG_2_LOW), n.fma(constant(-LOG_2_HIGH), x));
    DoubleVector p = constant(C11).fma(r, constant(C10));
    p = p.fma(r, constant(C9));
    p = p.fma(r, constant(C8));
    p = p.fma(r, constant(C7));
    p = p.fma(r, constant(C6));
    p = p.fma(r, constant(C5));
    p = p.fma(r, constant(C4));
    p = p.fma(r, constant(C3));
    p = p.fma(r, constant(C2));
    p = p.fma(r, constant(1));
    p = p.fma(r, constant(1));
    LongVector exponent = shifted.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52);
    return p.reinterpretAsLongs().add(exponent).reinterpretAsDoubles();
  }

  private static DoubleVector constant(double value) {
    return DoubleVector.broadcast(DOUBLES, value);
  }
}
