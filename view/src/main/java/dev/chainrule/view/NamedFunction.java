package dev.chainrule.view;

import dev.chainrule.Tensor;

/// A function of named inputs: what an explanation can call by the names that its reader uses.
///
/// {@snippet :
/// NamedFunction f = scope -> {
///   Tensor q = scope.name("q", scope.input("x").plus(scope.input("y")));
///   return scope.name("f", q.times(scope.input("z")));
/// };
/// }
@FunctionalInterface
public interface NamedFunction {
  /// The result, from the inputs that the scope has; it may name what it computes on the way.
  Tensor apply(Scope scope);
}
