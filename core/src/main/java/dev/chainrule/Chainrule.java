package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.transform.Tracing;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// The transforms: functions of functions. `import static dev.chainrule.Chainrule.*` is how to start.
///
/// Each takes an ordinary Java function of tensors, or of trees of them (see [Tree]), and gives one again, so they
/// compose in any order and to any depth: `jit(vmap(grad(f)))`. The first argument is differentiated; a second
/// one is data, given and fixed.
///
/// Derivatives are taken in tensors of F32 and F64, and have their shape and element type; those in integers and truth values
/// are zeros. Where a function takes or gives what is no tree with tensors, or null, all throw
/// [dev.chainrule.graph.StructureException]; where it reads a value that a trace does not know, [dev.chainrule.graph.TraceException].
///
/// Lambdas without types mean tensors. For records write the types, `(Mlp m, Batch b) -> …`, or a method
/// reference.
///
/// {@snippet :
/// var derivative = grad(x -> x.times(x).times(x));
/// System.out.println(derivative.apply(Tensor.of(2.0)).item()); // 12.0
/// System.out.println(grad(derivative).apply(Tensor.of(2.0)).item()); // 12.0
/// }
public final class Chainrule extends ProgramTransforms {
  /// 32-bit floating point.
  public static final DType F32 = DType.F32;
  /// 64-bit floating point.
  public static final DType F64 = DType.F64;
  /// 32-bit integers.
  public static final DType I32 = DType.I32;
  /// 64-bit integers.
  public static final DType I64 = DType.I64;
  /// Truth values.
  public static final DType BOOL = DType.BOOL;

  private Chainrule() {}

  /// The gradient ∂f/∂x of a scalar function of a tensor, of the shape and element type of x, in reverse mode: about the cost
  /// of a few runs of the function, whatever the number of inputs.
  ///
  /// {@snippet :
  /// System.out.println(grad(x -> x.square().sum()).apply(Tensor.of(1.0, -2.0))); // F64[2] [ 2.0, -4.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.DifferentiationException if x is not floating, or the function gives no floating scalar
  public static UnaryOperator<Tensor> grad(UnaryOperator<Tensor> f) {
    return x -> Gradients.gradient("grad", f, x).grad();
  }

  /// The gradient with respect to the first of two tensors; the second is data.
  public static BinaryOperator<Tensor> grad(BinaryOperator<Tensor> f) {
    return (x, data) -> Gradients.gradient("grad", (Tensor p) -> f.apply(p, data), x).grad();
  }

  /// The gradient with respect to every tensor of a tree, which has the tree's type.
  ///
  /// {@snippet :
  /// record Line(Tensor slope, Tensor start) {}
  /// var gradient = grad((Line l) -> l.slope().times(3).plus(l.start()).square());
  /// System.out.println(gradient.apply(new Line(Tensor.of(2.0), Tensor.of(1.0)))); // Line[slope=F64 42.0, start=F64 14.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.DifferentiationException if no tensor is floating, or the function gives no floating scalar
  public static <P> UnaryOperator<P> grad(Function<P, Tensor> f) {
    return x -> Gradients.gradient("grad", f, x).grad();
  }

  /// The gradient with respect to the first of two trees; the second is data.
  public static <P, D> BiFunction<P, D, P> grad(BiFunction<P, D, Tensor> f) {
    return (x, data) -> Gradients.gradient("grad", (P p) -> f.apply(p, data), x).grad();
  }

  /// Value and gradient of a scalar function of a tensor, in one run: f(x) and ∂f/∂x, as [#grad(UnaryOperator)] has it.
  ///
  /// {@snippet :
  /// var both = valueAndGrad(x -> x.exp().sum()).apply(Tensor.of(0.0, 0.0));
  /// System.out.println(both.value() + " " + both.grad()); // F64 2.0 F64[2] [1.0, 1.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.DifferentiationException if x is not floating, or the function gives no floating scalar
  public static Function<Tensor, ValueAndGrad<Tensor>> valueAndGrad(UnaryOperator<Tensor> f) {
    return x -> Gradients.gradient("valueAndGrad", f, x);
  }

  /// Value and gradient with respect to the first of two tensors.
  public static BiFunction<Tensor, Tensor, ValueAndGrad<Tensor>> valueAndGrad(BinaryOperator<Tensor> f) {
    return (x, data) -> Gradients.gradient("valueAndGrad", (Tensor p) -> f.apply(p, data), x);
  }

