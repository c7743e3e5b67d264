package dev.chainrule.nn;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;

/// A gated recurrent unit: goes along a sequence with one state, and gates that say how much of it to keep and how much of it
/// a candidate may know. Fewer weights than an [Lstm], and often as good.
///
/// With a = x·w + b and s = h·u, each cut into three parts of the layer's width: r = σ(a₁ + s₁), z = σ(a₂ + s₂),
/// n = tanh(a₃ + r · (s₃ + candidate)); h ← (1 − z) · n + z · h. So the reset gate is applied after the product, as in
/// PyTorch and cuDNN.
///
/// Source: K. Cho et al., Learning Phrase Representations using RNN Encoder–Decoder, 2014.
///
/// {@snippet :
/// Gru layer = Gru.of(3, 8, RandomKey.of(1));
/// System.out.println(layer.apply(Tensor.ones(F32, 2, 5, 3)).shape()); // [2, 5, 8]
/// }
///
/// @param w         `[inputs, 3 · width]`, the weights of the input
/// @param u         `[width, 3 · width]`, the weights of the last output
/// @param b         `[3 · width]`, the biases
/// @param candidate `[width]`, the bias of what the reset gate lets through
public record Gru(Tensor w, Tensor u, Tensor b, Tensor candidate) implements Recurrent<Tensor> {
  /// A new layer of F32 numbers.
  public static Gru of(int inputs, int width, RandomKey key) {
    return of(DType.F32, inputs, width, key);
  }

  /// A new layer: weights as Glorot says, biases of 0.
  ///
  /// @throws IllegalArgumentException if it has no inputs or no units
  public static Gru of(DType dtype, int inputs, int width, RandomKey key) {
    return new Gru(Recurrence.inputWeights("Gru", dtype, inputs, width, 3, key), Recurrence.outputWeights(dtype, width, 3, key),
        Tensor.zeros(dtype, 3 * width), Tensor.zeros(dtype, width));
  }

  /// How many units it has.
  public int width() {
    return u.shape().extent(0);
  }

  @Override
  public Tensor start(int batch) {
    return Tensor.zeros(u.dtype(), batch, width());
  }

  @Override
  public Run<Tensor> run(Tensor x, Tensor start) {
    return Recurrence.run("Gru", x, w, b, start, this::next, h -> h);
  }

  /// One place further: the state, which is the output as well.
  ///
  /// @param x `[batch, inputs]`
  public Tensor step(Tensor h, Tensor x) {
    return next(h, x.matmul(w).plus(b));
  }

  private Tensor next(Tensor h, Tensor input) {
    Tensor last = h.matmul(u);
    Tensor r = Recurrence.gate(input, 0, width()).plus(Recurrence.gate(last, 0, width())).sigmoid();
    Tensor z = Recurrence.gate(input, 1, width()).plus(Recurrence.gate(last, 1, width())).sigmoid();
    Tensor n = Recurrence.gate(input, 2, width()).plus(r.times(Recurrence.gate(last, 2, width()).plus(candidate))).tanh();
    return n.plus(z.times(h.minus(n)));
  }
}
