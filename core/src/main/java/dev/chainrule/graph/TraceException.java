package dev.chainrule.graph;

import org.jspecify.annotations.Nullable;

/// A value was asked of a tensor that has none, or a tensor was used outside the trace that it belongs to.
public final class TraceException extends ChainruleException {
  /// An error with the text that the user reads.
  public TraceException(String message) {
    super(message, SourceLine.ofCaller());
  }

  static TraceException valueOfTypeOnly(Value value) {
    Node node = value.node();
    Trace trace = traceOf(node);
    if (!trace.isOpen()) {
      return leaked("value", value);
    }
    return new TraceException(
        ("[%s] the value of %s was asked for%s, but a trace for %s knows types only, so that one trace serves"
                + " all inputs. Choose between values with where, or between computations with cond; loop with scan;"
                + " or leave %s out while debugging")
            .formatted(trace.purpose(), named(value), at(" at ", SourceLine.ofCaller()), trace.purpose(), trace.purpose()));
  }

  static TraceException leaked(String operation, Value value) {
    Trace trace = traceOf(value.node());
    return new TraceException(
        "[%s] a tensor of type %s, traced for %s%s, is used%s, where that trace %s"
            .formatted(operation, value.type(), trace.purpose(), at(" at ", value.node().line()),
                at(" at ", SourceLine.ofCaller()),
                trace.isOpen()
                    ? "is not the current thread's: a trace does not pass to other threads. Use it on the thread that runs the function"
                    : "has finished. Return it from the function instead of storing it"));
  }

  /// What the user called may be composed of others, or be another one turned round: so gt is lt.
  private static String named(Value value) {
    String called = value.node().called();
    return called == null ? value.toString() : value.type() + " of " + called;
  }

  private static Trace traceOf(Node node) {
    return node.typeOnly() != null ? node.typeOnly() : node.trace();
  }

  private static String at(String preposition, @Nullable SourceLine line) {
    return line == null ? "" : preposition + line;
  }
}
