package dev.chainrule.bench;

/// A measurement that cannot be taken as asked for.
public final class BenchmarkException extends RuntimeException {
  /// An error with the text that the user reads.
  public BenchmarkException(String message) {
    super(message);
  }
}
