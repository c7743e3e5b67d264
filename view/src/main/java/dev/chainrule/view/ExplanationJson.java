package dev.chainrule.view;

/// An explanation for machines: one JSON object on one line.
public final class ExplanationJson {
  private ExplanationJson() {}

  /// The backward pass after the forward pass.
  public static String of(Explanation explanation) {
    return explanation.value().toString();
  }


  /// The derivative in either mode.
  public static String of(Explanation explanation, Mode mode) {
    return of(explanation);
  }
}
