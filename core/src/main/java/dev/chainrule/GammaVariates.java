package dev.chainrule;

import static dev.chainrule.Chainrule.stopGradient;
import static dev.chainrule.Chainrule.whileLoop;
import static dev.chainrule.Chainrule.withJvp;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Value;
import dev.chainrule.op.SpecialGates;
import dev.chainrule.transform.LocalRules;

/// Random numbers of gamma distributions.
///
/// They are drawn by rejection from a transformed normal number (Marsaglia and Tsang 2000, "A simple method for
/// generating gamma variables"); shapes a below 1 by way of a + 1 and u^(1/a). The draws of all elements go on until the
/// last is accepted, each from its own key, so an element does not depend on its neighbours.
///
/// A rejection has no derivative of its own. But the distribution function P(a, z) of the number stays where it is when
/// a moves and z with it, so dz/da = -(∂P/∂a) / (∂P/∂z): the implicit reparameterisation of Figurnov, Mohamed and Mnih
/// 2018.
final class GammaVariates {
  private GammaVariates() {}

  /// What the rejection loop carries.
  private record Draw(Tensor round, Tensor accepted, Tensor number) {}

  /// A shape and a number drawn for it, which moves with the shape.
  private record Drawn(Tensor shape, Tensor number) {}

  static Tensor sample(RandomKey key, Tensor shape) {
    return withJvp("gamma", Drawn::number, (Drawn at, Tensor number, Drawn tangent) ->
        Elementwise.zeroTimes(derivative(at.shape, number), tangent.shape))
        .apply(new Drawn(shape, draw(key, stopGradient(shape))));
  }

  private static Tensor draw(RandomKey key, Tensor shape) {
    RandomKey keys = key.split(2);
    Tensor boosted = shape.lt(1).where(shape.plus(1), shape);
    Tensor boost = keys.get(1).uniformInside(shape.dtype(), shape.shape().extents()).log().div(shape).exp();
    // Shapes that are not positive give NaN, infinite ones infinity, and must not be waited for.
    Tensor decided = shape.gt(0).and(shape.isFinite()).not();
    Draw start = new Draw(Tensor.of(0), decided, shape.gt(0).where(shape, shape.onesLike().times(Double.NaN)));
    Tensor number = whileLoop(
        draw -> draw.accepted.all().not(),
        draw -> next(keys.get(0).foldIn(draw.round), boosted, draw),
        start).number;
    return shape.lt(1).where(number.times(boost), number);
  }

  private static Draw next(RandomKey key, Tensor shape, Draw before) {
    RandomKey keys = key.split(2);
    DType dtype = shape.dtype();
    int[] extents = shape.shape().extents();
    Tensor d = shape.minus(1.0 / 3);
    Tensor x = keys.get(0).normal(dtype, extents);
    Tensor root = x.div(d.times(9).sqrt()).plus(1);
    Tensor v = root.square().times(root);
    Tensor bound = x.square().times(0.5).plus(d.times(v.log().minus(v).plus(1)));
    Tensor accepted = root.gt(0).and(keys.get(1).uniformInside(dtype, extents).log().lt(bound));
    Tensor first = accepted.and(before.accepted.not());
    return new Draw(before.round.plus(1), before.accepted.or(accepted), first.where(d.times(v), before.number));
  }

  private static Tensor derivative(Tensor a, Tensor z) {
    return Tensor.of(LocalRules.derivative(SpecialGates.GAMMA_VARIATE_IN_SHAPE, new Value[] {a.value(), z.value()}, z.value()));
  }
}
