package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Functions.keepDims;

import dev.chainrule.Compiled;
import dev.chainrule.Step;
import dev.chainrule.Tensor;
import java.util.List;

/// A network of layers with a memory, whose weights are all diagonal, predicting the next character of a text.
final class Lstm {
  /// @param main  [2·layers, 4·bits]: for each layer weights and biases of the four gates
  /// @param extra [3, bits]: scale of the input, scale and bias of the output
  record Parameters(Tensor main, Tensor extra) {}

  /// @param state    [2·layers, bits]: for each layer its first hidden state and its first cell
  /// @param sequence [characters, bits]
  record Data(Tensor state, Tensor sequence) {}

  static final Compiled.OfTwo<Parameters, Data, Tensor> OBJECTIVE = jit(Lstm::loss);
  static final Compiled.OfTwo<Parameters, Data, Parameters> JACOBIAN = jit(grad(Lstm::loss));

  private Lstm() {}

  private static Tensor loss(Parameters parameters, Data data) {
    int steps = data.sequence().shape().extent(0) - 1;
    int bits = data.sequence().shape().extent(1);
    Tensor x = data.sequence().slice(0, 0, steps).times(parameters.extra().get(0));
    for (int layer = 0; layer < data.state().shape().extent(0); layer += 2) {
      Gates weights = Gates.of(parameters.main().get(layer));
      Gates biases = Gates.of(parameters.main().get(layer + 1));
      x = layer(weights, biases, new Memory(data.state().get(layer), data.state().get(layer + 1)), x);
    }
    Tensor y = x.times(parameters.extra().get(1)).plus(parameters.extra().get(2));
    Tensor logarithms = y.minus(y.exp().sum(keepDims(1)).plus(2).log());
    return data.sequence().slice(0, 1, steps + 1).times(logarithms).sum().div(-steps * (double) bits);
  }

  /// One layer over the whole sequence. Forget and output gate depend on its input alone, so they are computed for all
  /// steps at once, before the loop.
  private static Tensor layer(Gates weights, Gates biases, Memory start, Tensor inputs) {
    Tensor forget = inputs.times(weights.forget()).plus(biases.forget()).sigmoid();
    Tensor output = inputs.times(weights.output()).plus(biases.output()).sigmoid();
    return scan((Memory before, List<Tensor> gates) -> {
      Tensor input = before.hidden().times(weights.input()).plus(biases.input()).sigmoid();
      Tensor change = before.hidden().times(weights.change()).plus(biases.change()).tanh();
      Tensor cell = before.cell().times(gates.get(0)).plus(input.times(change));
      Tensor hidden = gates.get(1).times(cell.tanh());
      return new Step<>(new Memory(hidden, cell), hidden);
    }, start, List.of(forget, output)).results();
  }

  private record Memory(Tensor hidden, Tensor cell) {}

  private record Gates(Tensor forget, Tensor input, Tensor output, Tensor change) {
    static Gates of(Tensor row) {
      List<Tensor> parts = row.split(4, 0);
      return new Gates(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
    }
  }
}
