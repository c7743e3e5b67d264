package dev.chainrule.exec.lowering;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Type;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Reshape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// What a loop computes again that another, whose results it reads, had computed before, is stacked by that one and
/// read as a sequence: a derivative's loop then computes nothing of the forward loop a second time.
final class LoopResiduals {
  private LoopResiduals() {}

  static RunGraph run(RunGraph before) {
    RunGraph graph = before;
    for (Graph.Step later : before.graph().steps()) {
      if (later.primitive() instanceof Control.Scan) {
        graph = once(graph);
      }
    }
    return graph;
  }

  /// With the first pair of loops for which there is something to do.
  private static RunGraph once(RunGraph before) {
    Graph graph = before.graph();
    List<Graph.Step> loops = graph.steps().stream().filter(step -> step.primitive() instanceof Control.Scan).toList();
    for (Graph.Step later : loops) {
      for (Graph.Step earlier : loops.subList(0, loops.indexOf(later))) {
        Loop maker = new Loop((Control.Scan) earlier.primitive(), earlier.inputs());
        Loop reader = new Loop((Control.Scan) later.primitive(), later.inputs());
        boolean reads = later.inputs().stream().anyMatch(slot ->
            slot >= earlier.first() + maker.scan().carry() && slot < earlier.first() + earlier.count());
        if (reads && maker.scan().length() == reader.scan().length()) {
          Pair pair = new Pair(earlier, maker, reader);
          if (!pair.residuals.isEmpty()) {
            return rebuilt(graph, earlier, later, pair);
          }
        }
      }
    }
    return before;
  }

  private static RunGraph rebuilt(Graph graph, Graph.Step earlier, Graph.Step later, Pair pair) {
    Rewriting after = new Rewriting(graph.parameterTypes());
    int[] moved = new int[graph.slots()];
    for (int i = 0; i < graph.parameters(); i++) {
      moved[i] = i;
    }
    int stacked = 0;
    for (Graph.Step step : graph.steps()) {
      List<Integer> inputs = new ArrayList<>(step.inputs(moved));
      int first;
      if (step == earlier) {
        first = after.add(pair.maker(), inputs);
        stacked = first + step.count();
      } else if (step == later) {
        for (int i = 0; i < pair.residuals.size(); i++) {
          inputs.add(stacked + i);
        }
        Loop loop = new Loop(pair.reader(), inputs).pruned();
        first = after.add(loop.scan(), loop.inputs());
      } else {
        first = after.add(step.primitive(), inputs);
      }
      for (int i = 0; i < step.count(); i++) {
        moved[step.first() + i] = first + i;
      }
    }
    return new RunGraph(after.build(graph.outputs().stream().map(slot -> moved[slot]).toList()));
  }

  /// A loop and one that reads its stacked results.
  private static final class Pair {
    private final Loop maker;
    private final Loop reader;
    private final Graph.Step earlier;
    private final Rewriting makerBody;
    private final int[] inMaker;
    /// For each slot of the reader's body, the slot of the maker's that holds it in the same iteration; -1 for none.
    private final int[] same;
    /// The slots of the reader's body that become sequences.
    private final List<Integer> residuals;

    Pair(Graph.Step earlier, Loop maker, Loop reader) {
      this.earlier = earlier;
      this.maker = maker;
      this.reader = reader;
      this.makerBody = new Rewriting(maker.body().parameterTypes());
      this.inMaker = makerBody.inline(maker.body(), maker.places(IntStream.range(0, maker.inputs().size()).boxed().toList()));
      this.same = new int[reader.body().slots()];
      Arrays.fill(same, -1);
      matchParameters();
      matchSteps();
      this.residuals = frontier();
    }

    private void matchParameters() {
      for (int i = 0; i < reader.inputs().size(); i++) {
        int slot = reader.inputs().get(i);
        int stacked = slot - earlier.first();
        if (reader.isConstant(i)) {
          same[i] = maker.constants().indexOf(slot);
        } else if (reader.isSequence(i) && stacked >= maker.scan().carry() && stacked < earlier.count()) {
          same[i] = inMaker[maker.body().outputs().get(stacked)];
        } else if (reader.isSequence(i) && maker.sequences().contains(slot)) {
          same[i] = maker.firstSequence() + maker.sequences().indexOf(slot);
        }
      }
    }

    /// Finds the steps that are in both bodies.
    private void matchSteps() {
      for (Graph.Step step : reader.body().steps()) {
        if (step.inputs().stream().allMatch(slot -> same[slot] >= 0)) {
          int slots = makerBody.slots();
          int first = makerBody.add(step.primitive(), step.inputs(same));
          boolean isNew = makerBody.slots() > slots;
          for (int i = 0; i < step.count(); i++) {
            same[step.first() + i] = isNew && !costsNothing(step) ? -1 : first + i;
          }
        }
      }
    }

    private static boolean costsNothing(Graph.Step step) {
      return step.primitive() instanceof Literal || step.primitive() instanceof Broadcast || step.primitive() instanceof Reshape;
    }

    /// What is in both, costs something, and is read by what is not.
    private List<Integer> frontier() {
      Set<Integer> read = new LinkedHashSet<>(reader.body().outputs());
      boolean[] again = new boolean[reader.body().slots()];
      for (Graph.Step step : reader.body().steps().reversed()) {
        boolean isSame = same[step.first()] >= 0;
        boolean isRead = IntStream.range(step.first(), step.first() + step.count()).anyMatch(read::contains);
        again[step.first()] = isRead && (!isSame || costsNothing(step));
        if (again[step.first()]) {
          read.addAll(step.inputs());
        }
      }
      List<Integer> found = new ArrayList<>();
      for (Graph.Step step : reader.body().steps()) {
        List<Integer> results = IntStream.range(step.first(), step.first() + step.count()).boxed().toList();
        if (same[step.first()] >= 0 && !costsNothing(step) && results.stream().anyMatch(read::contains)) {
          found.addAll(results);
        }
      }
      return found;
    }

    Control.Scan maker() {
      Control.Scan scan = maker.scan();
      List<Integer> outputs = new ArrayList<>(maker.body().outputs().stream().map(slot -> inMaker[slot]).toList());
      residuals.forEach(slot -> outputs.add(same[slot]));
      return new Control.Scan(makerBody.build(outputs), scan.constants(), scan.carry(), scan.length(), scan.backward());
    }

    Control.Scan reader() {
      Control.Scan scan = reader.scan();
      List<Type> types = new ArrayList<>(reader.body().parameterTypes());
      residuals.forEach(slot -> types.add(reader.body().type(slot)));
      Rewriting body = new Rewriting(types);
      int[] known = reader.places(IntStream.range(0, reader.inputs().size()).boxed().toList());
      for (int i = 0; i < residuals.size(); i++) {
        known[residuals.get(i)] = reader.inputs().size() + i;
      }
      int[] moved = body.inline(reader.body(), known);
      return new Control.Scan(body.build(reader.body().outputs().stream().map(slot -> moved[slot]).toList()),
          scan.constants(), scan.carry(), scan.length(), scan.backward());
    }
  }
}
