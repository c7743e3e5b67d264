package dev.chainrule.view;

/// The graph as Graphviz draws it.
public final class ExplanationDot {
  private ExplanationDot() {}

  /// The text.
  public static String of(Explanation explanation) {
    return explanation.value().toString();
  }
}
