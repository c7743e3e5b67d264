package dev.chainrule.conformance;

/// A reference vector that cannot be read.
public final class VectorException extends RuntimeException {
  /// An error with the text that the user reads.
  public VectorException(String message) {
    super(message);
  }
}
