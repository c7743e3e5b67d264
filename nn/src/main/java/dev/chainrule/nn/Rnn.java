package dev.chainrule.nn;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;

/// The plainest recurrent layer: h ← activation(x·w + h·u + b). What happened long ago fades or grows with each place, so for
/// long sequences take an [Lstm] or a [Gru].
///
/// Source: J. L. Elman, Finding Structure in Time, 1990.
///
/// {@snippet :
/// Rnn layer = Rnn.of(3, 8, Activation.TANH, RandomKey.of(1));
/// System.out.println(layer.apply(Tensor.ones(F32, 2, 5, 3)).shape()); // [2, 5, 8]
/// }
///
/// @param w          `[inputs, width]`, the weights of the input
/// @param u          `[width, width]`, the weights of the last output
/// @param b          `[width]`, the biases
/// @param activation usually [Activation#TANH], which keeps the state from growing
public record Rnn(Tensor w, Tensor u, Tensor b, Activation activation) implements Recurrent<Tensor> {
  /// A new layer of F32 numbers.
  public static Rnn of(int inputs, int width, Activation activation, RandomKey key) {
    return of(DType.F32, inputs, width, activation, key);
  }

  /// A new layer: weights of the input as Glorot says, an orthogonal matrix for the last output, biases of 0.
  ///
  /// @throws IllegalArgumentException if it has no inputs or no units
  public static Rnn of(DType dtype, int inputs, int width, Activation activation, RandomKey key) {
    Tensor w = Recurrence.inputWeights("Rnn", dtype, inputs, width, 1, key);
    return new Rnn(w, key.foldIn(1).orthogonal(width, dtype), Tensor.zeros(dtype, width), activation);
  }

  @Override
  public Tensor start(int batch) {
    return Tensor.zeros(u.dtype(), batch, u.shape().extent(0));
  }

  @Override
  public Run<Tensor> run(Tensor x, Tensor start) {
    return Recurrence.run("Rnn", x, w, b, start, this::next, h -> h);
  }

  /// One place further: the state, which is the output as well.
  ///
  /// @param x `[batch, inputs]`
  public Tensor step(Tensor h, Tensor x) {
    return next(h, x.matmul(w).plus(b));
  }

  private Tensor next(Tensor h, Tensor input) {
    return activation.apply(input.plus(h.matmul(u)));
  }
}
