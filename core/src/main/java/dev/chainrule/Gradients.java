package dev.chainrule;

import dev.chainrule.graph.DifferentiationException;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.StructureException;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.Recording;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Derivatives of functions of trees.
final class Gradients {
  private Gradients() {}

  static <P> ValueAndGrad<P> gradient(String operation, Function<P, Tensor> function, P x) {
    ValueAndGradWithAux<P, Object> result = gradientWithAux(operation, (P p) -> new WithAux<>(function.apply(p), null), x);
    return new ValueAndGrad<>(result.value(), result.grad());
  }

  static <P, A> ValueAndGradWithAux<P, A> gradientWithAux(String operation, Function<P, WithAux<A>> function, P x) {
    Value[] values = Leaves.argument(operation, x);
    Object[] aux = new Object[1];
    Recording recording = Recording.of(operation, arguments -> {
      WithAux<A> result = Leaves.given(operation, "the function", function.apply(Leaves.rebuild(x, arguments)));
      aux[0] = result.aux();
      return new Value[] {requireScalar(operation, result.value())};
    }, values);
    Value value = recording.results()[0];
    A settled = settled(aux[0]);
    aux[0] = null;
    Value[] gradient = recording.pullOnce(Literal.ones(value.type()));
    return new ValueAndGradWithAux<>(Tensor.of(value), settled, Leaves.rebuild(x, gradient));
  }

  /// An auxiliary result does not keep the graph alive.
  @SuppressWarnings("unchecked")
  static <A> A settled(Object aux) {
    return (A) (aux == null ? null : Tree.map(aux, tensor -> Tensor.of(tensor.value().settled())));
  }

  static Value requireScalar(String operation, @Nullable Tensor result) {
    if (result == null) {
      throw new StructureException("[%s] the function gives null instead of a tensor".formatted(operation));
    }
    if (!result.dtype().isFloating()) {
      throw new DifferentiationException("[%s] the function gives %s, which has no derivative; convert with .to(F32) or .to(F64), and note that comparisons and integers pass no gradient"
          .formatted(operation, result.value().type()));
    }
    if (result.rank() != 0) {
      throw new DifferentiationException("[%s] the function gives %s, but a gradient needs a scalar; reduce it with sum() or mean(), or use vjp with a cotangent, or jacobian"
          .formatted(operation, result.value().type()));
    }
    return result.value();
  }

  static <P, R> Vjp<P, R> vjp(String operation, Function<P, R> function, P x) {
    Leaves.Flat<P, R> flat = new Leaves.Flat<>(operation, x, function);
    Recording recording = Recording.of(operation, flat, Leaves.argument(operation, x));
    R value = flat.result(recording.results());
    return new Vjp<>(value, dy -> flat.argument(recording.pull(Leaves.matching(operation, "cotangent", dy, value))));
  }

  /// The gradient's derivative in a direction.
  static <P> P hvp(Function<P, Tensor> function, P x, P v) {
    return jvp("hvp", (P at) -> gradient("hvp", function, at).grad(), x, v).tangent();
  }

  static <P, R> Jvp<R> jvp(String operation, Function<P, R> function, P x, P dx) {
    Linearized<P, R> linearized = linearize(operation, function, x);
    return new Jvp<>(linearized.value(), linearized.derivative().apply(dx));
  }

  static <P, R> Linearized<P, R> linearize(String operation, Function<P, R> function, P x) {
    Leaves.Flat<P, R> flat = new Leaves.Flat<>(operation, x, function);
    Recording recording = Recording.forward(operation, flat, Leaves.argument(operation, x));
    R value = flat.result(recording.results());
    return new Linearized<>(value, dx -> flat.result(recording.push(Leaves.matching(operation, "tangent", dx, x))));
  }
}
