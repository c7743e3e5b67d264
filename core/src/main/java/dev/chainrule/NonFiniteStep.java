package dev.chainrule;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Node;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.SourceLine;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Trace;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Gates;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One computation of a run that is looked into: an operation of the function, or of its backward pass.
///
/// @param order   increases with time
/// @param kind    what of the node it computes
/// @param node    the operation, or the one whose gradient it is
/// @param sources what it reads, in the order in which blame is looked for: the cotangent before the values of the forward pass
/// @param results what it computes
record NonFiniteStep(long order, Kind kind, Node node, List<List<Value>> sources, List<Value> results) {
  /// Every step of a backward pass comes after all of the forward pass, whose steps are ordered by their nodes' identities.
  private static final long BACKWARD = Long.MAX_VALUE / 2;

  enum Kind { FORWARD, BACKWARD, FORK }

  static NonFiniteStep forward(Node node) {
    return new NonFiniteStep(node.id(), Kind.FORWARD, node, List.of(List.of(node.inputs())), List.of(node.outputs()));
  }

  static NonFiniteStep backward(int number, Node node, @Nullable Value[] upstream, Value downstream) {
    List<Value> primals = Stream.of(node.inputs(), node.outputs()).flatMap(Arrays::stream).toList();
    return new NonFiniteStep(BACKWARD + number, Kind.BACKWARD, node,
        List.of(Arrays.stream(upstream).filter(Objects::nonNull).toList(), primals), List.of(downstream));
  }

  /// Where a value was read more than once, and the gradients add up.
  static NonFiniteStep fork(int number, Node node, List<Value> parts, Value sum) {
    return new NonFiniteStep(BACKWARD + number, Kind.FORK, node, List.of(List.copyOf(parts)), List.of(sum));
  }

  String pass() {
    return kind == Kind.FORWARD ? "forward" : "backward";
  }

  /// The operation as the user called it; where it is composed of others, that is the whole.
  String operation() {
    String name = node.called() == null ? node.primitive().name() : node.called();
    return kind != Kind.FORK ? name : isIdentity() ? "sum of the gradients" : "sum of the gradients of " + name;
  }

  /// For a path: the operation with its line.
  String named() {
    String line = node.line() == null ? "" : " (" + node.line() + ")";
    return (kind == Kind.BACKWARD ? "gradient of " : "") + operation() + line;
  }

  @Nullable SourceLine line() {
    return node.line();
  }

  List<String> iterations() {
    return Trace.iterationsOf(node);
  }

  /// Whether it is all of the operation that was called, not a part of a composed one.
  boolean isWhole() {
    return node.called() == null || node.called().equals(node.primitive().name());
  }

  /// Whether it only hands on what it is given, or is nothing that the user called.
  boolean isSilent() {
    return kind != Kind.FORK && (isIdentity() || node.called() == null && isPlumbing());
  }

  /// What derivative rules and composed operations are made of.
  private boolean isPlumbing() {
    return node.primitive() == Gates.STOP_GRADIENT || node.primitive() == Gates.ZERO_TIMES || node.primitive() instanceof Broadcast;
  }

  /// An input of a derivative is recorded as the identity.
  private boolean isIdentity() {
    return node.primitive() == Gates.IDENTITY;
  }

  /// What to show of what it read: the operation's inputs, and in the backward pass the cotangents.
  List<Value> operands() {
    return kind == Kind.BACKWARD ? Stream.concat(Arrays.stream(node.inputs()), sources.getFirst().stream()).toList() : sources.getFirst();
  }

  /// Whether each element of a result depends on the elements at its own place only.
  boolean isElementwise() {
    return kind == Kind.FORK || node.primitive() instanceof Pointwise;
  }

  /// The elements of a source that these elements of a result depend on, or more where that is not known.
  BitSet dependence(Value source, Value result, BitSet elements) {
    if (isElementwise()) {
      return source.shape().equals(result.shape()) ? chosen(source, elements) : all(source);
    }
    int input = List.of(node.inputs()).indexOf(source);
    if (kind == Kind.FORWARD && node.primitive() instanceof Structural structural && structural.partial(input) instanceof Partial.Linear linear) {
      return nonZero(linear.transpose().apply(plain(node.inputs()), indicator(result, elements)));
    }
    return all(source);
  }

  /// A choice reads one of two inputs at each place.
  private BitSet chosen(Value source, BitSet elements) {
    BitSet result = (BitSet) elements.clone();
    if (kind == Kind.FORWARD && node.primitive() == Gates.WHERE && node.input(1) != node.input(2)) {
      Array condition = node.input(0).array();
      boolean whenTrue = source == node.input(1);
      elements.stream().filter(i -> condition.getDouble(i) != 0 != whenTrue).forEach(result::clear);
    }
    return result;
  }

  /// The inputs with 1 in place of every number, so that a linear map of one shows which elements it reads.
  private static Value[] plain(Value[] inputs) {
    return Arrays.stream(inputs)
        .map(x -> x.dtype().isFloating() ? Literal.ones(x.type()) : Value.constant(x.array())).toArray(Value[]::new);
  }

  private static Value indicator(Value like, BitSet elements) {
    Array indicator = Array.allocate(like.type());
    elements.stream().forEach(i -> indicator.setDouble(i, 1));
    return Value.constant(indicator);
  }

  private static BitSet nonZero(Value value) {
    BitSet found = new BitSet();
    for (int i = 0; i < value.shape().size(); i++) {
      found.set(i, value.array().getDouble(i) != 0);
    }
    return found;
  }

  private static BitSet all(Value value) {
    BitSet all = new BitSet();
    all.set(0, value.shape().size());
    return all;
  }
}
