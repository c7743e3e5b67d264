package dev.chainrule.graph;

import java.util.List;

/// An operation that graphs are made of. The three kinds are closed, their members are open: a new
/// primitive is a row of a table ([Pointwise]) or a record ([Structural]) that states everything about
/// itself, and no other file changes.
public sealed interface Primitive permits Differentiable, Control {
  /// The name that errors, pictures and printed graphs use.
  String name();

  /// The types of the results for inputs of these types.
  ///
  /// @throws ChainruleException saying what does not fit and how to mend it
  List<Type> infer(List<Type> x);

  /// What it does to the gradient.
  Gate gate();

  /// Applies it: the one result, or the first of several.
  default Value on(Value... x) {
    return Recorder.apply(this, x);
  }

  /// Applies it: all results.
  default Value[] allOn(Value... x) {
    return Recorder.applyAll(this, x);
  }
}
