package dev.chainrule.exec;

import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Sum;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Divides a graph's steps into clusters, in one walk: each pointwise step joins the newest cluster that computes or reads
/// one of its inputs, unless that cluster waits for something that waits for it, and then brings the clusters of its other
/// inputs along. Numbers that are the same for all elements bring nothing together: whatever reads them reads no memory twice.
final class Clustering {
  /// How many clusters are tried.
  private static final int TRIED = 6;

  private final Graph graph;
  private final List<Cluster> clusters = new ArrayList<>();
  /// The cluster that computes each slot; none for parameters and literals.
  private final @Nullable Cluster[] makers;
  /// The clusters that read or compute each slot, of those slots that have an element for each of the data's.
  private final Map<Integer, Set<Cluster>> touching = new HashMap<>();
  /// The slots that repeat one number.
  private final Set<Integer> uniform = new HashSet<>();
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
      boolean repeats = step.primitive() instanceof Broadcast && graph.type(step.inputs().getFirst()).shape().size() == 1;
      if (repeats || step.primitive() instanceof Literal) {
        clustering.uniform.add(step.first());
      }
      if (!(step.primitive() instanceof Literal)) {
        clustering.place(step, position);
      }
    }
    return clustering;
  }

  private void place(Graph.Step step, int position) {
    Cluster cluster = null;
    if (step.primitive() instanceof Pointwise) {
      cluster = pointwise(step);
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
    if (step.primitive() instanceof Pointwise) {
      touched(step).forEach(slot -> touching.computeIfAbsent(slot, none -> new LinkedHashSet<>()).add(makers[step.first()]));
      for (int slot : step.inputs()) {
        merge(makers[step.first()], makers[slot]);
      }
    }
  }

  /// The slots by which a step's cluster is found.
  private Stream<Integer> touched(Graph.Step step) {
    return Stream.concat(step.inputs().stream(), Stream.of(step.first())).filter(slot -> !uniform.contains(slot));
  }

  /// The cluster that a step joins; null if it begins one.
  private @Nullable Cluster pointwise(Graph.Step step) {
    Cluster found = touched(step).flatMap(slot -> touching.getOrDefault(slot, Set.of()).stream()).distinct()
        .sorted(Comparator.comparingInt(Cluster::first).reversed()).limit(TRIED)
        .filter(candidate -> candidate.fits(step) && !waitsFor(step, candidate))
        .findFirst().orElse(null);
    if (found != null) {
      found.add(step);
    }
    return found;
  }

  /// Makes two clusters one, unless something else stands between them.
  private void merge(Cluster cluster, @Nullable Cluster other) {
    if (other == null || other == cluster || !cluster.fits(other)
        || waitsFor(cluster.reads().stream().filter(read -> read != other), other)
        || waitsFor(other.reads().stream().filter(read -> read != cluster), cluster)) {
      return;
    }
    cluster.absorb(other);
    clusters.remove(other);
    Stream.concat(other.steps().stream(), other.sums().stream()).forEach(step -> {
      makers[step.first()] = cluster;
      touched(step).map(touching::get).filter(touchers -> touchers != null && touchers.remove(other)).forEach(touchers -> touchers.add(cluster));
    });
  }

  /// The cluster that computes what is summed, if its elements come in the order of the runs.
  private @Nullable Cluster sum(Graph.Step step, Sum sum) {
    int slot = step.inputs().getFirst();
    Cluster maker = makers[slot];
    if (maker == null) {
      return null;
    }
    // A sum over no axes has the cluster's shape: what reads it could join, and would read it before it is there. So would a
    // sum of a sum. A sum of nothing is 0 all the same, and nobody would write it in a loop over nothing.
    boolean fuses = maker.isFused()
        && graph.type(slot).shape().size() > 0
        && maker.sums().stream().noneMatch(inner -> inner.first() == slot)
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

  /// Whether the cluster has to run before something else that the step reads.
  private boolean waitsFor(Graph.Step step, Cluster cluster) {
    return waitsFor(step.inputs().stream().map(slot -> makers[slot]).filter(maker -> maker != null && maker != cluster), cluster);
  }

  /// Whether the cluster has to run before one of some others.
  private boolean waitsFor(Stream<Cluster> others, Cluster cluster) {
    Set<Cluster> seen = new HashSet<>();
    Deque<Cluster> next = new ArrayDeque<>(others.toList());
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
