package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.transform.Tracing;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The transforms: functions of functions. `import static dev.chainrule.Chainrule.*` is how to start.
///
/// Each takes an ordinary Java function of tensors, or of trees of them (see [Tree]), and gives one again, so they
/// compose in any order and to any depth: `jit(vmap(grad(f)))`. The first argument is differentiated; a second
/// one is data, given and fixed.
///
/// Lambdas without types mean tensors. For records write the types, `(Mlp m, Batch b) -> …`, or a method
/// reference.
///
/// {@snippet :
/// var derivative = grad(x -> x.times(x).times(x));
/// System.out.println(derivative.apply(Tensor.of(2.0)).item()); // 12.0
/// System.out.println(grad(derivative).apply(Tensor.of(2.0)).item()); // 12.0
/// }
public final class Chainrule {
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

  /// The gradient of a scalar function of a tensor, in reverse mode: about the cost of a few runs of the function,
  /// whatever the number of inputs.
  public static UnaryOperator<Tensor> grad(UnaryOperator<Tensor> f) {
    return x -> Gradients.gradient("grad", f, x).grad();
  }

  /// The gradient with respect to the first of two tensors.
  public static BinaryOperator<Tensor> grad(BinaryOperator<Tensor> f) {
    return (x, data) -> Gradients.gradient("grad", (Tensor p) -> f.apply(p, data), x).grad();
  }

  /// The gradient with respect to a tree, which has the tree's type.
  public static <P> UnaryOperator<P> grad(Function<P, Tensor> f) {
    return x -> Gradients.gradient("grad", f, x).grad();
  }

  /// The gradient with respect to the first of two trees; the second is data.
  public static <P, D> BiFunction<P, D, P> grad(BiFunction<P, D, Tensor> f) {
    return (x, data) -> Gradients.gradient("grad", (P p) -> f.apply(p, data), x).grad();
  }

  /// Value and gradient of a scalar function of a tensor, in one run.
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

  /// Value, gradient, and something else that the function computes on the way.
  public static <P, A> Function<P, ValueAndGradWithAux<P, A>> valueAndGradWithAux(Function<P, WithAux<A>> f) {
    return x -> Gradients.gradientWithAux("valueAndGradWithAux", f, x);
  }

  /// The same for a function that also takes data.
  public static <P, D, A> BiFunction<P, D, ValueAndGradWithAux<P, A>> valueAndGradWithAux(BiFunction<P, D, WithAux<A>> f) {
    return (x, data) -> Gradients.gradientWithAux("valueAndGradWithAux", (P p) -> f.apply(p, data), x);
  }

  /// Runs a function and keeps its pullback: reverse mode for results of any shape.
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

  /// Runs a function together with its derivative in one direction: forward mode.
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

  /// Runs a function once and keeps its derivative as a linear map, to be applied to many tangents.
  public static <P, R> Linearized<P, R> linearize(Function<P, R> f, P x) {
    return Gradients.linearize("linearize", f, x);
  }

  /// The same for a tensor to a tensor.
  public static Linearized<Tensor, Tensor> linearize(UnaryOperator<Tensor> f, Tensor x) {
    return Gradients.linearize("linearize", f, x);
  }

  /// The Jacobian, of the result's shape followed by the argument's; in forward or reverse mode, whichever takes
  /// fewer sweeps. Products with it are cheaper by [#jvp] and [#vjp], which never form it.
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
  /// its own. In forward or reverse mode, whichever takes fewer sweeps. Of integers and truth values it is 0.
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

  /// The matrix of second derivatives of a scalar function, of the argument's shape twice: forward over reverse.
  public static UnaryOperator<Tensor> hessian(UnaryOperator<Tensor> f) {
    return x -> Jacobians.ofTree("hessian", (Tensor p) -> Gradients.gradient("hessian", f, p).grad(), x, Jacobians.Mode.FORWARD);
  }

  /// The second derivatives of a scalar function of a tree, a block for each two of its tensors: forward over reverse. With
  /// integers and truth values they are 0.
  ///
  /// @throws dev.chainrule.graph.DifferentiationException if no tensor is floating, or the function no scalar
  public static <P> Function<P, Hessian<P>> hessian(Function<P, Tensor> f) {
    return x -> Jacobians.hessian(f, x);
  }

  /// The product of the Hessian with a direction, ∂/∂x ⟨∂f/∂x, v⟩, for the cost of a few gradients; the Hessian
  /// is never formed.
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
  public static Jet jet(UnaryOperator<Tensor> f, Tensor x, Tensor... derivatives) {
    return Jets.jet(f, x, List.of(derivatives));
  }

  /// The same tensor, through which no gradient passes.
  public static Tensor stopGradient(Tensor x) {
    return x.stopGradient();
  }

  /// Compiles a function of a tensor: traces it once for each kind of arguments (shapes, element types, structure),
  /// and from then on runs what was recorded.
  ///
  /// What the function reads from outside is frozen by the trace. The second call for a kind traces once more and
  /// refuses a function that has changed; later changes are not noticed, so pass what varies as an argument.
  public static Compiled.OfTensor jit(UnaryOperator<Tensor> f) {
    return new Jit.OfTensor(f);
  }

