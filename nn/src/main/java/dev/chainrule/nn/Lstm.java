package dev.chainrule.nn;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
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
/// Recurrent.Run<Lstm.State> run = layer.run(sequences, layer.start(2));
/// System.out.println(run.last().h().shape());                   // [2, 8]
/// }
///
/// @param w `[inputs, 4 · width]`, the weights of the input
/// @param u `[width, 4 · width]`, the weights of the last output
/// @param b `[4 · width]`, the biases
public record Lstm(Tensor w, Tensor u, Tensor b) implements Recurrent<Lstm.State> {
  /// What it knows between two places: the output `h` and the cell `c`, both `[batch, width]`.
  public record State(Tensor h, Tensor c) {}

  /// A new layer of F32 numbers.
  public static Lstm of(int inputs, int width, RandomKey key) {
    return of(DType.F32, inputs, width, key);
  }

  /// A new layer: weights as Glorot says, biases of 0 but 1 for the forget gate, so that it begins by remembering (R.
  /// Jozefowicz et al., An Empirical Exploration of Recurrent Network Architectures, 2015).
  ///
  /// @throws IllegalArgumentException if it has no inputs or no units
  public static Lstm of(DType dtype, int inputs, int width, RandomKey key) {
    Tensor w = Recurrence.inputWeights("Lstm", dtype, inputs, width, 4, key);
    Tensor u = Recurrence.outputWeights(dtype, width, 4, key);
    double[] b = new double[4 * width];
    Arrays.fill(b, width, 2 * width, 1);
    return new Lstm(w, u, Tensor.of(b).to(dtype));
  }

  /// How many units it has.
  public int width() {
    return u.shape().extent(0);
  }

  @Override
  public State start(int batch) {
    Tensor zeros = Tensor.zeros(u.dtype(), batch, width());
    return new State(zeros, zeros);
  }

  @Override
  public Run<State> run(Tensor x, State start) {
    return Recurrence.run("Lstm", x, w, b, start, this::next, State::h);
  }

  /// One place further.
  ///
  /// @param x `[batch, inputs]`
  public State step(State state, Tensor x) {
    return next(state, x.matmul(w).plus(b));
  }

  private State next(State state, Tensor input) {
    Tensor gates = input.plus(state.h.matmul(u));
    Tensor i = Recurrence.gate(gates, 0, width()).sigmoid();
    Tensor f = Recurrence.gate(gates, 1, width()).sigmoid();
    Tensor g = Recurrence.gate(gates, 2, width()).tanh();
    Tensor o = Recurrence.gate(gates, 3, width()).sigmoid();
    Tensor c = f.times(state.c).plus(i.times(g));
    return new State(o.times(c.tanh()), c);
  }
}
