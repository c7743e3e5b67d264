package dev.chainrule.view;

/// Which derivative an explanation shows: both come to the same gradient.
public enum Mode {
  /// Backward from the result: one sweep for all inputs.
  REVERSE,
  /// Forward from the inputs: one sweep for each.
  FORWARD
}
