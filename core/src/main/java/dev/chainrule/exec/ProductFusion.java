package dev.chainrule.exec;

import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Moves kernels to the products whose elements they use, where nothing else that they read comes later: so they find these
/// elements in the caches.
final class ProductFusion {
  /// Fewer elements are in the caches anyway.
  private static final int SMALLEST = 4096;

  private final Graph graph;
  private final List<Unit> units = new ArrayList<>();
  /// For each slot, the number of the unit that writes it.
  private final Map<Integer, Integer> makers = new HashMap<>();

  private ProductFusion(Graph graph) {
    this.graph = graph;
  }

  /// The units in an order in which they can run.
  static List<Unit> of(Graph graph, List<Unit> units) {
    ProductFusion fusion = new ProductFusion(graph);
    units.forEach(fusion::place);
    return List.copyOf(fusion.units);
  }

  private void place(Unit unit) {
    if (!(unit instanceof KernelUnit kernel && follow(kernel))) {
      add(unit);
    }
  }

  private void add(Unit unit) {
    Arrays.stream(unit.writes()).forEach(slot -> makers.put(slot, units.size()));
    units.add(unit);
  }

  /// Puts a kernel behind the last unit that it waits for, if that is a product it can follow; false if it is not.
  private boolean follow(KernelUnit kernel) {
    Set<Unit> views = new LinkedHashSet<>();
    int[] origins = Arrays.stream(kernel.reads()).map(slot -> origin(slot, views)).toArray();
    int last = Arrays.stream(origins).max().orElse(-1);
    ProductUnit product = last < 0 ? null : product(units.get(last));
    if (product == null || !IntStream.range(0, origins.length).filter(i -> origins[i] == last).allMatch(i -> canFollow(kernel, kernel.reads()[i], product))) {
      return false;
    }
    List<KernelUnit> epilogues = new ArrayList<>(product.epilogues());
    epilogues.add(kernel);
    units.set(last, new ProductUnit(product.product(), epilogues));
    views.removeAll(units.subList(0, last));
    units.removeAll(views);
    units.addAll(last, views);
    for (int i = last; i < units.size(); i++) {
      int place = i;
      Arrays.stream(units.get(i).writes()).forEach(slot -> makers.put(slot, place));
    }
    return true;
  }

  /// The number of the unit that computes what a slot looks at; -1 if it is there from the start.
  ///
  /// @param views gets the units that only look at it in another way, what they look at first
  private int origin(int slot, Set<Unit> views) {
    Integer maker = makers.get(slot);
    if (maker == null) {
      return -1;
    }
    if (units.get(maker) instanceof ViewUnit view) {
      int origin = origin(view.from(), views);
      views.add(view);
      return origin;
    }
    return maker;
  }

  private static @Nullable ProductUnit product(Unit unit) {
    return switch (unit) {
      case ProductUnit product -> product;
      case StepUnit step when step.kernel() instanceof ProductKernel -> new ProductUnit(step, List.of());
      default -> null;
    };
  }

  /// Whether a kernel takes what it reads of a product, or of what follows it, element by element and in whole lines.
  private boolean canFollow(KernelUnit kernel, int slot, ProductUnit product) {
    Shape shape = graph.type(product.product().step().first()).shape();
    return shape.size() >= SMALLEST && graph.type(slot).shape().size() == shape.size() && kernel.follows(slot, shape.extent(-1))
        && Arrays.stream(product.writes()).anyMatch(written -> written == slot);
  }
}
