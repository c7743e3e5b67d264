package dev.chainrule.expression;

import dev.chainrule.Tensor;

/// Hears what the steps of a formula are called.
@FunctionalInterface
public interface Naming {
  /// Takes a step's name, and gives what to go on with in its place.
  Tensor name(String name, Tensor step);
}
