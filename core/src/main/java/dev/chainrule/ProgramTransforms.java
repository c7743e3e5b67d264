package dev.chainrule;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The part of [Chainrule] that is about how functions run: compiled, batched, with choices and loops. Users reach it there,
/// since static methods are inherited; only from classes, so this is none of interfaces, as [Tensor] is.
abstract sealed class ProgramTransforms permits Chainrule {
  /// Compiles a function of a tensor: traces it once for each kind of arguments (shapes, element types, structure),
  /// and from then on runs what was recorded.
  ///
  /// What the function reads from outside is frozen by the trace. The second call for a kind traces once more and
  /// refuses a function that has changed; later changes are not noticed, so pass what varies as an argument.
  ///
  /// {@snippet :
  /// var norm = jit(x -> x.square().sum().sqrt());
  /// System.out.println(norm.apply(Tensor.of(3.0, 4.0)) + " " + grad(norm).apply(Tensor.of(3.0, 4.0))); // F64 5.0 F64[2] [0.6, 0.8]
  /// }
  ///
  /// @throws dev.chainrule.graph.TraceException by a call, if the function reads the value of a tensor, or was found changed
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

  /// A function of one example as a function of many, f(x)ᵢ = f(xᵢ): every tensor of the argument and the result gets a first
  /// axis that counts the examples. It runs once, on all of them.
  ///
  /// {@snippet :
  /// Tensor rows = Tensor.of(new double[][] {{1, 2}, {3, 4}});
  /// System.out.println(vmap(x -> x.prod()).apply(rows)); // F64[2] [ 2.0, 12.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.ShapeException if a tensor has no axis to map over, or the numbers of examples differ
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
  ///
  /// @throws dev.chainrule.graph.ShapeException if the axes do not fit the tensors, or the numbers of examples differ
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

  /// One of two computations, chosen by a Bool scalar; only that one runs. What they use from outside is differentiated like
  /// arguments. Under [#vmap(UnaryOperator)] with a condition for each example both run, and each example takes its own.
  ///
  /// {@snippet :
  /// var root = jit(x -> cond(x.gt(0), () -> x.sqrt(), () -> x.neg()));
  /// System.out.println(root.apply(Tensor.of(9.0)) + " " + grad(root).apply(Tensor.of(-4.0))); // F64 3.0 F64 -1.0
  /// }
  ///
  /// @throws dev.chainrule.graph.DTypeException     if the condition is no Bool scalar
  /// @throws dev.chainrule.graph.ShapeException     if the results differ in shape or element type
  /// @throws dev.chainrule.graph.StructureException if they differ in structure
  public static <R> R cond(Tensor condition, Supplier<R> whenTrue, Supplier<R> whenFalse) {
    return Loops.cond(condition, whenTrue, whenFalse);
  }

  /// One of several computations, chosen by an I32 or I64 scalar, which is kept within bounds; only that one runs. Otherwise
  /// as [#cond].
  ///
  /// {@snippet :
  /// Tensor x = Tensor.of(0.0);
  /// Tensor last = switchCase(Tensor.of(7), List.of(() -> x.sin(), () -> x.cos()));
  /// System.out.println(last); // F64 1.0
  /// }
  ///
  /// @throws dev.chainrule.graph.DTypeException     if the index is no scalar of integers
  /// @throws dev.chainrule.graph.ShapeException     if the results differ in shape or element type
  /// @throws dev.chainrule.graph.StructureException if they differ in structure, or there are no branches
  public static <R> R switchCase(Tensor index, List<Supplier<R>> branches) {
    return Loops.switchCase(index, branches);
  }

  /// Runs the body as long as the condition, a Bool scalar, holds: c, body(c), body(body(c)), …; gives the last carry. Both
  /// modes differentiate it; reverse mode keeps a fixed number of states and computes the others again.
  ///
  /// {@snippet :
  /// UnaryOperator<Tensor> doubled = x -> whileLoop(y -> y.lt(100), y -> y.times(2), x);
  /// System.out.println(doubled.apply(Tensor.of(3.0)) + " " + grad(doubled).apply(Tensor.of(3.0))); // F64 192.0 F64 64.0
  /// }
  ///
  /// @throws dev.chainrule.graph.DTypeException if the condition gives no Bool scalar
  /// @throws dev.chainrule.graph.ShapeException if the body does not keep the carry's shapes and element types
  public static <C> C whileLoop(Function<C, Tensor> condition, UnaryOperator<C> body, C initial) {
    return Loops.whileLoop(condition, body, initial);
  }