  /// Value and gradient with respect to a tree.
  public static <P> Function<P, ValueAndGrad<P>> valueAndGrad(Function<P, Tensor> f) {
    return x -> Gradients.gradient("valueAndGrad", f, x);
  }

  /// Value and gradient with respect to the first of two trees; the second is data.
  public static <P, D> BiFunction<P, D, ValueAndGrad<P>> valueAndGrad(BiFunction<P, D, Tensor> f) {
    return (x, data) -> Gradients.gradient("valueAndGrad", (P p) -> f.apply(p, data), x);
  }

  /// Value, gradient, and something else that the function computes on the way: any tree, which is not differentiated.
  ///
  /// {@snippet :
  /// var step = valueAndGradWithAux((Tensor w) -> new WithAux<>(w.square().sum(), w.abs().max()));
  /// System.out.println(step.apply(Tensor.of(3.0, -4.0)).aux()); // F64 4.0
  /// }
  ///
  /// @throws dev.chainrule.graph.DifferentiationException if no tensor is floating, or the value is no floating scalar
  public static <P, A> Function<P, ValueAndGradWithAux<P, A>> valueAndGradWithAux(Function<P, WithAux<A>> f) {
    return x -> Gradients.gradientWithAux("valueAndGradWithAux", f, x);
  }

  /// The same for a function that also takes data.
  public static <P, D, A> BiFunction<P, D, ValueAndGradWithAux<P, A>> valueAndGradWithAux(BiFunction<P, D, WithAux<A>> f) {
    return (x, data) -> Gradients.gradientWithAux("valueAndGradWithAux", (P p) -> f.apply(p, data), x);
  }

  /// Runs a function y = f(x) and keeps its pullback dy ↦ (∂y/∂x)ᵀ dy: reverse mode for results of any shape. A cotangent dy
  /// has the structure, shapes and element types of y, what comes out those of x.
  ///
  /// {@snippet :
  /// var vjp = vjp((Tensor x) -> List.of(x.sum(), x.square()), Tensor.of(1.0, 2.0));
  /// System.out.println(vjp.pullback().apply(List.of(Tensor.of(1.0), Tensor.of(1.0, 0.0)))); // F64[2] [3.0, 1.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.DifferentiationException if no tensor of x is floating
  /// @throws dev.chainrule.graph.ShapeException           by the pullback, if the cotangent does not fit
  public static <P, R> Vjp<P, R> vjp(Function<P, R> f, P x) {
    return Gradients.vjp("vjp", f, x);
  }

  /// The same for a tensor to a tensor.
  public static Vjp<Tensor, Tensor> vjp(UnaryOperator<Tensor> f, Tensor x) {
    return Gradients.vjp("vjp", f, x);
  }

  /// The pullback of a function that also gives something else, which is not differentiated.
  ///
  /// {@snippet :
  /// var vjp = vjpWithAux((Tensor x) -> new WithAux<>(x.square(), x.sum()), Tensor.of(1.0, 2.0));
  /// System.out.println(vjp.aux() + " " + vjp.pullback().apply(Tensor.of(1.0, 1.0))); // F64 3.0 F64[2] [2.0, 4.0]
  /// }
  public static <P, A> VjpWithAux<P, A> vjpWithAux(Function<P, WithAux<A>> f, P x) {
    AuxOf<P, A> kept = new AuxOf<>("vjpWithAux", f);
    Vjp<P, Tensor> vjp = Gradients.vjp("vjpWithAux", kept, x);
    return new VjpWithAux<>(vjp.value(), kept.aux(), vjp.pullback());
  }

  /// Runs a function y = f(x) together with its derivative (∂y/∂x) dx in one direction: forward mode. A tangent dx has the
  /// structure, shapes and element types of x, what comes out those of y.
  ///
  /// {@snippet :
  /// record Line(Tensor slope, Tensor start) {}
  /// Line at = new Line(Tensor.of(2.0), Tensor.of(1.0));
  /// Line direction = new Line(Tensor.of(1.0), Tensor.of(0.0));
  /// System.out.println(jvp((Line l) -> l.slope().square().plus(l.start()), at, direction).tangent()); // F64 4.0
  /// }
  ///
  /// @throws dev.chainrule.graph.DifferentiationException if no tensor of x is floating, or a rule of [#withVjp] is not linear
  /// @throws dev.chainrule.graph.ShapeException           if the tangent does not fit
  public static <P, R> Jvp<R> jvp(Function<P, R> f, P x, P dx) {
    return Gradients.jvp("jvp", f, x, dx);
  }

