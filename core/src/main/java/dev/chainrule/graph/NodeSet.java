package dev.chainrule.graph;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/// A set of nodes recorded at or after some time, one bit for each: identities are given out in sequence, and a
/// hash set of a million nodes took most of the time of differentiating them.
final class NodeSet {
  private final long from;
  private final BitSet near = new BitSet();
  /// Those recorded more than 2³¹ identities later.
  private final Set<Long> far = new HashSet<>();

  /// @param from the smallest identity that will be added
  NodeSet(long from) {
    this.from = from;
  }

  /// Adds a node; whether it was not there before.
  boolean add(Node node) {
    long offset = node.id() - from;
    if (offset > Integer.MAX_VALUE - 1) {
      return far.add(offset);
    }
    boolean added = !near.get((int) offset);
    near.set((int) offset);
    return added;
  }

  boolean contains(Node node) {
    long offset = node.id() - from;
    if (offset < 0) {
      return false;
    }
    return offset > Integer.MAX_VALUE - 1 ? far.contains(offset) : near.get((int) offset);
  }
}
