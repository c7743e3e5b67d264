package dev.chainrule.graph;

/// Element types do not fit the operation: there is no silent promotion.
public final class DTypeException extends ChainruleException {
  /// An error with the text that the user reads.
  public DTypeException(String message) {
    super(message);
  }
}
