package dev.chainrule;

import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A function that `jit` compiles: traced once for each structure, shapes and element types of its arguments,
/// and run as a whole from then on. Safe from any thread.
///
/// {@snippet :
/// Compiled.OfTensor square = jit(x -> x.times(x));
/// System.out.println(square.apply(Tensor.of(3.0))); // F64 9.0
/// System.out.println(square.explain().contains("times")); // true
/// }
public sealed interface Compiled permits Compiled.OfTensor, Compiled.OfTensors, Compiled.Of, Compiled.OfTwo {
  /// The graphs compiled so far: for each kind of arguments the simplified graph, its kernels, and the tensors that
  /// the function took from outside, which are constant since the trace.
  String explain();

  /// Writes the function as Java source that compiles and runs without this library (functions that the JDK lacks, such
  /// as erf, call Chainrule's), for the kind of arguments that it was called with. The class is called like the file; its
  /// static method `run` takes the tensors of the arguments, scalars as numbers and others as arrays in row-major order, and
  /// gives the result, or a record of the tensors of the result. With a gradient: write `jit(valueAndGrad(f))`. Needs
  /// chainrule-view at run time.
  ///
  /// @throws dev.chainrule.graph.StructureException if it was called with no kind of arguments yet, or with several
  /// @throws java.io.UncheckedIOException           if the file cannot be written
  void writeSource(Path file);

  /// Writes the same as a class file, `Loss.class` say, beside which lie those of the classes inside it. Needs a JDK, since
  /// its compiler makes them.
  void writeClass(Path file);

  /// A compiled function of one tensor.
  non-sealed interface OfTensor extends Compiled, UnaryOperator<Tensor> {}

  /// A compiled function of two tensors.
  non-sealed interface OfTensors extends Compiled, BinaryOperator<Tensor> {}

  /// A compiled function of one tree.
  non-sealed interface Of<P, R> extends Compiled, Function<P, R> {}

  /// A compiled function of two trees.
  non-sealed interface OfTwo<P, D, R> extends Compiled, BiFunction<P, D, R> {}
}
