package dev.chainrule.graph;

/// A primitive was asked for something that it does not have, such as a form in Java source.
public final class PrimitiveException extends ChainruleException {
  /// An error with the text that the user reads.
  public PrimitiveException(String message) {
    super(message, SourceLine.ofCaller());
  }
}
