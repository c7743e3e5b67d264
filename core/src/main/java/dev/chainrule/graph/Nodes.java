package dev.chainrule.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/// Walks over recorded nodes. Nothing here recurses: a chain of a million nodes fits the default stack.
final class Nodes {
  private Nodes() {}

  /// The nodes that the values depend on and that pass the test, in the order of their recording; the walk
  /// does not go behind those that fail it. None that pass may be older than `from`.
  static List<Node> reachable(Collection<Value> values, long from, Predicate<Node> inside) {
    NodeSet seen = new NodeSet(from);
    Deque<Node> open = new ArrayDeque<>();
    values.forEach(value -> visit(value, inside, seen, open));
    List<Node> result = new ArrayList<>();
    while (!open.isEmpty()) {
      Node node = open.pop();
      result.add(node);
      for (int i = 0; i < node.inputCount(); i++) {
        visit(node.input(i), inside, seen, open);
      }
    }
    result.sort(Comparator.comparingLong(Node::id));
    return result;
  }

  private static void visit(Value value, Predicate<Node> inside, NodeSet seen, Deque<Node> open) {
    Node node = value.node();
    if (node != null && inside.test(node) && seen.add(node)) {
      open.push(node);
    }
  }
}
