package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Extremum;
import dev.chainrule.op.Reshape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes the clusters that share rows as one [RowProgram]: views between them vanish, since both sides count elements, or
/// rows, in the same order.
final class RowAssembly {
  private final Graph graph;
  private final RowFusion.Part part;
  private final Map<Integer, Literal> literals;
  private final Map<Integer, Graph.Step> makers = new HashMap<>();
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
  private final List<RowProgram.Reduction> reductions = new ArrayList<>();
  private final ScalarProgram.Builder builder;

  RowAssembly(Graph graph, RowFusion.Part part, Map<Integer, Literal> literals, Set<Integer> needed) {
    this.graph = graph;
    this.part = part;
    this.literals = literals;
    graph.steps().forEach(step -> makers.put(step.first(), step));
    Graph.Step first = reduction(part.members().getFirst());
    this.number = graph.type(first.first()).dtype();
    this.size = graph.type(first.inputs().getFirst()).shape().size();
    findArrays();
    this.builder = new ScalarProgram.Builder(reads.size() + reducing.size());
    for (int i = 0; i < reads.size(); i++) {
      registers.put(reads.get(i), i);
    }
    for (int i = 0; i < reducing.size(); i++) {
      registers.put(reducing.get(i).first(), reads.size() + i);
    }
    for (Cluster member : part.members()) {
      append(member);
    }
    for (Cluster member : part.members()) {
      member.steps().stream().map(Graph.Step::first).filter(needed::contains).forEach(this::result);
      member.sums().stream().map(Graph.Step::first).filter(needed::contains).forEach(this::result);
    }
  }

  private static Graph.Step reduction(Cluster member) {
    return member.sums().isEmpty() ? member.steps().getFirst() : member.sums().getFirst();
  }

  private void result(int slot) {
    writes.add(slot);
    results.add(registers.get(slot));
  }

  /// What is read, and what is reduced: their registers come before all others.
  private void findArrays() {
    List<Integer> made = new ArrayList<>();
    for (Cluster member : part.members()) {
      member.steps().forEach(step -> made.add(step.first()));
      member.sums().forEach(step -> made.add(step.first()));
      if (!member.isFused()) {
        reducing.add(member.steps().getFirst());
      }
      reducing.addAll(member.sums());
    }
    for (Cluster member : part.members()) {
      for (Graph.Step step : member.steps()) {
        for (int slot : step.inputs()) {
          int origin = origin(slot);
          if (!made.contains(origin) && constant(origin) == null && !reads.contains(origin)) {
            reads.add(origin);
            perRow.add(graph.type(origin).shape().size() == size / part.row());
          }
        }
      }
    }
  }

  /// The slot whose elements another has too: in the same order, or repeated along rows.
  private int origin(int slot) {
    Graph.Step maker = makers.get(slot);
    if (maker == null) {
      return slot;
    }
    return switch (maker.primitive()) {
      case Reshape reshape -> origin(maker.inputs().getFirst());
      case Broadcast broadcast -> {
        Shape from = graph.type(maker.inputs().getFirst()).shape();
        boolean same = graph.type(slot).shape().size() == size && RowFusion.repeatsAlongRows(broadcast, from, part.row());
        yield same ? origin(maker.inputs().getFirst()) : slot;
      }
      default -> slot;
    };
  }

  private Literal constant(int slot) {
    Literal literal = literals.get(slot);
    return literal != null && literal.type().dtype() == number ? literal : null;
  }

  private int register(int slot) {
    int origin = origin(slot);
    Integer known = registers.get(origin);
    return known != null ? known : builder.add(new ScalarProgram.Line.Constant(constant(origin).value()));
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
      ScalarProgram program = ((Pointwise) step.primitive()).program();
      List<Integer> local = new ArrayList<>();
      step.inputs().forEach(slot -> local.add(register(slot)));
      for (ScalarProgram.Line line : program.lines()) {
        local.add(builder.add(switch (line) {
          case ScalarProgram.Line.Constant constant -> constant;
          case ScalarProgram.Line.Compute compute -> new ScalarProgram.Line.Compute(compute.instruction(),
              compute.operands().stream().map(local::get).toList());
        }));
      }
      registers.put(step.first(), local.get(program.results().getFirst()));
    }
    member.sums().forEach(step ->
        reductions.add(new RowProgram.Reduction(RowProgram.Reduction.Kind.SUM, register(step.inputs().getFirst()))));
  }

  RowProgram program() {
    return new RowProgram(builder.build(results.toArray(Integer[]::new)), perRow, reductions,
        writes.stream().map(slot -> graph.type(slot).shape().size() == size / part.row()).toList());
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
}
