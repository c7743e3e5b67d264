package dev.chainrule.nn.optimize;

import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;

/// The tensors of a tree that optimisers work on: integers and truth values do not descend, and what is [Untrained] must
/// not.
final class TrainedLeaves {
  private TrainedLeaves() {}

  /// For each tensor, whether it is one of them.
  static List<Boolean> which(Object tree) {
    Iterator<Boolean> untrained = Tree.within(Untrained.class, tree).iterator();
    return Tree.leaves(tree).stream().map(leaf -> !untrained.next() && leaf.dtype().isFloating()).toList();
  }

  static List<Tensor> of(Object tree) {
    return Untrained.parametersOf(tree);
  }

  /// Zeros like them.
  static List<Tensor> zeros(Object tree) {
    return of(tree).stream().map(Tensor::zerosLike).toList();
  }

  /// The tree with these in place of its own.
  static <P> P replace(P tree, List<Tensor> trained) {
    Iterator<Boolean> isTrained = which(tree).iterator();
    Iterator<Tensor> next = trained.iterator();
    return Tree.map(tree, leaf -> isTrained.next() ? next.next() : leaf);
  }

  /// The function of each pair.
  static List<Tensor> zip(List<Tensor> first, List<Tensor> second, BinaryOperator<Tensor> function) {
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      results.add(function.apply(first.get(i), second.get(i)));
    }
    return results;
  }

  /// The mean that follows: so much of the past, and of what is now the rest.
  static Tensor mix(Tensor past, Tensor now, double share) {
    return past.times(share).plus(now.times(1 - share));
  }

  /// Directions to which a share of the parameters is added, of those that a mask means.
  static List<Tensor> decayed(List<Tensor> directions, Object parameters, double decay, Mask mask) {
    if (decay == 0) {
      return directions;
    }
    List<Boolean> included = Mask.of(mask, parameters);
    List<Tensor> places = of(parameters);
    return IntStream.range(0, places.size())
        .mapToObj(i -> included.get(i) ? directions.get(i).plus(places.get(i).times(decay)) : directions.get(i)).toList();
  }
}
