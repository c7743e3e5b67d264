package dev.chainrule.graph;

import org.jspecify.annotations.Nullable;

/// One result of one node: what flows along the edges of a graph. It has elements, unless it stems from a
/// trace that carries types only; it has a node, unless it is a plain constant.
///
/// Values are compared by identity.
public final class Value {
  private final Type type;
  private final @Nullable Array array;
  private final @Nullable Node node;
  private final int index;

  Value(Type type, @Nullable Array array, @Nullable Node node, int index) {
    this.type = type;
    this.array = array;
    this.node = node;
    this.index = index;
  }

  /// A constant with these elements.
  public static Value constant(Array array) {
    return new Value(array.type(), array, null, 0);
  }

  public Type type() {
    return type;
  }

  public Shape shape() {
    return type.shape();
  }

  public DType dtype() {
    return type.dtype();
  }

  /// Whether this value has elements, or is known by its type only.
  public boolean hasElements() {
    return array != null;
  }

  /// The elements.
  ///
  /// @throws TraceException   in a trace that carries types only
  /// @throws ElementException if they were given away
  public Array array() {
    if (array == null) {
      throw TraceException.valueOfTypeOnly(this);
    }
    if (array.consumer() != null) {
      throw new ElementException("[donating] this %s was given away to %s, whose results lie in its memory now; go on with what that gave, or call it without donating()"
          .formatted(type, array.consumer()));
    }
    return array;
  }

  /// Whether the elements were given away.
  public boolean isConsumed() {
    return array != null && array.consumer() != null;
  }

  /// The node whose result this is, or null for a constant.
  public @Nullable Node node() {
    return node;
  }

  /// Which of the node's results this is.
  public int index() {
    return index;
  }

  /// Whether an open trace records what is done with this value.
  boolean isLive() {
    return node != null && node.trace().isOpen();
  }

  /// This value without its history, if no open trace needs that: what is handed out when a trace ends must
  /// not keep its whole graph alive.
  public Value settled() {
    return array == null || node == null || isLive() || Trace.inRegion() ? this : constant(array);
  }

  @Override
  public String toString() {
    return type + (node == null ? "" : " of " + node.primitive().name());
  }
}
