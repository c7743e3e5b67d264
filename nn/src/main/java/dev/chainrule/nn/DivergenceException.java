package dev.chainrule.nn;

/// Training left the finite numbers, and would never come back.
///
/// {@snippet :
/// DivergenceException e = new DivergenceException("the loss is NaN after epoch 3; lower the rate");
/// System.out.println(e.getMessage()); // the loss is NaN after epoch 3; lower the rate
/// }
public final class DivergenceException extends RuntimeException {
  /// An error with the text that the user reads.
  public DivergenceException(String message) {
    super(message);
  }
}
