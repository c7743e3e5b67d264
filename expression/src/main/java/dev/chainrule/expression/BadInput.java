package dev.chainrule.expression;

/// What the user gave cannot be used. The message is one line that says what is wrong and how to mend it; the command
/// prints it and ends with exit code 2.
public final class BadInput extends RuntimeException {
  public BadInput(String message) {
    super(message);
  }

  public BadInput(String message, Throwable cause) {
    super(message, cause);
  }
}
