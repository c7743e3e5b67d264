package dev.chainrule.exec.lowering;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.Reshape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is the same in each iteration is computed before the loop. So is the product of each slice of a sequence with
/// one matrix: one large product of all slices.
final class LoopInvariants implements Rewriting.Rule {
  @Override
  public @Nullable Integer replace(Rewriting graph, Primitive primitive, List<Integer> inputs) {
    return null;
  }

  @Override
  public @Nullable List<Integer> replaceAll(Rewriting graph, Primitive primitive, List<Integer> inputs) {
    Loop loop = Loop.of(primitive, inputs);
    if (loop == null) {
      return null;
    }
    Motion motion = new Motion(graph, loop);
    motion.run();
    if (motion.constants.isEmpty() && motion.sequences.isEmpty()) {
      return null;
    }
    Loop smaller = motion.rest().pruned();
    int first = graph.add(smaller.scan(), smaller.inputs());
    List<Integer> results = new ArrayList<>();
    for (int i = 0; i < loop.body().outputs().size(); i++) {
      results.add(first + i);
    }
    return results;
  }

  /// Moves steps of one loop's body to before it.
  private static final class Motion {
    private final Rewriting graph;
    private final Loop loop;
    /// For each slot of the body, the slot outside that holds it for all iterations; -1 for none.
    private final int[] outside;
    /// The body's slots that become constants and sequences.
    private final List<Integer> constants = new ArrayList<>();
    private final List<Integer> sequences = new ArrayList<>();

    Motion(Rewriting graph, Loop loop) {
      this.graph = graph;
      this.loop = loop;
      this.outside = loop.places(loop.constants());
    }

    void run() {
      for (Graph.Step step : loop.body().steps()) {
        if (step.primitive() instanceof Literal) {
          outside[step.first()] = graph.add(step.primitive(), step.inputs());
        } else if (step.inputs().stream().allMatch(slot -> outside[slot] >= 0)) {
          int first = graph.add(step.primitive(), step.inputs(outside));
          for (int i = 0; i < step.count(); i++) {
            outside[step.first() + i] = first + i;
            constants.add(step.first() + i);
          }
        } else if (isProductOfSlices(step)) {
          sequences.add(step.first());
        }
      }
    }

    private boolean isProductOfSlices(Graph.Step step) {
      return step.primitive() instanceof MatMul matmul && !matmul.transposeLeft() && loop.isSequence(step.inputs().get(0))
          && outside[step.inputs().get(1)] >= 0 && loop.body().type(step.first()).shape().rank() == 2;
    }

    /// The product of all slices at once.
    private int product(int slot) {
      Graph.Step step = loop.body().steps().stream().filter(candidate -> candidate.first() == slot).findFirst().orElseThrow();
      int sequence = loop.inputs().get(step.inputs().get(0));
      Shape slices = graph.type(sequence).shape();
      int rows = graph.add(new Reshape(Shape.of(slices.extent(0) * slices.extent(1), slices.extent(2))), sequence);
      int product = graph.add(step.primitive(), rows, outside[step.inputs().get(1)]);
      return graph.add(new Reshape(slices.with(2, graph.type(product).shape().extent(1))), product);
    }

    /// The loop that is left, which reads what was moved.
    Loop rest() {
      Control.Scan scan = loop.scan();
      List<Type> types = new ArrayList<>(loop.body().parameterTypes().subList(0, scan.constants()));
      constants.forEach(slot -> types.add(loop.body().type(slot)));
      types.addAll(loop.body().parameterTypes().subList(scan.constants(), loop.inputs().size()));
      sequences.forEach(slot -> types.add(loop.body().type(slot)));
      int[] places = new int[loop.body().slots()];
      Arrays.fill(places, -1);
      for (int i = 0; i < loop.inputs().size(); i++) {
        places[i] = loop.isConstant(i) ? i : i + constants.size();
      }
      for (int i = 0; i < constants.size(); i++) {
        places[constants.get(i)] = scan.constants() + i;
      }
      for (int i = 0; i < sequences.size(); i++) {
        places[sequences.get(i)] = loop.inputs().size() + constants.size() + i;
      }
      Rewriting body = new Rewriting(types);
      int[] moved = body.inline(loop.body(), places);
      List<Integer> inputs = new ArrayList<>(loop.constants());
      constants.forEach(slot -> inputs.add(outside[slot]));
      inputs.addAll(loop.carry());
      inputs.addAll(loop.sequences());
      sequences.forEach(slot -> inputs.add(product(slot)));
      Graph smaller = body.build(loop.body().outputs().stream().map(slot -> moved[slot]).toList());
      return new Loop(new Control.Scan(smaller, scan.constants() + constants.size(), scan.carry(), scan.length(), scan.backward()), inputs);
    }
  }
}
