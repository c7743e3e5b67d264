package dev.chainrule.nn;

import dev.chainrule.Chainrule;
import dev.chainrule.RandomKey;
import dev.chainrule.Scanned;
import dev.chainrule.Step;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;
import java.util.Arrays;

/// Long short-term memory: goes along a sequence with a memory cell for each unit, and gates that say what to forget,
/// what to write and what to show. The cell changes by addition, so gradients reach far back.
///
/// With a = x·w + h·u + b, cut into four parts of the layer's width: i = σ(a₁), f = σ(a₂), g = tanh(a₃), o = σ(a₄);
/// c ← f · c + i · g; h ← o · tanh(c).
///
/// Source: S. Hochreiter, J. Schmidhuber, Long Short-Term Memory, 1997; with forget gates, F. Gers et al., 2000.
///
/// {@snippet :
/// Lstm layer = Lstm.of(3, 8, RandomKey.of(1));
/// Tensor sequences = Tensor.ones(F32, 2, 5, 3);                 // [batch, length, inputs]
/// System.out.println(layer.apply(sequences).shape());           // [2, 5, 8]
/// Lstm.Run run = layer.run(sequences, layer.start(2));
/// System.out.println(run.last().h().shape());                   // [2, 8]
/// }
///
/// @param w `[inputs, 4 · width]`, the weights of the input
/// @param u `[width, 4 · width]`, the weights of the last output
/// @param b `[4 · width]`, the biases
public record Lstm(Tensor w, Tensor u, Tensor b) implements Layer {
  /// What it knows between two places: the output `h` and the cell `c`, both `[batch, width]`.
  public record State(Tensor h, Tensor c) {}

  /// Where it stands after the last place, and the outputs at all places, `[batch, length, width]`.
  public record Run(State last, Tensor outputs) {}

  /// A new layer of F32 numbers.
  public static Lstm of(int inputs, int width, RandomKey key) {
    return of(DType.F32, inputs, width, key);
  }

  /// A new layer: weights as Glorot says, biases of 0 but 1 for the forget gate, so that it begins by remembering (R.
  /// Jozefowicz et al., An Empirical Exploration of Recurrent Network Architectures, 2015).
  ///
  /// @throws IllegalArgumentException if it has no inputs or no units
  public static Lstm of(DType dtype, int inputs, int width, RandomKey key) {
    if (inputs < 1 || width < 1) {
      throw new IllegalArgumentException(
          "[Lstm] a layer of %d inputs and %d units: both must be at least 1".formatted(inputs, width));
    }
    Initializer glorot = Initializer.glorotUniform();
    Tensor w = glorot.create(new Type(dtype, Shape.of(inputs, 4 * width)), inputs, width, key.foldIn(0));
    Tensor u = glorot.create(new Type(dtype, Shape.of(width, 4 * width)), width, width, key.foldIn(1));
    double[] b = new double[4 * width];
    Arrays.fill(b, width, 2 * width, 1);
    return new Lstm(w, u, Tensor.of(b).to(dtype));
  }

  /// How many units it has.
  public int width() {
    return u.shape().extent(0);
  }

  /// Where a batch of sequences begins: zeros.
  public State start(int batch) {
    Tensor zeros = Tensor.zeros(u.dtype(), batch, width());
    return new State(zeros, zeros);
  }

  /// The outputs `[batch, length, width]` for sequences `[batch, length, inputs]`, begun with zeros.
  ///
  /// @throws ShapeException if the shapes do not fit
  @Override
  public Tensor apply(Tensor x) {
    requireSequences(x);
    return run(x, start(x.shape().extent(0))).outputs;
  }

  /// The same from a state on, for sequences that come in pieces, or of which only the end matters.
  ///
  /// @param x `[batch, length, inputs]`
  /// @throws ShapeException if the shapes do not fit
  public Run run(Tensor x, State start) {
    requireSequences(x);
    // What the inputs contribute does not depend on the state, so that one product does it for all places.
    Tensor inputs = x.transpose(1, 0, 2).matmul(w).plus(b);
    Scanned<State, Tensor> scanned = Chainrule.scan((State state, Tensor input) -> {
      State next = next(state, input);
      return new Step<>(next, next.h);
    }, start, inputs);
    return new Run(scanned.carry(), scanned.results().transpose(1, 0, 2));
  }

  /// One place further.
  ///
  /// @param x `[batch, inputs]`
  public State step(State state, Tensor x) {
    return next(state, x.matmul(w).plus(b));
  }

  private State next(State state, Tensor input) {
    Tensor gates = input.plus(state.h.matmul(u));
    int width = width();
    Tensor i = gates.slice(-1, 0, width).sigmoid();
    Tensor f = gates.slice(-1, width, 2 * width).sigmoid();
    Tensor g = gates.slice(-1, 2 * width, 3 * width).tanh();
    Tensor o = gates.slice(-1, 3 * width, 4 * width).sigmoid();
    Tensor c = f.times(state.c).plus(i.times(g));
    return new State(o.times(c.tanh()), c);
  }

  private void requireSequences(Tensor x) {
    if (x.rank() != 3 || x.shape().extent(-1) != w.shape().extent(0)) {
      throw new ShapeException("[Lstm] an input of shape %s must be [batch, length, %d]".formatted(x.shape(), w.shape().extent(0)));
    }
  }
}