  /// The same for a tensor to a tensor.
  public static Jvp<Tensor> jvp(UnaryOperator<Tensor> f, Tensor x, Tensor dx) {
    return Gradients.jvp("jvp", f, x, dx);
  }

  /// The derivative in one direction of a function that also gives something else, which is not differentiated.
  ///
  /// {@snippet :
  /// var jvp = jvpWithAux((Tensor x) -> new WithAux<>(x.square(), x.neg()), Tensor.of(3.0), Tensor.of(1.0));
  /// System.out.println(jvp.tangent() + " " + jvp.aux()); // F64 6.0 F64 -3.0
  /// }
  public static <P, A> JvpWithAux<A> jvpWithAux(Function<P, WithAux<A>> f, P x, P dx) {
    AuxOf<P, A> kept = new AuxOf<>("jvpWithAux", f);
    Jvp<Tensor> jvp = Gradients.jvp("jvpWithAux", kept, x, dx);
    return new JvpWithAux<>(jvp.value(), kept.aux(), jvp.tangent());
  }

  /// Runs a function y = f(x) once and keeps its derivative dx ↦ (∂y/∂x) dx as a linear map, to be applied to many tangents:
  /// those of [#jvp], with its errors.
  ///
  /// {@snippet :
  /// var sine = linearize(x -> x.sin(), Tensor.of(0.0));
  /// System.out.println(sine.derivative().apply(Tensor.of(1.0)) + " " + sine.derivative().apply(Tensor.of(-5.0))); // F64 1.0 F64 -5.0
  /// }
  public static <P, R> Linearized<P, R> linearize(Function<P, R> f, P x) {
    return Gradients.linearize("linearize", f, x);
  }

  /// The same for a tensor to a tensor.
  public static Linearized<Tensor, Tensor> linearize(UnaryOperator<Tensor> f, Tensor x) {
    return Gradients.linearize("linearize", f, x);
  }

  /// The Jacobian ∂yᵢ/∂xⱼ, of the result's shape followed by the argument's; in forward or reverse mode, whichever takes
  /// fewer sweeps. Products with it are cheaper by [#jvp] and [#vjp], which never form it.
  ///
  /// {@snippet :
  /// System.out.println(jacobian(x -> x.sum().times(x)).apply(Tensor.of(1.0, 2.0)).get(0)); // F64[2] [4.0, 1.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.DifferentiationException if argument or result is not floating
  public static UnaryOperator<Tensor> jacobian(UnaryOperator<Tensor> f) {
    return x -> Jacobians.ofTree("jacobian", f, x, Jacobians.Mode.CHEAPER);
  }

  /// The Jacobian by forward mode: one sweep for each input.
  public static UnaryOperator<Tensor> jacobianForward(UnaryOperator<Tensor> f) {
    return x -> Jacobians.ofTree("jacobianForward", f, x, Jacobians.Mode.FORWARD);
  }

  /// The Jacobian by reverse mode: one sweep for each result.
  public static UnaryOperator<Tensor> jacobianReverse(UnaryOperator<Tensor> f) {
    return x -> Jacobians.ofTree("jacobianReverse", f, x, Jacobians.Mode.REVERSE);
  }

  /// The Jacobian with respect to every tensor of a tree, which has the tree's type: each with the result's shape followed by
  /// its own. In forward or reverse mode, whichever takes fewer sweeps.
  ///
  /// {@snippet :
  /// record Line(Tensor slope, Tensor start) {}
  /// var jacobian = jacobian((Line l) -> l.slope().times(Tensor.of(1.0, 2.0)).plus(l.start()));
  /// System.out.println(jacobian.apply(new Line(Tensor.of(5.0), Tensor.of(0.0))).slope()); // F64[2] [1.0, 2.0]
  /// }
  public static <P> UnaryOperator<P> jacobian(Function<P, Tensor> f) {
    return x -> Jacobians.ofTree("jacobian", f, x, Jacobians.Mode.CHEAPER);
  }

  /// The same by forward mode: one sweep for each number of the tree.
  public static <P> UnaryOperator<P> jacobianForward(Function<P, Tensor> f) {
    return x -> Jacobians.ofTree("jacobianForward", f, x, Jacobians.Mode.FORWARD);
  }

  /// The same by reverse mode: one sweep for each result.
  public static <P> UnaryOperator<P> jacobianReverse(Function<P, Tensor> f) {
    return x -> Jacobians.ofTree("jacobianReverse", f, x, Jacobians.Mode.REVERSE);
  }

