package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Type;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A single step, by the kernel of its primitive.
record StepUnit(Graph.Step step, List<Type> types, int[] reads, int[] writes) implements Unit {
  private static final Execution EXECUTION = new Execution();

  static StepUnit of(Graph graph, Graph.Step step) {
    return new StepUnit(step, List.copyOf(graph.types(step)), step.inputs().stream().mapToInt(Integer::intValue).toArray(),
        IntStream.range(step.first(), step.first() + step.count()).toArray());
  }

  @Override
  public void run(@Nullable Array[] slots) {
    Array[] y = EXECUTION.evaluate(step.primitive(), Unit.gather(slots, reads), types);
    System.arraycopy(y, 0, slots, writes[0], y.length);
  }

  @Override
  public String describe() {
    return step.primitive().name() + " gives " + types.getFirst();
  }
}
