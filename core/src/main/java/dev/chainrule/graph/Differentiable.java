package dev.chainrule.graph;

/// A primitive that states how its results depend on each input. The others, which hold graphs, are differentiated by deriving
/// these.
public sealed interface Differentiable extends Primitive permits Pointwise, Structural {
  /// How the results depend on input number `argument`.
  Partial partial(int argument);
}
