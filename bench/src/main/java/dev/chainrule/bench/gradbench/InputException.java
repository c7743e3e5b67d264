package dev.chainrule.bench.gradbench;

/// A message that cannot be answered as asked, with what is wrong with it.
final class InputException extends RuntimeException {
  InputException(String message) {
    super(message);
  }
}
