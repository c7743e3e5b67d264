package dev.chainrule.graph;

/// A derivative was asked for that does not exist: of an integer, or the gradient of something that is not a scalar.
public final class DifferentiationException extends ChainruleException {
  /// An error with the text that the user reads.
  public DifferentiationException(String message) {
    super(message);
  }
}
