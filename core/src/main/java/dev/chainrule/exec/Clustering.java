package dev.chainrule.exec;

import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.Sum;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Divides a graph's steps into clusters, in one walk: each pointwise step joins the newest cluster of its shape
/// that computes or reads one of its inputs, unless that cluster waits for something that waits for it.
final class Clustering {
  /// How many clusters of one shape are tried.
  private static final int TRIED = 6;

  private final Graph graph;
  private final List<Cluster> clusters = new ArrayList<>();
  /// The cluster that computes each slot; none for parameters and literals.
  private final @Nullable Cluster[] makers;
  private final Map<Shape, Deque<Cluster>> open = new HashMap<>();
  /// How many clusters were looked at in the search for those that wait.
  private long visits;

  private Clustering(Graph graph) {
    this.graph = graph;
    this.makers = new Cluster[graph.slots()];
  }

  /// The clusters, in an order in which they can run. Literals are in none: they are known without running.
  static List<Cluster> of(Graph graph) {
    return placed(graph).inOrder();
  }

  /// How much work the search for clusters that wait is.
  static long visits(Graph graph) {
    return placed(graph).visits;
  }

  private static Clustering placed(Graph graph) {
    Clustering clustering = new Clustering(graph);
    for (int position = 0; position < graph.steps().size(); position++) {
      Graph.Step step = graph.steps().get(position);
      if (!(step.primitive() instanceof Literal)) {
        clustering.place(step, position);
      }
    }
    return clustering;
  }

  private void place(Graph.Step step, int position) {
    Cluster cluster = null;
    if (step.primitive() instanceof Pointwise) {
      cluster = pointwise(step, position);
    } else if (step.primitive() instanceof Sum sum) {
      cluster = sum(step, sum);
    }
    if (cluster == null) {
      cluster = new Cluster(graph, step, position);
      clusters.add(cluster);
    }
    for (int slot : step.inputs()) {
      if (makers[slot] != null) {
        cluster.reads(makers[slot]);
      }
    }
    for (int i = 0; i < step.count(); i++) {
      makers[step.first() + i] = cluster;
    }
  }

  private Cluster pointwise(Graph.Step step, int position) {
    Deque<Cluster> candidates = open.computeIfAbsent(graph.type(step.first()).shape(), shape -> new ArrayDeque<>());
    Cluster found = null;
    for (Cluster candidate : candidates) {
      if (found == null && candidate.fits(step) && candidate.touches(step)
          && !waitsFor(step, candidate)) {
        found = candidate;
      }
    }
    if (found != null) {
      found.add(step);
    } else {
      found = new Cluster(graph, step, position);
      clusters.add(found);
      candidates.addFirst(found);
      if (candidates.size() > TRIED) {
        candidates.removeLast();
      }
    }
    return found;
  }

  /// The cluster that computes what is summed, if its elements come in the order of the runs.
  private @Nullable Cluster sum(Graph.Step step, Sum sum) {
    int slot = step.inputs().getFirst();
    Cluster maker = makers[slot];
    if (maker == null) {
      return null;
    }
    // A sum over no axes has the cluster's shape: what reads it could join, and would read it before it is there.
    boolean fuses = maker.isFused()
        && !sum.axes().isEmpty()
        && graph.type(slot).dtype().isFloating()
        && graph.type(slot).dtype() == maker.number()
        && Reductions.areLast(sum.axes(), graph.type(slot).shape());
    if (!fuses) {
      return null;
    }
    maker.addSum(step);
    return maker;
  }

  /// Whether the cluster has to run before something that the step reads.
  private boolean waitsFor(Graph.Step step, Cluster cluster) {
    Set<Cluster> seen = new HashSet<>();
    Deque<Cluster> next = new ArrayDeque<>();
    for (int slot : step.inputs()) {
      if (makers[slot] != null && makers[slot] != cluster) {
        next.add(makers[slot]);
      }
    }
    while (!next.isEmpty()) {
      Cluster reader = next.pop();
      if (reader == cluster) {
        return true;
      }
      if (reader.level() > cluster.level() && seen.add(reader)) {
        visits++;
        next.addAll(reader.reads());
      }
    }
    return false;
  }

  /// Sorts: whatever reads comes after what it reads, and else the earlier step first.
  private List<Cluster> inOrder() {
    Map<Cluster, List<Cluster>> readers = new LinkedHashMap<>();
    Map<Cluster, Integer> missing = new HashMap<>();
    PriorityQueue<Cluster> ready = new PriorityQueue<>(Comparator.comparingInt(Cluster::first));
    for (Cluster cluster : clusters) {
      missing.put(cluster, cluster.reads().size());
      cluster.reads().forEach(read -> readers.computeIfAbsent(read, none -> new ArrayList<>()).add(cluster));
      if (cluster.reads().isEmpty()) {
        ready.add(cluster);
      }
    }
    List<Cluster> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      Cluster cluster = ready.poll();
      order.add(cluster);
      for (Cluster reader : readers.getOrDefault(cluster, List.of())) {
        if (missing.merge(reader, -1, Integer::sum) == 0) {
          ready.add(reader);
        }
      }
    }
    if (order.size() != clusters.size()) {
      throw new AssertionError("clusters that wait for each other in\n" + graph);
    }
    return order;
  }
}
