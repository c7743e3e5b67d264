package dev.chainrule.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The nodes that lie on a way from some inputs to some outputs, in the order of their recording: all that
/// a derivative has to visit. What the inputs do not reach is not here, and is not differentiated.
public final class Path {
  /// A node, and which of its inputs depend on the path's inputs.
  public record Stop(Node node, boolean[] active) {}

  private final List<Stop> stops;

  private Path(List<Stop> stops) {
    this.stops = stops;
  }

  /// Whether a node counts as depending on its input number i.
  private interface Dependence {
    boolean holds(Node node, int i);
  }

  /// The path between values that were recorded as inputs and all that was computed from them.
  public static Path between(Collection<Value> inputs, Collection<Value> outputs) {
    return between(inputs, outputs, (node, i) -> true);
  }

  /// The part of the path along which derivatives pass: what the inputs reach only through comparisons, integers or
  /// other cuts is not there.
  public static Path differentiable(Collection<Value> inputs, Collection<Value> outputs) {
    return between(inputs, outputs, Path::passesDerivative);
  }

  private static boolean passesDerivative(Node node, int i) {
    return node.input(i).dtype().isFloating() && switch (node.primitive()) {
      case Differentiable stated -> !(stated.partial(i) instanceof Partial.Cut);
      case Control control -> true;
    };
  }

  private static Path between(Collection<Value> inputs, Collection<Value> outputs, Dependence dependence) {
    long from = inputs.stream().mapToLong(input -> input.node().id()).min().orElse(Long.MAX_VALUE);
    NodeSet sources = new NodeSet(from);
    NodeSet dependent = new NodeSet(from);
    for (Value input : inputs) {
      sources.add(input.node());
      dependent.add(input.node());
    }
    List<Stop> stops = new ArrayList<>();
    for (Node node : Nodes.reachable(outputs, from, node -> node.id() > from && !sources.contains(node))) {
      boolean[] active = new boolean[node.inputCount()];
      boolean any = false;
      for (int i = 0; i < active.length; i++) {
        Value x = node.input(i);
        active[i] = x.node() != null && dependent.contains(x.node()) && dependence.holds(node, i);
        any |= active[i];
      }
      if (any) {
        dependent.add(node);
        stops.add(new Stop(node, active));
      }
    }
    return new Path(stops);
  }

  public int length() {
    return stops.size();
  }

  public Stop stop(int index) {
    return stops.get(index);
  }

  /// The stop, which the path forgets, so that what only it still needs can be released.
  public Stop take(int index) {
    return stops.set(index, null);
  }

  /// All stops, first to last.
  public List<Stop> stops() {
    return List.copyOf(stops);
  }
}
