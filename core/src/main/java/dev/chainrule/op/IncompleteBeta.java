package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.SpecialFunctions;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;
import java.util.stream.IntStream;

/// The regularised incomplete beta function I(x; a, b), element by element, of a, b and x of one shape: the distribution
/// function of beta variates, whose density is f(x) = xᵃ⁻¹ (1 - x)ᵇ⁻¹ / B(a, b).
///
/// In x the derivative is f. In a it is ∫₀ˣ (log t - c) f(t) dt with c = ψ(a) - ψ(a + b), which is also the negative of the
/// integral from x to 1; whichever has the smaller part of f is taken. In b the same holds with the ends exchanged. With
/// t = x e⁻ʳ, the integral over r is a sum over fixed nodes, by the double exponential rule r = exp(τ - e^(-τ)) (Takahasi and
/// Mori 1974). As that sum is made of other primitives, further derivatives follow.
public record IncompleteBeta() implements Structural {
  private static final double STEP = 0.125;
  private static final double[] NODES = IntStream.rangeClosed(-32, 64).mapToDouble(i -> Math.exp(STEP * i - Math.exp(-STEP * i))).toArray();
  private static final double[] WEIGHTS = IntStream.rangeClosed(-32, 64)
      .mapToDouble(i -> STEP * Math.exp(STEP * i - Math.exp(-STEP * i)) * (1 + Math.exp(-STEP * i))).toArray();

  @Override
  public String name() {
    return "betainc";
  }

  @Override
  public Gate gate() {
    return Gate.STRUCTURED;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    x.getFirst().dtype().requireFloating(name());
    if (!x.get(1).equals(x.getFirst()) || !x.get(2).equals(x.getFirst())) {
      throw new ShapeException("[betainc] a, b and x must have one type, not %s".formatted(x));
    }
    return List.of(x.getFirst());
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array result = Array.allocate(y.getFirst());
    for (int i = 0; i < result.size(); i++) {
      result.setDouble(i, SpecialFunctions.betainc(x[0].getDouble(i), x[1].getDouble(i), x[2].getDouble(i)));
    }
    return new Array[] {result};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((inputs, y, dx) -> {
      Value[] wide = {widened(inputs[0]), widened(inputs[1]), widened(inputs[2])};
      Value a = wide[0];
      Value b = wide[1];
      Value zero = Literal.zeros(wide[2].type());
      Value one = Literal.ones(wide[2].type());
      Value inside = Gates.AND.on(Gates.LESS.on(zero, wide[2]), Gates.LESS.on(wide[2], one));
      // Where there is nothing to integrate, any number does.
      Value x = Gates.WHERE.on(inside, wide[2], Literal.of(wide[2].type(), 0.5));
      Value rest = Gates.SUB.on(one, x);
      Value derivative = switch (argument) {
        case 0 -> inFirst(a, b, x, rest);
        case 1 -> Gates.NEG.on(inFirst(b, a, rest, x));
        default -> density(a, b, x, rest);
      };
      Value atEnd = Gates.OR.on(Gates.EQUAL.on(wide[2], zero), Gates.EQUAL.on(wide[2], one));
      Value ofEnd = argument < 2 ? zero : densityAtEnd(a, b, wide[2]);
      Value nothing = Literal.of(wide[2].type(), Double.NaN);
      Value local = new Cast(dx.dtype()).on(Gates.WHERE.on(inside, derivative, Gates.WHERE.on(atEnd, ofEnd, nothing)));
      return new Value[] {Gates.ZERO_TIMES.on(local, dx)};
    });
  }

  private static Value widened(Value x) {
    return x.dtype() == DType.F64 ? x : new Cast(DType.F64).on(x);
  }

  private static Value density(Value a, Value b, Value x, Value rest) {
    Value powers = Gates.ADD.on(times(minusOne(a), Gates.LOG.on(x)), times(minusOne(b), Gates.LOG.on(rest)));
    return Gates.EXP.on(Gates.SUB.on(powers, SpecialGates.LBETA.on(a, b)));
  }

  /// As a product of powers, which have their derivatives at the ends too, where one of them has the base 0.
  private static Value densityAtEnd(Value a, Value b, Value x) {
    Value powers = Gates.ZERO_TIMES.on(Gates.POW.on(x, minusOne(a)), Gates.POW.on(Gates.SUB.on(Literal.ones(x.type()), x), minusOne(b)));
    return Gates.ZERO_TIMES.on(powers, Gates.EXP.on(Gates.NEG.on(SpecialGates.LBETA.on(a, b))));
  }

  /// The derivative in a.
  private static Value inFirst(Value a, Value b, Value x, Value rest) {
    Value centre = Gates.SUB.on(SpecialGates.DIGAMMA.on(a), SpecialGates.DIGAMMA.on(Gates.ADD.on(a, b)));
    Value below = Gates.LESS.on(times(x, b), times(rest, a));
    Value lower = times(x, integral(a, b, x, rest, centre, true));
    Value upper = times(rest, integral(b, a, rest, x, centre, false));
    return times(density(a, b, x, rest), Gates.WHERE.on(below, lower, Gates.NEG.on(upper)));
  }

  /// ∫₀^∞ e^(-ar) ((1 - x e⁻ʳ) / (1 - x))ᵇ⁻¹ (log t - c) dr, where t is x e⁻ʳ, or 1 - x e⁻ʳ.
  private static Value integral(Value a, Value b, Value x, Value rest, Value centre, boolean ofFirst) {
    Value odds = Gates.DIV.on(x, rest);
    Value slope = Gates.ABS.on(Gates.SUB.on(a, times(minusOne(b), odds)));
    Value width = Gates.STOP_GRADIENT.on(Gates.RECIPROCAL.on(
        Gates.ADD.on(slope, Gates.SQRT.on(Gates.ADD.on(a, times(b, odds))))));
    Value r = broadcast(Gates.MUL, spread(width), constant(NODES));
    Value others = broadcast(Gates.SUB, spread(rest), broadcast(Gates.MUL, spread(x), Gates.EXPM1.on(Gates.NEG.on(r))));
    Value ofOthers = Gates.LOG.on(others);
    Value exponent = Gates.SUB.on(
        broadcast(Gates.MUL, spread(minusOne(b)), broadcast(Gates.SUB, ofOthers, spread(Gates.LOG.on(rest)))), broadcast(Gates.MUL, spread(a), r));
    Value logarithm = ofFirst ? broadcast(Gates.SUB, spread(Gates.LOG.on(x)), r) : ofOthers;
    Value terms = times(Gates.EXP.on(exponent), broadcast(Gates.SUB, logarithm, spread(centre)));
    Value sum = new Sum(List.of(a.shape().rank())).on(broadcast(Gates.MUL, terms, constant(WEIGHTS)));
    return times(width, sum);
  }

  private static Value broadcast(Pointwise row, Value a, Value b) {
    return Broadcasting.apply(row, a, b);
  }

  /// With an axis for the nodes.
  private static Value spread(Value x) {
    return Reshape.to(x, x.shape().insert(x.shape().rank(), 1));
  }

  private static Value constant(double[] numbers) {
    return Value.constant(Array.of(new Type(DType.F64, Shape.of(numbers.length)), numbers));
  }

  private static Value times(Value a, Value b) {
    return Gates.MUL.on(a, b);
  }

  private static Value minusOne(Value x) {
    return Gates.SUB.on(x, Literal.ones(x.type()));
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return allOn(Broadcasting.batchAll(x, batched, size));
  }
}
