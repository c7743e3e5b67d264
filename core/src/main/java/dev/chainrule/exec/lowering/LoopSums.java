package dev.chainrule.exec.lowering;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.Gates;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.Sum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What a loop adds up over its iterations is added up after it: Σ aᵀ b over all iterations is one product of the
/// stacked a and b, and a sum over rows one sum. So gradients of weights cost one large product.
final class LoopSums implements Rewriting.Rule {
  /// A carry that only adds up.
  ///
  /// @param number the carry's number
  /// @param term   the step that gives what is added
  private record Total(int number, Graph.Step term) {}

  @Override
  public @Nullable Integer replace(Rewriting graph, Primitive primitive, List<Integer> inputs) {
    return null;
  }

  @Override
  public @Nullable List<Integer> replaceAll(Rewriting graph, Primitive primitive, List<Integer> inputs) {
    Loop loop = Loop.of(primitive, inputs);
    if (loop == null || loop.scan().length() == 0) {
      return null;
    }
    List<Total> totals = totals(loop);
    return totals.isEmpty() ? null : new Sinking(graph, loop, totals).run();
  }

  private static List<Total> totals(Loop loop) {
    Graph body = loop.body();
    Map<Integer, Integer> reads = new HashMap<>();
    Map<Integer, Graph.Step> makers = new HashMap<>();
    for (Graph.Step step : body.steps()) {
      step.inputs().forEach(slot -> reads.merge(slot, 1, Integer::sum));
      makers.put(step.first(), step);
    }
    body.outputs().forEach(slot -> reads.merge(slot, 1, Integer::sum));
    List<Total> totals = new ArrayList<>();
    for (int i = 0; i < loop.scan().carry(); i++) {
      int carry = loop.scan().constants() + i;
      Graph.Step sum = makers.get(body.outputs().get(i));
      if (sum == null || sum.primitive() != Gates.ADD || !sum.inputs().contains(carry)
          || reads.get(carry) != 1 || reads.get(sum.first()) != 1) {
        continue;
      }
      Graph.Step term = makers.get(sum.inputs().get(sum.inputs().getFirst() == carry ? 1 : 0));
      if (term != null && isSummable(body, term)) {
        totals.add(new Total(i, term));
      }
    }
    return totals;
  }

  private static boolean isSummable(Graph body, Graph.Step term) {
    return switch (term.primitive()) {
      case MatMul matmul -> matmul.transposeLeft() && !matmul.transposeRight() && body.type(term.first()).shape().rank() == 2;
      case Sum sum -> sum.axes().equals(IntStream.range(0, sum.axes().size()).boxed().toList());
      default -> false;
    };
  }

  /// Takes totals out of one loop.
  private static final class Sinking {
    private final Rewriting graph;
    private final Loop loop;
    private final List<Total> totals;
    /// The body's slots that are stacked in addition.
    private final List<Integer> stacked = new ArrayList<>();

    Sinking(Rewriting graph, Loop loop, List<Total> totals) {
      this.graph = graph;
      this.loop = loop;
      this.totals = totals;
    }

    List<Integer> run() {
      for (Total total : totals) {
        total.term.inputs().stream().filter(slot -> !loop.isSequence(slot) && !stacked.contains(slot)).forEach(stacked::add);
      }
      Control.Scan scan = loop.scan();
      List<Integer> kept = IntStream.range(0, scan.carry()).filter(i -> totals.stream().noneMatch(total -> total.number == i)).boxed().toList();
      Loop smaller = without(kept).pruned();
      int first = graph.add(smaller.scan(), smaller.inputs());
      int removed = scan.carry() - kept.size();
      List<Integer> results = new ArrayList<>();
      for (int i = 0; i < loop.body().outputs().size(); i++) {
        int number = i;
        Total total = totals.stream().filter(candidate -> candidate.number == number).findFirst().orElse(null);
        results.add(total != null ? sum(total, first + loop.body().outputs().size() - removed)
            : first + (i < scan.carry() ? kept.indexOf(i) : i - removed));
      }
      return results;
    }

    private Loop without(List<Integer> kept) {
      Control.Scan scan = loop.scan();
      List<Integer> parameters = new ArrayList<>(IntStream.range(0, scan.constants()).boxed().toList());
      kept.forEach(i -> parameters.add(scan.constants() + i));
      IntStream.range(loop.firstSequence(), loop.inputs().size()).forEach(parameters::add);
      Rewriting body = new Rewriting(parameters.stream().map(loop.body()::type).toList());
      List<Integer> places = IntStream.range(0, loop.inputs().size()).map(parameters::indexOf).boxed().toList();
      int[] known = loop.places(places);
      totals.forEach(total -> known[loop.body().outputs().get(total.number)] = 0); // read by nothing that is left
      int[] moved = body.inline(loop.body(), known);
      List<Integer> outputs = new ArrayList<>();
      kept.forEach(i -> outputs.add(moved[loop.body().outputs().get(i)]));
      loop.body().outputs().subList(scan.carry(), loop.body().outputs().size()).forEach(slot -> outputs.add(moved[slot]));
      stacked.forEach(slot -> outputs.add(moved[slot]));
      return new Loop(new Control.Scan(body.build(outputs), scan.constants(), kept.size(), scan.length(), scan.backward()),
          parameters.stream().map(loop.inputs()::get).toList());
    }

    /// What a carry adds up to.
    ///
    /// @param firstStacked where the stacks begin
    private int sum(Total total, int firstStacked) {
      List<Integer> terms = total.term.inputs().stream()
          .map(slot -> loop.isSequence(slot) ? loop.inputs().get(slot) : firstStacked + stacked.indexOf(slot)).toList();
      int sum = switch (total.term.primitive()) {
        case MatMul matmul -> graph.add(matmul, rows(terms.get(0)), rows(terms.get(1)));
        case Sum rows -> graph.add(new Sum(IntStream.rangeClosed(0, rows.axes().size()).boxed().toList()), terms);
        default -> throw new AssertionError(total.term);
      };
      return graph.add(Gates.ADD, loop.carry().get(total.number), sum);
    }

    /// The slices of a stack of matrices below each other.
    private int rows(int stack) {
      Shape shape = graph.type(stack).shape();
      return graph.add(new Reshape(Shape.of(shape.extent(0) * shape.extent(1), shape.extent(2))), stack);
    }
  }
}
