package dev.chainrule.nn.optimize;

import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import java.util.List;
import java.util.stream.IntStream;

/// A record whose tensors are facts and no parameters: running statistics, layers that are to stay as they are. Whatever
/// optimiser there is, whatever decay or penalty, they are left alone. Gradients still go through them to what comes before,
/// unless the record says [Tensor#stopGradient].
///
/// {@snippet :
/// record Mean(Tensor of) implements Untrained {}
/// record Model(Tensor w, Mean mean) {}
/// Model model = new Model(Tensor.of(1.0), new Mean(Tensor.of(2.0)));
/// AdamW optimizer = new AdamW(0.5, 0.5);
/// Model next = optimizer.update(model, optimizer.init(model), model).applyTo(model);
/// System.out.println(next.w().item() < 1 && next.mean().of().item() == 2); // true
/// }
public interface Untrained {
  /// The tensors of a tree that are parameters: floating, and not in a record of this kind.
  static List<Tensor> parametersOf(Object tree) {
    List<Tensor> leaves = Tree.leaves(tree);
    List<Boolean> trained = TrainedLeaves.which(tree);
    return IntStream.range(0, leaves.size()).filter(trained::get).mapToObj(leaves::get).toList();
  }
}