  /// A loop over the integers from `lower` to `upper` (exclusive), each an I32 scalar: the carry becomes body(i, carry). Gives
  /// the last carry, which is the initial one where there are no iterations.
  ///
  /// {@snippet :
  /// System.out.println(fori(1, 6, (i, product) -> product.times(i), Tensor.of(1))); // I32 120
  /// }
  ///
  /// @throws dev.chainrule.graph.ShapeException if the body does not keep the carry's shapes and element types, or there are more
  ///                                            than 2³¹ − 1 iterations
  public static <C> C fori(int lower, int upper, BiFunction<Tensor, C, C> body, C initial) {
    return Loops.fori(lower, upper, body, initial);
  }

  /// A loop over the first axis of all tensors of `xs`: (cₜ₊₁, yₜ) = body(cₜ, xₜ), from c₀ = `initial`. Gives the last carry,
  /// and the results stacked along a new first axis. Reverse mode keeps all carries; [#checkpointedScan] keeps few.
  ///
  /// {@snippet :
  /// var averages = scan((Tensor c, Tensor x) -> new Step<>(c.plus(x).div(2), c), Tensor.of(0.0), Tensor.of(4.0, 8.0));
  /// System.out.println(averages.carry() + " " + averages.results()); // F64 5.0 F64[2] [0.0, 2.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.ShapeException     if tensors of `xs` are scalars or of different lengths, or the body does not
  ///                                                keep the carry's shapes and element types
  /// @throws dev.chainrule.graph.StructureException if the body gives null
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
  ///
  /// @throws dev.chainrule.graph.ShapeException if `length` is negative, or the body does not keep the carry's shapes and element
  ///                                            types
  public static <C, Y> Scanned<C, Y> scan(BiFunction<C, Tensor, Step<C, Y>> body, C initial, int length) {
    return Loops.scan(body, initial, length);
  }

  /// The loop of [#scan(BiFunction, Object, Object)] from the last slice to the first: results are stacked at the places of their
  /// slices. Its errors are the same.
  ///
  /// {@snippet :
  /// var sums = scanReverse((Tensor c, Tensor x) -> new Step<>(c.plus(x), c.plus(x)), Tensor.of(0), Tensor.of(1, 2, 3));
  /// System.out.println(sums.results()); // I32[3] [6, 5, 3]
  /// }
  public static <C, X, Y> Scanned<C, Y> scanReverse(BiFunction<C, X, Step<C, Y>> body, C initial, X xs) {
    return Loops.scan("scanReverse", body, initial, xs, true);
  }

  /// The loop of [#scan(BiFunction, Object, Object)] for long sequences: its backward pass keeps no more than log₂ n carries at
  /// one time, and computes the others again, each iteration at most about log₂ n times, half of that on average. The body is
  /// traced once; in memory the sequences count about twice. Its errors are the same.
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

  /// All prefix combinations x₀, x₀∘x₁, x₀∘x₁∘x₂, … along the first axis of an associative operation, in a number of
  /// steps that grows with the logarithm. The operation takes stacks of elements and combines them pair by pair.
  ///
  /// {@snippet :
  /// System.out.println(associativeScan(Tensor::maximum, Tensor.of(1, 3, 2, 5))); // I32[4] [1, 3, 3, 5]
  /// }
  ///
  /// @throws dev.chainrule.graph.ShapeException     if tensors of `xs` are scalars or of different lengths, or the operation gives
  ///                                                stacks of other shapes or element types than it takes
  /// @throws dev.chainrule.graph.StructureException if what it gives has another structure
  public static <X> X associativeScan(BinaryOperator<X> operation, X xs) {
    return Loops.associativeScan(operation, xs, 0, false);
  }

  /// The same along another axis of all tensors; where `reverse`, from the end: …, xₙ₋₁∘xₙ, xₙ. The operation takes stacks
  /// along the first axis.
  public static <X> X associativeScan(BinaryOperator<X> operation, X xs, int axis, boolean reverse) {
    return Loops.associativeScan(operation, xs, axis, reverse);
  }

  /// A function whose inner values are not kept for the backward pass but computed again: less memory for one more run of the
  /// function. Value and derivatives are the function's own.
  ///
  /// {@snippet :
  /// var layer = checkpoint((Tensor x) -> x.sin().exp().square());
  /// System.out.println(grad(x -> layer.apply(x).sum()).apply(Tensor.of(0.0))); // F64 2.0
  /// }
  public static <P, R> Function<P, R> checkpoint(Function<P, R> f) {
    return x -> Loops.checkpoint(f, x);
  }

  /// The same for a function of a tensor.
  public static UnaryOperator<Tensor> checkpoint(UnaryOperator<Tensor> f) {
    return x -> Loops.checkpoint(f, x);
  }
}
