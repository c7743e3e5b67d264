package dev.chainrule.graph;

import java.util.List;

/// Computes on arrays. The rooms below know that there is one; the execution provides it.
public interface Evaluator {
  /// The results of a primitive.
  ///
  /// @param x the inputs' elements
  /// @param y the types of the results, as the primitive inferred them
  Array[] evaluate(Primitive primitive, Array[] x, List<Type> y);

  /// The result of a pointwise kernel.
  Array evaluate(ScalarProgram program, Array[] x, Type y);

  /// Makes a whole graph ready to run. The graph is taken as it is: simplify it first.
  Program compile(Graph graph);

  /// How many threads work on one computation at most, the calling one included.
  int threads();

  /// Lets so many threads work on one computation at most. Results do not depend on it.
  ///
  /// @throws IllegalArgumentException if there were none
  void threads(int most);
}
