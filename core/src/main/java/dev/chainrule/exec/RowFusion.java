package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Structural;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Extremum;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.Slice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Finds clusters that work on the same rows: which reduce rows, and use for each row what it was reduced to. They become
/// one kernel that does all of them while a few rows are in the first-level cache, as softmax and layerNorm and their
/// derivatives.
final class RowFusion {
  /// Rows of fewer elements cost more calls than they save passes; longer ones leave the cache.
  private static final int SHORTEST = 8;
  private static final int LONGEST = 4096;
  /// Fewer elements are in the caches anyway.
  private static final int SMALLEST = 2048;
  /// The most scalar instructions of a kernel.
  private static final int MOST_LINES = 200;

  /// What runs together.
  ///
  /// @param members one cluster, or several that share their rows
  /// @param row     the length of the rows; 0 for one cluster that runs by itself
  record Part(List<Cluster> members, int row) {
    /// Whether it works on rows.
    boolean hasRows() {
      return row > 0;
    }

    /// Whether it is a kernel.
    boolean isFused() {
      return hasRows() || members.getFirst().isFused();
    }
  }

  private final Graph graph;

  private RowFusion(Graph graph) {
    this.graph = graph;
  }

  /// The clusters in an order in which they can run, some of them together.
  static List<Part> of(Graph graph, List<Cluster> clusters) {
    return new RowFusion(graph).divide(clusters);
  }

  private List<Part> divide(List<Cluster> clusters) {
    List<Part> parts = new ArrayList<>();
    List<Cluster> open = new ArrayList<>(clusters);
    while (!open.isEmpty()) {
      Cluster first = open.getFirst();
      Group group = first.isView() ? null : group(first, open);
      if (group == null) {
        parts.add(new Part(List.of(first), 0));
        open.removeFirst();
        continue;
      }
      int last = open.indexOf(group.members.getLast());
      List<Cluster> between = open.subList(0, last + 1).stream().filter(one -> !group.members.contains(one)).toList();
      between.stream().filter(one -> !group.after.contains(one)).forEach(one -> parts.add(new Part(List.of(one), 0)));
      parts.add(new Part(List.copyOf(group.members), group.row));
      List<Cluster> rest = new ArrayList<>(between.stream().filter(group.after::contains).toList());
      rest.addAll(open.subList(last + 1, open.size()));
      open = rest;
    }
    return parts;
  }

  /// The clusters that can run with the first; null if it is none that reduces rows, or there are no others.
  private @Nullable Group group(Cluster first, List<Cluster> open) {
    Graph.Step reduction = first.sums().isEmpty() ? first.steps().getFirst() : first.sums().getFirst();
    if (first.sums().isEmpty() && !reduces(reduction)) {
      return null;
    }
    Shape whole = graph.type(reduction.inputs().getFirst()).shape();
    int rows = graph.type(reduction.first()).shape().size();
    DType number = graph.type(reduction.first()).dtype();
    if (rows < 2 || whole.size() < SMALLEST || whole.size() / rows < SHORTEST || whole.size() / rows > LONGEST) {
      return null;
    }
    Group group = new Group(whole.size(), whole.size() / rows, number);
    if (!group.takes(first)) {
      return null;
    }
    group.members.add(first);
    for (Cluster cluster : open.subList(1, open.size())) {
      group.place(cluster);
    }
    group.members.retainAll(group.members.stream().limit(group.useful()).toList());
    long passes = group.members.stream().filter(one -> !group.isPerRow(one)).count();
    return passes < 2 ? null : group;
  }

  /// Whether a step makes each row one element.
  private boolean reduces(Graph.Step step) {
    if (!(step.primitive() instanceof Structural)) {
      return false;
    }
    Shape shape = step.inputs().isEmpty() ? Shape.of() : graph.type(step.inputs().getFirst()).shape();
    return graph.type(step.first()).dtype().isFloating() && switch (step.primitive()) {
      case Extremum extremum -> !extremum.axes().isEmpty() && Reductions.areLast(extremum.axes(), shape);
      case Slice slice -> shape.rank() > 0 && slice.extents().equals(shape.with(shape.rank() - 1, 1))
          && slice.starts().stream().allMatch(start -> start == 0);
      default -> false;
    };
  }

  /// Whether a broadcast repeats each element of its input along a row, and nothing else.
  static boolean repeatsAlongRows(Broadcast broadcast, Shape from, int row) {
    Shape shape = broadcast.shape();
    int first = shape.rank();
    for (int size = 1; first > 0 && size < row; first--) {
      size *= shape.extent(first - 1);
    }
    int split = first;
    if (shape.range(split, shape.rank()).size() != row || from.size() != shape.range(0, split).size()) {
      return false;
    }
    int[] kept = IntStream.range(0, from.rank()).filter(axis -> from.extent(axis) != 1).map(axis -> broadcast.axes().get(axis)).toArray();
    int[] wanted = IntStream.range(0, split).filter(axis -> shape.extent(axis) != 1).toArray();
    return java.util.Arrays.equals(kept, wanted);
  }

  /// Clusters that share rows, while they are found.
  private final class Group {
    final List<Cluster> members = new ArrayList<>();
    /// What reads members without being one: it can only run after them.
    final Set<Cluster> after = new HashSet<>();
    /// Those of them that only look at members in another way, which members may do too.
    private final Set<Cluster> views = new LinkedHashSet<>();
    private final int size;
    private final int row;
    private final DType number;
    private int lines;

    Group(int size, int row, DType number) {
      this.size = size;
      this.row = row;
      this.number = number;
    }

    void place(Cluster cluster) {
      if (cluster.reads().stream().noneMatch(read -> members.contains(read) || after.contains(read))) {
        return;
      }
      boolean late = cluster.reads().stream().anyMatch(read -> after.contains(read) && !views.contains(read));
      if (!late && takes(cluster)) {
        members.add(cluster);
        return;
      }
      after.add(cluster);
      if (!late && isTransparent(cluster)) {
        views.add(cluster);
      }
    }

    private boolean isTransparent(Cluster cluster) {
      Graph.Step step = cluster.steps().getFirst();
      return switch (step.primitive()) {
        case Reshape reshape -> true;
        case Broadcast broadcast -> repeatsAlongRows(broadcast, graph.type(step.inputs().getFirst()).shape(), row);
        default -> false;
      };
    }

    /// Whether a cluster works on these rows.
    boolean takes(Cluster cluster) {
      if (!cluster.isFused()) {
        Graph.Step step = cluster.steps().getFirst();
        return reduces(step) && graph.type(step.first()).dtype() == number
            && graph.type(step.inputs().getFirst()).shape().size() == size && graph.type(step.first()).shape().size() == size / row;
      }
      int own = cluster.shape().size();
      boolean fits = (cluster.number() == number || cluster.number() == DType.BOOL) && lines + cluster.lines() <= MOST_LINES
          && (own == size && cluster.sums().stream().allMatch(sum -> graph.type(sum.first()).shape().size() == size / row)
          || own == size / row && cluster.sums().isEmpty());
      if (fits) {
        lines += cluster.lines();
      }
      return fits;
    }

    boolean isPerRow(Cluster cluster) {
      return cluster.isFused() && cluster.shape().size() == size / row;
    }

    /// How many members there are up to the last that goes over all elements: what comes after could as well run by itself.
    int useful() {
      int count = members.size();
      while (count > 0 && isPerRow(members.get(count - 1))) {
        count--;
      }
      return count;
    }
  }
}
