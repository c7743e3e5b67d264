package dev.chainrule.nn;

/// Training left the finite numbers, and would never come back.
public final class DivergenceException extends RuntimeException {
  /// An error with the text that the user reads.
  public DivergenceException(String message) {
    super(message);
  }
}
