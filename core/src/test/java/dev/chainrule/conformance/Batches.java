package dev.chainrule.conformance;

import static dev.chainrule.Chainrule.vmap;

import dev.chainrule.BatchAxes;
import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/// A function of examples, against a loop over them: these along the first axis of every input, along the last, and
/// with each input in turn the same for all.
final class Batches {
  private static final int EXAMPLES = 3;

  private final Function<List<Tensor>, List<Tensor>> f;
  private final List<List<Tensor>> examples;
  private final ToDoubleBiFunction<List<Tensor>, List<Tensor>> error;

  /// @param error how far results are from others
  Batches(Function<List<Tensor>, List<Tensor>> f, List<Tensor> x, ToDoubleBiFunction<List<Tensor>, List<Tensor>> error) {
    this.f = f;
    this.examples = IntStream.range(0, EXAMPLES).mapToObj(example -> x.stream().map(input -> varied(input, example)).toList()).toList();
    this.error = error;
  }

  /// Floating numbers somewhat larger; integers and truth in another order, a single one smaller, so that indices stay
  /// where they may be.
  private static Tensor varied(Tensor x, int example) {
    if (x.dtype().isFloating()) {
      return x.times(1 + 0.02 * example);
    }
    if (x.dtype().isInteger() && x.rank() == 0) {
      return x.minus(example).maximum(x.minimum(0));
    }
    return x.size() == 0 ? x : x.flatten().roll(example, 0).reshape(x.shape().extents());
  }

  /// The worst error of all ways to batch.
  double worst() {
    int inputs = examples.getFirst().size();
    double worst = Math.max(error(Collections.nCopies(inputs, 0), 0), error(Collections.nCopies(inputs, -1), -1));
    for (int i = 0; inputs > 1 && i < inputs; i++) {
      List<Integer> axes = new ArrayList<>(Collections.nCopies(inputs, 0));
      axes.set(i, BatchAxes.NONE);
      worst = Math.max(worst, error(axes, 0));
    }
    return worst;
  }

  private double error(List<Integer> axes, int output) {
    List<Tensor> batch = IntStream.range(0, axes.size()).mapToObj(i -> axes.get(i) == BatchAxes.NONE
        ? examples.getFirst().get(i)
        : Functions.stack(axes.get(i), examples.stream().map(example -> example.get(i)).toList())).toList();
    List<Tensor> together = vmap(f, new BatchAxes(axes, List.of(output))).apply(batch);
    double worst = 0;
    for (int example = 0; example < EXAMPLES; example++) {
      int number = example;
      List<Tensor> alone = f.apply(IntStream.range(0, axes.size())
          .mapToObj(i -> examples.get(axes.get(i) == BatchAxes.NONE ? 0 : number).get(i)).toList());
      worst = Math.max(worst, error.applyAsDouble(together.stream().map(result -> result.moveAxis(output, 0).get(number)).toList(), alone));
    }
    return worst;
  }
}
