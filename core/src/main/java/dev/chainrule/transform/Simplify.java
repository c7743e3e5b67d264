package dev.chainrule.transform;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Type;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Gates;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Reshape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Passes that make a graph smaller without changing what it computes.
public final class Simplify {
  /// A pass that has a name.
  public record Pass(String name, java.util.function.UnaryOperator<Graph> run) {}

  /// The passes, in the order in which [#all] runs them.
  public static final List<Pass> PASSES = List.of(
      new Pass("inline", Simplify::inlineCalls),
      new Pass("rewrite", Simplify::rewrite),
      new Pass("dead code", Simplify::deadCode));

  private Simplify() {}

  /// All passes once.
  public static Graph all(Graph graph) {
    for (Pass pass : PASSES) {
      graph = pass.run.apply(graph);
    }
    return graph;
  }

  /// Calls become the steps of what they call.
  static Graph inlineCalls(Graph graph) {
    if (graph.steps().stream().noneMatch(step -> step.primitive() instanceof Control.Call)) {
      return graph;
    }
    Graph.Builder builder = new Graph.Builder(graph.parameterTypes());
    return builder.build(inline(builder, graph, identity(graph.parameters())));
  }

  private static List<Integer> inline(Graph.Builder builder, Graph graph, List<Integer> arguments) {
    Rewriter rewriter = new Rewriter(graph, arguments);
    for (Graph.Step step : graph.steps()) {
      if (step.primitive() instanceof Control.Call(String name, Graph callee)) {
        rewriter.replace(step, inline(builder, callee, rewriter.inputs(step)));
      } else {
        rewriter.replace(step, builder.add(step.primitive(), rewriter.inputs(step), step.line()));
      }
    }
    return rewriter.outputs();
  }

  /// Algebra, folding and common subexpressions, in one walk: each step is replaced by an earlier slot that
  /// holds the same, where there is one. Exact for all numbers, NaN and the sign of 0 included, but for
  /// products in which zero wins by definition.
  static Graph rewrite(Graph graph) {
    Graph.Builder builder = new Graph.Builder(graph.parameterTypes());
    Rewriter rewriter = new Rewriter(graph, identity(graph.parameters()));
    Algebra algebra = new Algebra(builder);
    for (Graph.Step step : graph.steps()) {
      rewriter.replace(step, algebra.add(step.primitive(), rewriter.inputs(step), step));
    }
    return builder.build(rewriter.outputs());
  }

  /// Leaves out what no result depends on.
  static Graph deadCode(Graph graph) {
    boolean[] needed = new boolean[graph.slots()];
    graph.outputs().forEach(slot -> needed[slot] = true);
    List<Graph.Step> kept = new ArrayList<>();
    for (int index = graph.steps().size() - 1; index >= 0; index--) {
      Graph.Step step = graph.steps().get(index);
      for (int i = 0; i < step.count(); i++) {
        if (needed[step.first() + i]) {
          step.inputs().forEach(slot -> needed[slot] = true);
          kept.add(step);
          break;
        }
      }
    }
    Collections.reverse(kept);
    Graph.Builder builder = new Graph.Builder(graph.parameterTypes());
    Rewriter rewriter = new Rewriter(graph, identity(graph.parameters()));
    kept.forEach(step -> rewriter.replace(step, builder.add(step.primitive(), rewriter.inputs(step), step.line())));
    return builder.build(rewriter.outputs());
  }

  private static List<Integer> identity(int count) {
    return java.util.stream.IntStream.range(0, count).boxed().toList();
  }

  /// Remembers where each slot of the old graph went.
  private static final class Rewriter {
    private final Graph graph;
    private final int[] moved;

    Rewriter(Graph graph, List<Integer> arguments) {
      this.graph = graph;
      this.moved = new int[graph.slots()];
      for (int i = 0; i < arguments.size(); i++) {
        moved[i] = arguments.get(i);
      }
    }

    List<Integer> inputs(Graph.Step step) {
      return step.inputs().stream().map(slot -> moved[slot]).toList();
    }

    void replace(Graph.Step step, int first) {
      for (int i = 0; i < step.count(); i++) {
        moved[step.first() + i] = first + i;
      }
    }

    void replace(Graph.Step step, List<Integer> slots) {
      for (int i = 0; i < step.count(); i++) {
        moved[step.first() + i] = slots.get(i);
      }
    }

