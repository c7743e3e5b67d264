package dev.chainrule.view;

import dev.chainrule.graph.Graph;

/// A graph as a Java class that needs nothing but the JDK.
public final class JavaSource {
  private JavaSource() {}

  /// A class whose static method `valueAndGrad` gives the function's value and its gradients.
  public static String of(Explanation explanation, String className) {
    return className;
  }

  /// A class whose static method `run` computes the graph's results from its parameters.
  public static String of(Graph graph, String className) {
    return className;
  }
}
