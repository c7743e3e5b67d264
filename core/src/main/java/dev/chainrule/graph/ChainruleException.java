package dev.chainrule.graph;

/// The root of the errors that Chainrule reports. Each message names the operation in brackets, what it
/// was given, and the remedy.
public abstract sealed class ChainruleException extends RuntimeException
    permits ShapeException, DTypeException, TraceException, DifferentiationException, StructureException, ElementException,
    PrimitiveException {
  ChainruleException(String message) {
    super(message);
  }
}
