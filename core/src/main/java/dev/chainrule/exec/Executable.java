package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Program;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A graph made ready to run: chains of pointwise steps and their sums fused into kernels, everything else step
/// by step, and each array forgotten after the last unit that reads it. Pointwise results have the bits that
/// step-by-step execution gives.
final class Executable implements Program {
  private final Graph graph;
  private final List<Unit> units;
  private final int[] outputs;
  /// The arrays of literals, by slot; null elsewhere.
  private final @Nullable Array[] constants;
  /// For each unit, the slots that nothing reads after it.
  private final int[][] lastReads;

  Executable(Graph graph) {
    this.graph = graph;
    this.constants = new Array[graph.slots()];
    this.units = units(graph, constants);
    this.outputs = graph.outputs().stream().mapToInt(Integer::intValue).toArray();
    this.lastReads = lastReads();
  }

  private static List<Unit> units(Graph graph, @Nullable Array[] constants) {
    Map<Integer, Literal> literals = new HashMap<>();
    for (Graph.Step step : graph.steps()) {
      if (step.primitive() instanceof Literal literal) {
        literals.put(step.first(), literal);
        constants[step.first()] = literal.evaluate(new Array[0], List.of(literal.type()))[0];
      }
    }
    List<Cluster> clusters = Clustering.of(graph);
    Set<Integer> needed = readAcross(graph, clusters);
    return clusters.stream()
        .map(cluster -> cluster.isFused() ? KernelUnit.of(graph, cluster, literals, needed) : StepUnit.of(graph, cluster.steps().getFirst()))
        .toList();
  }

  /// The slots that are results, or read by another cluster than computes them.
  private static Set<Integer> readAcross(Graph graph, List<Cluster> clusters) {
    Set<Integer> needed = new HashSet<>(graph.outputs());
    for (Cluster cluster : clusters) {
      Set<Integer> inside = new HashSet<>();
      for (Graph.Step step : cluster.steps()) {
        step.inputs().stream().filter(slot -> !inside.contains(slot)).forEach(needed::add);
        inside.add(step.first());
      }
    }
    return needed;
  }

  private int[][] lastReads() {
    Set<Integer> later = new HashSet<>(graph.outputs());
    int[][] result = new int[units.size()][];
    for (int i = units.size() - 1; i >= 0; i--) {
      Unit unit = units.get(i);
      result[i] = Arrays.stream(concat(unit.reads(), unit.writes())).distinct().filter(later::add).toArray();
    }
    return result;
  }

  private static int[] concat(int[] a, int[] b) {
    int[] result = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, result, a.length, b.length);
    return result;
  }

  @Override
  public Array[] run(Array... parameters) {
    @Nullable Array[] slots = constants.clone();
    System.arraycopy(parameters, 0, slots, 0, parameters.length);
    for (int i = 0; i < lastReads.length; i++) {
      units.get(i).run(slots);
      for (int slot : lastReads[i]) {
        slots[slot] = null;
      }
    }
    return Unit.gather(slots, outputs);
  }

  @Override
  public String describe() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < units.size(); i++) {
      text.append(i + 1).append(". ").append(units.get(i).describe()).append('\n');
    }
    return text.toString();
  }
}
