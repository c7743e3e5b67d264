package dev.chainrule.nn.train;

import dev.chainrule.Tree;

/// Where training stands: the tensors, and the progress.
///
/// Its tensors are consumed by the next step, which works in their memory. Who wants to keep them saves them, or has the
/// [Trainer] stop.
///
/// @param state    what the steps change
/// @param progress how far it has come
public record Training<P, S>(State<P, S> state, Progress progress) {
  /// What the steps change.
  ///
  /// @param model     the model, with all that its layers remember
  /// @param optimizer what the optimiser remembers
  public record State<P, S>(P model, S optimizer) {}

  /// The model as it is now.
  public P model() {
    return state.model;
  }

  /// Whether all floating numbers of the model are finite: then it is worth keeping.
  public boolean isFinite() {
    return Tree.leaves(state.model).stream().allMatch(w -> !w.dtype().isFloating() || w.isFinite().all().toBooleans()[0]);
  }
}