  /// The second derivatives ∂²f/∂xᵢ∂xⱼ of a scalar function, of the argument's shape twice: forward over reverse.
  ///
  /// {@snippet :
  /// System.out.println(hessian(x -> x.prod()).apply(Tensor.of(2.0, 3.0)).get(0)); // F64[2] [0.0, 1.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.DifferentiationException if x is not floating, or the function gives no floating scalar
  public static UnaryOperator<Tensor> hessian(UnaryOperator<Tensor> f) {
    return x -> Jacobians.ofTree("hessian", (Tensor p) -> Gradients.gradient("hessian", f, p).grad(), x, Jacobians.Mode.FORWARD);
  }

  /// The second derivatives of a scalar function of a tree, a block for each two of its tensors: forward over reverse.
  ///
  /// @throws dev.chainrule.graph.DifferentiationException if no tensor is floating, or the function gives no floating scalar
  public static <P> Function<P, Hessian<P>> hessian(Function<P, Tensor> f) {
    return x -> Jacobians.hessian(f, x);
  }

  /// The product of the Hessian with a direction, ∂/∂x ⟨∂f/∂x, v⟩, for the cost of a few gradients; the Hessian
  /// is never formed. The direction has the structure, shapes and element types of x, and so has the product.
  ///
  /// {@snippet :
  /// System.out.println(hvp(x -> x.pow(3).sum(), Tensor.of(1.0, 2.0), Tensor.of(1.0, 1.0))); // F64[2] [ 6.0, 12.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.DifferentiationException if no tensor is floating, or the function gives no floating scalar
  /// @throws dev.chainrule.graph.ShapeException           if the direction does not fit
  public static <P> P hvp(Function<P, Tensor> f, P x, P v) {
    return Gradients.hvp(f, x, v);
  }

  /// The same for a function of a tensor.
  public static Tensor hvp(UnaryOperator<Tensor> f, Tensor x, Tensor v) {
    return Gradients.hvp(f, x, v);
  }

  /// Taylor mode: the function along a curve with the value x and these first, second, … derivatives, up to that
  /// order, for O(n²) operations where nested forward mode takes 2ⁿ. So it is with pointwise and linear operations; what
  /// is neither (decompositions, choices, loops) is differentiated order by order.
  ///
  /// {@snippet :
  /// Jet jet = jet(Tensor::exp, Tensor.of(0.0), Tensor.of(1.0), Tensor.of(0.0), Tensor.of(0.0));
  /// System.out.println(jet.derivatives()); // [F64 1.0, F64 1.0, F64 1.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.DifferentiationException if x or f(x) is not floating
  /// @throws dev.chainrule.graph.ShapeException           if a derivative of the curve has not the type of x
  public static Jet jet(UnaryOperator<Tensor> f, Tensor x, Tensor... derivatives) {
    return Jets.jet(f, x, List.of(derivatives));
  }

  /// The same tensor, through which no gradient passes: [Tensor#stopGradient].
  public static Tensor stopGradient(Tensor x) {
    return x.stopGradient();
  }

  /// A function with an elementwise local derivative of its user's own: `local` gives ∂y/∂x from the input x and the result
  /// y, in their shape. One rule serves forward and reverse mode; an upstream of 0 wins against an infinite derivative.
  ///
  /// {@snippet :
  /// var roundThrough = withLocal("roundThrough", x -> x.round(), (x, y) -> x.onesLike());
  /// System.out.println(grad(x -> roundThrough.apply(x).times(3)).apply(Tensor.of(1.7))); // F64 3.0
  /// }
  public static UnaryOperator<Tensor> withLocal(String name, UnaryOperator<Tensor> f, BinaryOperator<Tensor> local) {
    return OwnDerivatives.withLocal(name, f, local);
  }

  /// A function with its user's own forward derivative: `rule` gives dy from x, y and dx, in the shapes and element types of y.
  /// Reverse mode transposes it, so it must be linear in the tangent. The function takes all that is differentiated as its
  /// argument.
  ///
  /// {@snippet :
  /// var product = withJvp("product", (List<Tensor> x) -> x.get(0).times(x.get(1)),
  ///     (x, y, dx) -> dx.get(0).times(x.get(1)).plus(x.get(0).times(dx.get(1))));
  /// System.out.println(grad(product).apply(List.of(Tensor.of(2.0), Tensor.of(5.0)))); // [F64 5.0, F64 2.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.ShapeException           where it is differentiated, if dy does not have the types of y
  /// @throws dev.chainrule.graph.DifferentiationException in reverse mode, if the rule is not linear in dx
  /// @throws dev.chainrule.graph.StructureException       if the function captures what is being differentiated
  public static <P, R> Function<P, R> withJvp(String name, Function<P, R> f, OwnDerivatives.JvpRule<P, R> rule) {
    return OwnDerivatives.withJvp(name, f, rule);
  }

