package dev.chainrule.nn.optimize;

import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import java.util.Iterator;

/// What an [Optimizer] gives.
///
/// {@snippet :
/// Sgd sgd = new Sgd(0.1);
/// Update<Tensor, Sgd.State> update = sgd.update(Tensor.of(4.0), sgd.init(Tensor.of(1.0)), Tensor.of(1.0));
/// System.out.println(update.applyTo(Tensor.of(1.0))); // F64 0.6
/// }
///
/// @param change what to add to the parameters
/// @param state  what the next step is given
public record Update<P, S>(P change, S state) {
  /// The parameters after the step; integer and Bool tensors, and what is [Untrained], as they are here.
  public P applyTo(P parameters) {
    Iterator<Boolean> trained = TrainedLeaves.which(parameters).iterator();
    return Tree.map(parameters, change, (Tensor p, Tensor dp) -> trained.next() ? p.plus(dp) : p);
  }
}
