package dev.chainrule.view;

/// Which derivative an explanation shows: both come to the same gradient.
///
/// {@snippet :
/// String tangents = ExplanationText.of(Explanation.of(x -> x.sin(), Tensor.of(0.0)), Mode.FORWARD);
/// System.out.println(tangents.contains("d/dx")); // true
/// }
public enum Mode {
  /// Backward from the result: one sweep for all inputs.
  REVERSE,
  /// Forward from the inputs: one sweep for each.
  FORWARD
}
