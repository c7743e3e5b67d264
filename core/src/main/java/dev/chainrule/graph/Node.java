package dev.chainrule.graph;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// An operation that a trace recorded: a primitive, its inputs and its results. Identity counts, so this is no
/// record: a record's hash code would walk the whole graph behind the inputs.
public final class Node {
  private static final AtomicLong IDENTITIES = new AtomicLong();

  private final long id = nextIdentity();
  private final Primitive primitive;
  private final Value[] inputs;
  private final Value[] outputs;
  private final Trace trace;
  private final @Nullable Trace typeOnly;
  private final Caller caller;

  Node(Primitive primitive, Value[] inputs, List<Type> types, Array @Nullable [] arrays, Trace trace,
      @Nullable Trace typeOnly, Caller caller) {
    this.primitive = primitive;
    this.inputs = inputs;
    this.trace = trace;
    this.typeOnly = typeOnly;
    this.caller = caller;
    this.outputs = new Value[types.size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = new Value(types.get(i), arrays == null ? null : arrays[i], this, i);
    }
  }

  static long nextIdentity() {
    return IDENTITIES.incrementAndGet();
  }

  /// Increases with time, so that sorting by it is a topological order.
  public long id() {
    return id;
  }

  public Primitive primitive() {
    return primitive;
  }

  public int inputCount() {
    return inputs.length;
  }

  public Value input(int i) {
    return inputs[i];
  }

  /// The inputs, as a new array.
  public Value[] inputs() {
    return inputs.clone();
  }

  public int outputCount() {
    return outputs.length;
  }

  public Value output(int i) {
    return outputs[i];
  }

  /// The results, as a new array.
  public Value[] outputs() {
    return outputs.clone();
  }

  /// The oldest trace that was open and that this depends on.
  Trace trace() {
    return trace;
  }

  /// The newest type-only trace without a region (vmap, transposition) that this depends on.
  @Nullable Trace typeOnly() {
    return typeOnly;
  }

  /// Where in the user's program this was recorded; known in type-only traces.
  public @Nullable SourceLine line() {
    return caller.line();
  }

  /// The method of [Operations] that the user called there; known where the line is, if it was one.
  public @Nullable String called() {
    return caller.operation();
  }
}
