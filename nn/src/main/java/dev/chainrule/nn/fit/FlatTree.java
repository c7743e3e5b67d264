package dev.chainrule.nn.fit;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.StructureException;
import dev.chainrule.nn.optimize.Untrained;
import java.util.Iterator;
import java.util.List;

/// The parameters of a tree as one vector, F64[n].
final class FlatTree<P> {
  private final P tree;

  FlatTree(P tree) {
    this.tree = tree;
  }

  /// Where a minimiser begins.
  double[] start(String minimizer) {
    List<Tensor> parameters = Untrained.parametersOf(tree);
    if (parameters.isEmpty()) {
      throw new StructureException("[%s] a %s has no floating tensors to fit".formatted(minimizer, tree.getClass().getSimpleName()));
    }
    double[] start = Functions.concat(0, parameters.stream().map(p -> p.to(DType.F64).flatten()).toList()).toDoubles();
    for (double number : start) {
      if (!Double.isFinite(number)) {
        throw new ElementException("[%s] a parameter is %s at the start; begin with finite numbers".formatted(minimizer, number));
      }
    }
    return start;
  }

  P rebuild(double[] flat) {
    return rebuild(Tensor.of(flat));
  }

  P rebuild(Tensor flat) {
    Iterator<Boolean> untrained = Tree.within(Untrained.class, tree).iterator();
    int[] next = {0};
    return Tree.map(tree, leaf -> {
      if (untrained.next() || !leaf.dtype().isFloating()) {
        return leaf;
      }
      int from = next[0];
      next[0] += leaf.size();
      return flat.slice(0, from, next[0]).reshape(leaf.shape()).to(leaf.dtype());
    });
  }
}