  /// Compiles a function of two tensors.
  public static Compiled.OfTensors jit(BinaryOperator<Tensor> f) {
    return new Jit.OfTensors(f);
  }

  /// Compiles a function of a tree; its result is a tree too.
  public static <P, R> Compiled.Of<P, R> jit(Function<P, R> f) {
    return new Jit.Of<>(f);
  }

  /// Compiles a function of two trees.
  public static <P, D, R> Compiled.OfTwo<P, D, R> jit(BiFunction<P, D, R> f) {
    return new Jit.OfTwo<>(f);
  }

  /// A function of one example as a function of many: every tensor of the argument and the result gets a first
  /// axis that counts the examples.
  public static UnaryOperator<Tensor> vmap(UnaryOperator<Tensor> f) {
    return vmap(f, BatchAxes.FIRST);
  }

  /// The same for two arguments, both with one more axis.
  public static BinaryOperator<Tensor> vmap(BinaryOperator<Tensor> f) {
    return vmap(f, BatchAxes.FIRST);
  }

  /// The same for trees.
  public static <P, R> Function<P, R> vmap(Function<P, R> f) {
    return vmap(f, BatchAxes.FIRST);
  }

  /// The same for two trees.
  public static <P, D, R> BiFunction<P, D, R> vmap(BiFunction<P, D, R> f) {
    return vmap(f, BatchAxes.FIRST);
  }

  /// The same with the examples along other axes.
  public static UnaryOperator<Tensor> vmap(UnaryOperator<Tensor> f, BatchAxes axes) {
    return x -> Vectorized.apply(f, x, axes);
  }

  /// The same for two arguments, of which each has its axis.
  public static BinaryOperator<Tensor> vmap(BinaryOperator<Tensor> f, BatchAxes axes) {
    return (x, y) -> Vectorized.apply((List<Tensor> both) -> f.apply(both.get(0), both.get(1)), List.of(x, y), axes);
  }

  /// The same for trees, whose leaves the axes are for.
  public static <P, R> Function<P, R> vmap(Function<P, R> f, BatchAxes axes) {
    return x -> Vectorized.apply(f, x, axes);
  }

  /// The same for two trees. Two axes are for all tensors of the first and for all of the second; other numbers are for the
  /// tensors of the first, then those of the second.
  ///
  /// {@snippet :
  /// record Line(Tensor slope, Tensor start) {}
  /// var line = new Line(Tensor.of(2.0), Tensor.of(1.0));
  /// var values = vmap((Line l, Tensor x) -> l.slope().times(x).plus(l.start()), BatchAxes.in(BatchAxes.NONE, 0));
  /// System.out.println(values.apply(line, Tensor.of(1.0, 2.0))); // F64[2] [3.0, 5.0]
  /// }
  @SuppressWarnings("unchecked")
  public static <P, D, R> BiFunction<P, D, R> vmap(BiFunction<P, D, R> f, BatchAxes axes) {
    return (x, y) -> Vectorized.apply((List<Object> both) -> f.apply((P) both.get(0), (D) both.get(1)), List.<Object>of(x, y),
        axes.ofArguments(Tree.leaves(x).size(), Tree.leaves(y).size()));
  }

  /// One of two computations, chosen by a Bool scalar; only that one runs. What they use from outside is
  /// differentiated like arguments.
  public static <R> R cond(Tensor condition, Supplier<R> whenTrue, Supplier<R> whenFalse) {
    return Loops.cond(condition, whenTrue, whenFalse);
  }

  /// One of several computations, chosen by an integer scalar, which is kept within bounds; only that one runs.
  public static <R> R switchCase(Tensor index, List<Supplier<R>> branches) {
    return Loops.switchCase(index, branches);
  }

  /// Runs the body as long as the condition, a Bool scalar, holds. The carry keeps its types. Both modes
  /// differentiate it; reverse mode keeps a fixed number of states and computes the others again.
  public static <C> C whileLoop(Function<C, Tensor> condition, UnaryOperator<C> body, C initial) {
    return Loops.whileLoop(condition, body, initial);
  }

  /// A loop over the integers from `lower` to `upper` (exclusive), each an I32 scalar; the carry keeps its types.
  public static <C> C fori(int lower, int upper, BiFunction<Tensor, C, C> body, C initial) {
    return Loops.fori(lower, upper, body, initial);
  }

  /// All prefix combinations x₀, x₀∘x₁, x₀∘x₁∘x₂, … along the first axis of an associative operation, in a number of
  /// steps that grows with the logarithm. The operation takes stacks of elements and combines them pair by pair.
  public static <X> X associativeScan(BinaryOperator<X> operation, X xs) {
    return Loops.associativeScan(operation, xs, 0, false);
  }

  /// The same along another axis of all tensors; where `reverse`, from the end: …, xₙ₋₁∘xₙ, xₙ. The operation takes stacks
  /// along the first axis.
  public static <X> X associativeScan(BinaryOperator<X> operation, X xs, int axis, boolean reverse) {
    return Loops.associativeScan(operation, xs, axis, reverse);
  }

