package dev.chainrule.graph;

/// Shapes or axes do not fit the operation.
public final class ShapeException extends ChainruleException {
  /// An error with the text that the user reads.
  public ShapeException(String message) {
    super(message);
  }
}
