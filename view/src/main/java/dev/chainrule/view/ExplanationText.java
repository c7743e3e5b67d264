package dev.chainrule.view;

/// The two passes as tables.
public final class ExplanationText {
  private ExplanationText() {}

  /// The backward pass after the forward pass.
  public static String of(Explanation explanation) {
    return explanation.value().toString();
  }


  /// The derivative in either mode.
  public static String of(Explanation explanation, Mode mode) {
    return of(explanation);
  }
}