  /// A function whose inner values are not kept for the backward pass but computed again: less memory for one more
  /// run of the function.
  public static <P, R> Function<P, R> checkpoint(Function<P, R> f) {
    return x -> Loops.checkpoint(f, x);
  }

  /// The same for a function of a tensor.
  public static UnaryOperator<Tensor> checkpoint(UnaryOperator<Tensor> f) {
    return x -> Loops.checkpoint(f, x);
  }

  /// A loop over the first axis of all tensors of `xs`: the body takes the carry and one slice, and gives the next
  /// carry and a result; results are stacked. The carry keeps its types.
  public static <C, X, Y> Scanned<C, Y> scan(BiFunction<C, X, Step<C, Y>> body, C initial, X xs) {
    return Loops.scan("scan", body, initial, xs, false);
  }

  /// The same loop for so many iterations, over no sequences: the body takes the carry and the iteration's number, an I32
  /// scalar.
  ///
  /// {@snippet :
  /// var powers = scan((Tensor c, Tensor i) -> new Step<>(c.times(2), c), Tensor.of(1), 4);
  /// System.out.println(powers.results()); // I32[4] [1, 2, 4, 8]
  /// }
  public static <C, Y> Scanned<C, Y> scan(BiFunction<C, Tensor, Step<C, Y>> body, C initial, int length) {
    return Loops.scan(body, initial, length);
  }

  /// The same loop from the last slice to the first: results are stacked at the places of their slices.
  ///
  /// {@snippet :
  /// var sums = scanReverse((Tensor c, Tensor x) -> new Step<>(c.plus(x), c.plus(x)), Tensor.of(0), Tensor.of(1, 2, 3));
  /// System.out.println(sums.results()); // I32[3] [6, 5, 3]
  /// }
  public static <C, X, Y> Scanned<C, Y> scanReverse(BiFunction<C, X, Step<C, Y>> body, C initial, X xs) {
    return Loops.scan("scanReverse", body, initial, xs, true);
  }

  /// The same loop for long sequences: its backward pass keeps no more than log₂ n carries at one time, and computes the others
  /// again, each iteration at most about log₂ n times, half of that on average. The body is traced once; in memory the
  /// sequences count about twice.
  public static <C, X, Y> Scanned<C, Y> checkpointedScan(BiFunction<C, X, Step<C, Y>> body, C initial, X xs) {
    return Loops.checkpointedScan(body, initial, xs);
  }

  /// The same with a number of carries that are kept at one time, the initial one among them. With s of them and r the
  /// smallest number with (s + r choose s) ≥ n, a gradient runs the body n + r n − (s + r choose r − 1) times, as few as is
  /// possible (Griewank and Walther 2000, "Algorithm 799: revolve"), and the sequences count about 1 + r / s times in memory.
  ///
  /// {@snippet :
  /// var powers = checkpointedScan((Tensor c, Tensor x) -> new Step<>(c.times(x), c), Tensor.of(1.0), Tensor.of(2.0, 3.0, 4.0), 2);
  /// System.out.println(powers.carry());   // F64 24.0
  /// System.out.println(powers.results()); // F64[3] [1.0, 2.0, 6.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.ShapeException if no carry is kept, or so few that r is above 100
  public static <C, X, Y> Scanned<C, Y> checkpointedScan(BiFunction<C, X, Step<C, Y>> body, C initial, X xs, int checkpoints) {
    return Loops.checkpointedScan(body, initial, xs, checkpoints);
  }

  /// A function with an elementwise local derivative of its user's own: `local` gives it from the input and the
  /// result. One rule serves forward and reverse mode.
  public static UnaryOperator<Tensor> withLocal(String name, UnaryOperator<Tensor> f, BinaryOperator<Tensor> local) {
    return OwnDerivatives.withLocal(name, f, local);
  }

  /// A function with its user's own forward derivative; reverse mode transposes it, so it must be linear in the
  /// tangent.
  public static <P, R> Function<P, R> withJvp(String name, Function<P, R> f, OwnDerivatives.JvpRule<P, R> rule) {
    return OwnDerivatives.withJvp(name, f, rule);
  }

  /// A function with its user's own reverse derivative; forward mode cannot pass through it.
  public static <P, R> Function<P, R> withVjp(String name, Function<P, R> f, OwnDerivatives.VjpRule<P, R> rule) {
    return OwnDerivatives.withVjp(name, f, rule);
  }

  /// Holds the gradient of a scalar function against central differences, and reverse mode against forward mode.
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
  public static <P, R> Graph graph(Function<P, R> f, P x) {
    Leaves.Flat<P, R> flat = new Leaves.Flat<>("graph", x, f);
    return Tracing.trace("graph", Leaves.types(x), arguments -> List.of(flat.apply(arguments))).graph();
  }

  /// The same for a function of a tensor.
  public static Graph graph(UnaryOperator<Tensor> f, Tensor x) {
    return graph((Function<Tensor, Tensor>) f, x);
  }
}
