package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.op.Extremum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// Writes the steps of a part one after the other as one program: those of one cluster, or those of several that share rows.
final class KernelAssembly {
  private final Sources sources;
  private final RowFusion.Part part;
  private final DType number;
  private final int size;

  /// The arrays that are read, and whether each has one element for each row.
  private final List<Integer> reads = new ArrayList<>();
  private final List<Boolean> perRow = new ArrayList<>();
  /// The steps that reduce rows.
  private final List<Graph.Step> reducing = new ArrayList<>();
  private final Map<Integer, Integer> registers = new HashMap<>();
  private final List<Integer> writes = new ArrayList<>();
  private final List<Integer> results = new ArrayList<>();
  private final List<Boolean> summed = new ArrayList<>();
  private final List<RowProgram.Reduction> reductions = new ArrayList<>();
  private final ScalarProgram.Builder builder;

  /// @param needed which slots something outside reads
  KernelAssembly(Sources sources, RowFusion.Part part, Set<Integer> needed) {
    this.sources = sources;
    this.part = part;
    Cluster first = part.members().getFirst();
    Graph.Step rows = first.sums().isEmpty() ? first.steps().getFirst() : first.sums().getFirst();
    this.number = part.hasRows() ? sources.graph().type(rows.first()).dtype() : first.number();
    this.size = part.hasRows() ? size(rows.inputs().getFirst()) : first.shape().size();
    findArrays();
    this.builder = new ScalarProgram.Builder(reads.size() + reducing.size());
    for (int slot : reads) {
      registers.put(slot, registers.size());
    }
    for (Graph.Step step : reducing) {
      registers.put(step.first(), registers.size());
    }
    for (Cluster member : part.members()) {
      append(member);
    }
    for (Cluster member : part.members()) {
      member.steps().stream().map(Graph.Step::first).filter(needed::contains).forEach(slot -> result(slot, slot, false));
      member.sums().stream().filter(step -> needed.contains(step.first())).forEach(step ->
          result(part.hasRows() ? step.first() : step.inputs().getFirst(), step.first(), !part.hasRows()));
    }
  }

  private int size(int slot) {
    return sources.graph().type(slot).shape().size();
  }

  private void result(int slot, int written, boolean isSummed) {
    writes.add(written);
    results.add(register(slot));
    summed.add(isSummed);
  }

  /// What is read, and what is reduced: their registers come before all others.
  private void findArrays() {
    Set<Integer> made = new HashSet<>();
    for (Cluster member : part.members()) {
      steps(member).forEach(step -> made.add(step.first()));
      if (part.hasRows() && !member.isFused()) {
        reducing.add(member.steps().getFirst());
      }
      if (part.hasRows()) {
        reducing.addAll(member.sums());
      }
    }
    for (Cluster member : part.members()) {
      for (Graph.Step step : member.steps()) {
        for (int slot : step.inputs()) {
          int origin = origin(slot);
          if (!made.contains(origin) && sources.constant(origin, number) == null && !reads.contains(origin)) {
            reads.add(origin);
            perRow.add(part.hasRows() && size(origin) == size / part.row());
          }
        }
      }
    }
  }

  private int origin(int slot) {
    return part.hasRows() ? sources.of(slot, size, part.row()) : sources.of(slot);
  }

  private int register(int slot) {
    int origin = origin(slot);
    Integer known = registers.get(origin);
    return known != null ? known
        : builder.add(new ScalarProgram.Line.Constant(Objects.requireNonNull(sources.constant(origin, number)).value()));
  }

  private void append(Cluster member) {
    if (!member.isFused()) {
      Graph.Step step = member.steps().getFirst();
      reductions.add(new RowProgram.Reduction(step.primitive() instanceof Extremum extremum
          ? extremum.largest() ? RowProgram.Reduction.Kind.MAX : RowProgram.Reduction.Kind.MIN : RowProgram.Reduction.Kind.FIRST,
          register(step.inputs().getFirst())));
      return;
    }
    for (Graph.Step step : member.steps()) {
      List<Integer> arguments = step.inputs().stream().map(this::register).toList();
      registers.put(step.first(), builder.add(((Pointwise) step.primitive()).program(), arguments).getFirst());
    }
    if (part.hasRows()) {
      member.sums().forEach(step ->
          reductions.add(new RowProgram.Reduction(RowProgram.Reduction.Kind.SUM, register(step.inputs().getFirst()))));
    }
  }

  private static Stream<Graph.Step> steps(Cluster member) {
    return Stream.concat(member.steps().stream(), member.sums().stream());
  }

  /// What it does for each element or row.
  RowProgram program() {
    return new RowProgram(builder.build(results.toArray(Integer[]::new)), perRow, reductions,
        writes.stream().map(slot -> part.hasRows() && size(slot) == size / part.row()).toList());
  }

  /// For each result, whether it is the sum of what the program gives.
  List<Boolean> summed() {
    return summed;
  }

  DType number() {
    return number;
  }

  int size() {
    return size;
  }

  int[] reads() {
    return reads.stream().mapToInt(Integer::intValue).toArray();
  }

  int[] writes() {
    return writes.stream().mapToInt(Integer::intValue).toArray();
  }

  List<Graph.Step> steps() {
    return part.members().stream().flatMap(KernelAssembly::steps).toList();
  }
}
