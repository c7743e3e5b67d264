package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Reshape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Steps of a graph that run together: pointwise ones of one shape and one number type with sums of what they
/// compute, or a single step of any kind.
final class Cluster {
  /// The most scalar instructions. Longer kernels do not pay: their values no longer stay in the first-level cache.
  private static final int LONGEST = 100;

  private final Graph graph;
  private final List<Graph.Step> steps = new ArrayList<>();
  private final List<Graph.Step> sums = new ArrayList<>();
  /// The clusters whose results this one reads.
  private final Set<Cluster> reads = new LinkedHashSet<>();
  private final Set<Cluster> readers = new LinkedHashSet<>();
  private int level;
  private final int first;
  private int lines;
  /// Null as long as there are no numbers, but truth only.
  private @Nullable DType number;

  /// @param position the step's position in the graph
  Cluster(Graph graph, Graph.Step step, int position) {
    this.graph = graph;
    this.first = position;
    add(step);
  }

  void add(Graph.Step step) {
    steps.add(step);
    if (step.primitive() instanceof Pointwise pointwise) {
      lines += pointwise.program().lines().size();
      number = number == null ? number(step) : number;
    }
  }

  /// Adds the sum of a value that is computed here.
  void addSum(Graph.Step step) {
    sums.add(step);
  }

  void reads(Cluster other) {
    if (other != this && reads.add(other)) {
      other.readers.add(this);
      raise(other.level + 1);
    }
  }

  /// Takes over all that another is, which is then in nobody's way any more.
  void absorb(Cluster other) {
    steps.addAll(other.steps);
    steps.sort(Comparator.comparingInt(Graph.Step::first));
    sums.addAll(other.sums);
    lines += other.lines;
    number = number == null ? other.number : number;
    other.reads.forEach(read -> read.readers.remove(other));
    other.readers.forEach(reader -> reader.reads.remove(other));
    other.reads.forEach(this::reads);
    raise(other.level);
    other.readers.forEach(reader -> reader.reads(this));
  }

  /// Puts it, and what reads it, above what it reads.
  private void raise(int least) {
    level = Math.max(level, least);
    Deque<Cluster> raised = new ArrayDeque<>(List.of(this));
    while (!raised.isEmpty()) {
      Cluster below = raised.pop();
      for (Cluster reader : below.readers) {
        if (reader.level <= below.level) {
          reader.level = below.level + 1;
          raised.push(reader);
        }
      }
    }
  }

  /// More than that of each cluster that it reads: whatever is on this level or below waits for it in no way.
  int level() {
    return level;
  }

  /// Whether a pointwise step would fit in by its types and length.
  boolean fits(Graph.Step step) {
    DType theirs = number(step);
    return lines + ((Pointwise) step.primitive()).program().lines().size() <= LONGEST
        && (number == null || theirs == null || number == theirs);
  }

  /// Whether another cluster would fit in by its types and length.
  boolean fits(Cluster other) {
    return isFused() && other.isFused() && shape().equals(other.shape()) && lines + other.lines <= LONGEST
        && (number == null || other.number == null || number == other.number);
  }

  /// The number type of a step; null if all is truth.
  private @Nullable DType number(Graph.Step step) {
    for (int slot : step.inputs()) {
      if (graph.type(slot).dtype() != DType.BOOL) {
        return graph.type(slot).dtype();
      }
    }
    DType result = graph.type(step.first()).dtype();
    return result == DType.BOOL ? null : result;
  }

  /// Whether it is made of pointwise steps.
  boolean isFused() {
    return steps.getFirst().primitive() instanceof Pointwise;
  }

  /// Whether it only looks at an array in another way.
  boolean isView() {
    return steps.getFirst().primitive() instanceof Reshape || steps.getFirst().primitive() instanceof Broadcast;
  }

  /// How many scalar instructions it has.
  int lines() {
    return lines;
  }

  List<Graph.Step> steps() {
    return steps;
  }

  List<Graph.Step> sums() {
    return sums;
  }

  Set<Cluster> reads() {
    return reads;
  }

  /// The position of the first step.
  int first() {
    return first;
  }

  DType number() {
    return number == null ? DType.BOOL : number;
  }

  Shape shape() {
    return graph.type(steps.getFirst().first()).shape();
  }
}
