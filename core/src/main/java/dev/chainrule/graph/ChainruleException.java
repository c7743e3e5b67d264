package dev.chainrule.graph;

import org.jspecify.annotations.Nullable;

/// The root of the errors that Chainrule reports. Each message names the operation in brackets, what it
/// was given, and the remedy.
///
/// Printed as a whole, as an uncaught error is, it ends with the user's line. The message alone has no line unless it
/// speaks of two of them: programs show it to people who did not write the code.
public abstract sealed class ChainruleException extends RuntimeException
    permits ShapeException, DTypeException, TraceException, DifferentiationException, StructureException, ElementException,
    PrimitiveException {
  private final transient @Nullable SourceLine line;

  /// An error in the name of the operation that the user called, whichever found it.
  ChainruleException(String message) {
    Caller caller = Caller.find();
    super(caller.name(message));
    line = caller.line();
  }

  /// An error with just this text.
  ChainruleException(String message, @Nullable SourceLine line) {
    super(message);
    this.line = line;
  }

  /// The line of the user's program that led here, where it is known.
  public @Nullable SourceLine line() {
    return line;
  }

  @Override
  public String toString() {
    String text = super.toString();
    return line == null || text.contains(line.toString()) ? text : text + " (at " + line + ")";
  }
}
