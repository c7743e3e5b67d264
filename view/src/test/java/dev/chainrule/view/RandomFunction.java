package dev.chainrule.view;

import static dev.chainrule.Functions.concat;
import static dev.chainrule.Functions.where;

import dev.chainrule.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// A scalar function of a scalar, a vector of 3 and a 3×3 matrix, composed at random; the same for the same seed.
record RandomFunction(long seed, int steps) implements Function<List<Tensor>, Tensor> {
  @Override
  public Tensor apply(List<Tensor> inputs) {
    Random random = new Random(seed);
    List<Tensor> known = new ArrayList<>(inputs);
    for (int i = 0; i < steps; i++) {
      known.add(step(random, known));
    }
    return known.subList(inputs.size(), known.size()).stream().map(Tensor::mean).reduce(Tensor::plus).orElseThrow();
  }

  private static Tensor step(Random random, List<Tensor> known) {
    Tensor a = known.get(random.nextInt(known.size()));
    Tensor b = known.get(random.nextInt(known.size()));
    return switch (random.nextInt(22)) {
      case 0 -> a.plus(b);
      case 1 -> a.minus(b);
      case 2 -> a.times(b);
      case 3 -> a.div(b.square().plus(1));
      case 4 -> a.sin();
      case 5 -> a.tanh();
      case 6 -> a.sigmoid();
      case 7 -> a.maximum(b);
      case 8 -> a.minimum(0.5);
      case 9 -> a.relu();
      case 10 -> a.abs().sqrt();
      case 11 -> where(a.lt(b), a.times(2), b);
      case 12 -> a.square().plus(0.1).log();
      case 13 -> a.rank() == 2 && b.rank() > 0 ? a.matmul(b) : a.neg();
      case 14 -> a.rank() > 0 ? a.sum(0) : a.cos();
      case 15 -> a.rank() > 0 ? a.max(a.rank() - 1) : a.atan();
      case 16 -> a.rank() == 2 ? a.transpose() : a.softplus();
      case 17 -> a.rank() > 0 ? a.softmax(0) : a.exp().minimum(3);
      case 18 -> a.rank() > 0 ? concat(0, a.slice(0, 0, 1), a.slice(0, 1, 3).flip(0)) : a.stopGradient().times(b);
      case 19 -> a.rank() > 0 ? a.take(Tensor.of(2).broadcastTo(3), 0) : a.pow(3).minimum(2);
      case 20 -> a.rank() > 0 ? a.cumSum(0).times(0.3) : a.floor().plus(a);
      default -> a.rank() > 0 ? a.prod(0) : a.softplus();
    };
  }
}
