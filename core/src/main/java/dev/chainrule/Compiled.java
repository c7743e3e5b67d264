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

  /// Writes the function as Java source that compiles and runs without this library, for the kind of arguments that it was
  /// called with. It needs nothing but the JDK; if it uses functions that the JDK lacks and that are no short formulas (erf,
  /// the gamma and Bessel functions and their like), the small `chainrule-functions.jar`, which is then written beside it and
  /// has to be on the class path. Folders that are missing are made.
  ///
  /// The class is called like the file; its static method `run` takes the tensors of the arguments, scalars as numbers and
  /// others as arrays in row-major order, and gives the result, or a record of the tensors of the result. With a gradient:
  /// write `jit(valueAndGrad(f))`. Parameters and components are called like the places of the tensors ([Tree#named]), with
  /// `_` for what is no part of a Java name: `layers_0__w`. A first argument that is a tensor is `x`, a second one `y`; the
  /// tensors of a second tree begin with `data_`. What is taken already or is a word of Java gets a `_` at its end.
  ///
  /// Needs chainrule-view at run time.
  ///
  /// @throws dev.chainrule.graph.StructureException if it was called with no kind of arguments yet, or with several
  /// @throws java.io.UncheckedIOException           if the file cannot be written
  void writeSource(Path file);

  /// Writes the same as a class file, `Loss.class` say, beside which lie those of the classes inside it. Needs a JDK, since
  /// its compiler makes them.
  ///
  /// @throws dev.chainrule.graph.StructureException if it was called with no kind of arguments yet, or with several
  /// @throws java.io.UncheckedIOException           if the files cannot be written
  void writeClass(Path file);

  /// The same function, compiled once for both, which takes over the memory of its first argument: results are written
  /// over it, so a step of training changes the parameters in place instead of making new ones. All tensors of the first
  /// argument are consumed, and so are tensors that look at their memory (`broadcastTo`); to use one afterwards is an error
  /// that says so.
  ///
  /// Where something records the call, inside `grad` or another `jit`, nothing is consumed. Nor is anything written over
  /// that the other arguments hold as well.
  ///
  /// {@snippet :
  /// record State(Tensor x, Tensor velocity) {}
  /// var step = jit((State s) -> new State(s.x().plus(s.velocity()), s.velocity().times(0.9))).donating();
  /// State state = new State(Tensor.ones(F32, 1000), Tensor.ones(F32, 1000));
  /// for (int i = 0; i < 10; i++) {
  ///   state = step.apply(state); // the state before is gone
  /// }
  /// }
  Compiled donating();

  /// A compiled function of one tensor.
  non-sealed interface OfTensor extends Compiled, UnaryOperator<Tensor> {
    @Override
    OfTensor donating();
  }

  /// A compiled function of two tensors.
  non-sealed interface OfTensors extends Compiled, BinaryOperator<Tensor> {
    @Override
    OfTensors donating();
  }

  /// A compiled function of one tree.
  non-sealed interface Of<P, R> extends Compiled, Function<P, R> {
    @Override
    Of<P, R> donating();
  }

  /// A compiled function of two trees.
  non-sealed interface OfTwo<P, D, R> extends Compiled, BiFunction<P, D, R> {
    @Override
    OfTwo<P, D, R> donating();
  }
}