    List<Integer> outputs() {
      return graph.outputs().stream().map(slot -> moved[slot]).toList();
    }
  }

  /// Adds steps to a graph, unless algebra or an equal step makes that unnecessary.
  private static final class Algebra {
    private record Key(Primitive primitive, List<Integer> inputs) {}

    private final Graph.Builder builder;
    private final Map<Key, Integer> known = new HashMap<>();
    /// What was added at a slot, to look through.
    private final Map<Integer, Key> origins = new HashMap<>();

    Algebra(Graph.Builder builder) {
      this.builder = builder;
    }

    int add(Primitive primitive, List<Integer> inputs, Graph.Step step) {
      Integer same = primitive instanceof Pointwise pointwise ? simplerPointwise(pointwise, inputs, step)
          : simplerLayout(primitive, inputs, step);
      if (same != null) {
        return same;
      }
      Key key = new Key(primitive, inputs);
      Integer slot = known.get(key);
      if (slot == null) {
        slot = builder.add(primitive, inputs, step.line());
        known.put(key, slot);
        origins.put(slot, key);
      }
      return slot;
    }

    private @Nullable Integer simplerPointwise(Pointwise pointwise, List<Integer> inputs, Graph.Step step) {
      if (pointwise == Gates.IDENTITY || pointwise == Gates.STOP_GRADIENT) {
        return inputs.getFirst();
      }
      if (pointwise == Gates.ZERO_TIMES) {
        if (is(inputs.get(0), 0) || is(inputs.get(1), 1)) {
          return inputs.get(0);
        }
        if (is(inputs.get(1), 0) || is(inputs.get(0), 1)) {
          return inputs.get(1);
        }
        if (finiteNonZero(inputs.get(0)) || finiteNonZero(inputs.get(1))) {
          return add(Gates.MUL, inputs, step);
        }
      }
      if (pointwise == Gates.MUL || pointwise == Gates.DIV) {
        if (is(inputs.get(1), 1)) {
          return inputs.get(0);
        }
        if (pointwise == Gates.MUL && is(inputs.get(0), 1)) {
          return inputs.get(1);
        }
      }
      if (pointwise == Gates.ADD && is(inputs.get(0), -0.0) || pointwise == Gates.WHERE && is(inputs.get(0), 1)) {
        return inputs.get(1);
      }
      if (pointwise == Gates.ADD && is(inputs.get(1), -0.0)) {
        return inputs.get(0);
      }
      if (pointwise == Gates.NEG && origins.get(inputs.getFirst()) instanceof Key(Primitive inner, List<Integer> deeper)
          && inner == Gates.NEG) {
        return deeper.getFirst();
      }
      return null;
    }

    private @Nullable Integer simplerLayout(Primitive primitive, List<Integer> inputs, Graph.Step step) {
      if (inputs.size() != 1) {
        return null;
      }
      int x = inputs.getFirst();
      Type type = builder.type(x);
      Type result = primitive.infer(List.of(type)).getFirst();
      Key origin = origins.get(x);
      if (primitive instanceof Reshape || primitive instanceof Broadcast) {
        if (result.equals(type) && !(primitive instanceof Broadcast b && !ascending(b.axes()))) {
          return x;
        }
        if (origin != null && origin.primitive instanceof Literal(Type old, double value)) {
          return add(new Literal(result, value), List.of(), step);
        }
        if (primitive instanceof Reshape && origin != null && origin.primitive instanceof Reshape) {
          return add(primitive, origin.inputs, step);
        }
      }
      if (primitive instanceof Permute(List<Integer> order) && ascending(order)) {
        return x;
      }
      return null;
    }

    private static boolean ascending(List<Integer> order) {
      return java.util.stream.IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i);
    }

    private boolean is(int slot, double number) {
      return literal(slot) instanceof Literal(Type type, double value)
          && Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(number);
    }

    private boolean finiteNonZero(int slot) {
      return literal(slot) instanceof Literal(Type type, double value) && Double.isFinite(value) && value != 0;
    }

    private @Nullable Literal literal(int slot) {
      return origins.get(slot) instanceof Key(Primitive primitive, List<Integer> none) && primitive instanceof Literal literal
          ? literal : null;
    }
  }
}
