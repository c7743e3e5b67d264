package dev.chainrule.nn;

import dev.chainrule.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Recurrent layers one above the other, each reading the outputs of the one below: a [Sequential] of them that begins and
/// ends with a state.
///
/// {@snippet :
/// RandomKey key = RandomKey.of(1);
/// var layers = new Stacked<>(List.of(Gru.of(3, 8, key.foldIn(0)), Gru.of(8, 4, key.foldIn(1))));
/// var run = layers.run(Tensor.ones(F32, 2, 5, 3), layers.start(2));
/// System.out.println(run.outputs().shape() + " " + run.last().get(0).shape()); // [2, 5, 4] [2, 8]
/// }
///
/// @param layers from the lowest to the highest
/// @param <S>    the state of each
public record Stacked<S>(List<? extends Recurrent<S>> layers) implements Recurrent<List<S>> {
  /// @throws IllegalArgumentException if there is none
  public Stacked {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("[Stacked] no layers; at least one goes along the sequence");
    }
  }

  @Override
  public List<S> start(int batch) {
    List<S> start = new ArrayList<>();
    layers.forEach(layer -> start.add(layer.start(batch)));
    return start;
  }

  @Override
  public Run<List<S>> run(Tensor x, List<S> start) {
    if (start.size() != layers.size()) {
      throw new IllegalArgumentException("[Stacked] %d states for %d layers; each begins with one".formatted(start.size(), layers.size()));
    }
    Tensor y = x;
    List<S> last = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Run<S> run = layers.get(i).run(y, start.get(i));
      y = run.outputs();
      last.add(run.last());
    }
    return new Run<>(last, y);
  }
}