  /// A function with its user's own reverse derivative: `rule` gives dx from x, y and dy, in the shapes and element types of x.
  /// The function takes all that is differentiated as its argument. Forward mode, and with it [#hessian] and [#hvp], transposes the
  /// rule if it is linear in dy. Clipping, as below, is not; what passes through that is differentiated in reverse mode only.
  ///
  /// {@snippet :
  /// var calm = withVjp("calm", (Tensor x) -> x, (x, y, dy) -> dy.clip(-1, 1));
  /// System.out.println(grad(x -> calm.apply(x).times(5)).apply(Tensor.of(2.0))); // F64 1.0
  /// }
  ///
  /// @throws dev.chainrule.graph.ShapeException           where it is differentiated, if dx does not have the types of x
  /// @throws dev.chainrule.graph.DifferentiationException in forward mode, if the rule is not linear in dy
  /// @throws dev.chainrule.graph.StructureException       if the function captures what is being differentiated
  public static <P, R> Function<P, R> withVjp(String name, Function<P, R> f, OwnDerivatives.VjpRule<P, R> rule) {
    return OwnDerivatives.withVjp(name, f, rule);
  }

  /// Holds the gradient of a scalar function against central differences, and reverse mode against forward mode.
  ///
  /// {@snippet :
  /// System.out.println(checkGrads(x -> x.sin().sum(), Tensor.of(1.0, 2.0)).passed()); // true
  /// }
  ///
  /// @throws dev.chainrule.graph.DifferentiationException if no tensor is floating, or the function gives no floating scalar
  public static <P> GradientCheck checkGrads(Function<P, Tensor> f, P x) {
    return GradientCheck.run(f, x);
  }

  /// The same for a function of a tensor.
  public static GradientCheck checkGrads(UnaryOperator<Tensor> f, Tensor x) {
    return GradientCheck.run(f, x);
  }

  /// Runs a scalar function and its backward pass; if the result or the gradient is not finite, finds the operation
  /// that made the first NaN or infinity on the way there: which, where in the user's program, in which iterations of
  /// loops, of what, and how it went on. Infinities that do no harm, such as masks of −∞, are not reported. Compiled
  /// functions, choices and loops are run step by step.
  ///
  /// {@snippet :
  /// var found = findNonFinite(x -> x.log().sum(), Tensor.of(1.0, 0.0));
  /// System.out.println(found.orElseThrow().operation()); // log
  /// }
  ///
  /// @throws dev.chainrule.graph.DifferentiationException if no tensor of x is floating
  public static <P> Optional<NonFinite> findNonFinite(Function<P, Tensor> f, P x) {
    return NonFinite.find(f, (p, none) -> f.apply(p), x, List.of());
  }

  /// The same for a function of a tensor.
  public static Optional<NonFinite> findNonFinite(UnaryOperator<Tensor> f, Tensor x) {
    return NonFinite.find(f, (p, none) -> f.apply(p), x, List.of());
  }

  /// The same for the gradient with respect to the first of two trees; the second is data, which the report names as well.
  public static <P, D> Optional<NonFinite> findNonFinite(BiFunction<P, D, Tensor> f, P x, D data) {
    return NonFinite.find(f, f, x, data);
  }

  /// The same for the first of two tensors.
  public static Optional<NonFinite> findNonFinite(BinaryOperator<Tensor> f, Tensor x, Tensor data) {
    return NonFinite.find(f, f, x, data);
  }

  /// The computational graph of a function for arguments like `x`, as it is traced; print it to read it. What the
  /// function takes from outside comes after the argument as further parameters.
  ///
  /// {@snippet :
  /// System.out.println(graph(x -> x.sin().times(x), Tensor.of(1.0)).steps().size()); // 2
  /// }
  public static <P, R> Graph graph(Function<P, R> f, P x) {
    Leaves.Flat<P, R> flat = new Leaves.Flat<>("graph", x, f);
    return Tracing.trace("graph", Leaves.types(x), arguments -> List.of(flat.apply(arguments))).graph();
  }

  /// The same for a function of a tensor.
  public static Graph graph(UnaryOperator<Tensor> f, Tensor x) {
    return graph((Function<Tensor, Tensor>) f, x);
  }
}
