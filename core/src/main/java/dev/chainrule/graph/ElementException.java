package dev.chainrule.graph;

/// The elements given or asked for do not exist: a wrong number of them, or an index out of range.
public final class ElementException extends ChainruleException {
  /// An error with the text that the user reads.
  public ElementException(String message) {
    super(message);
  }
}
