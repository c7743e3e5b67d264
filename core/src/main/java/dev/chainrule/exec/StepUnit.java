package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A single step, by the kernel of its primitive.
///
/// @param kernel the fast kernel, which fills given arrays; null if the primitive's own makes its results
record StepUnit(Graph.Step step, List<Type> types, int[] reads, int[] writes, @Nullable StructuralKernel kernel) implements Unit {
  private static final Execution EXECUTION = new Execution();

  static StepUnit of(Graph graph, Graph.Step step) {
    StructuralKernel kernel = switch (step.primitive()) {
      case Structural structural when !step.inputs().isEmpty() -> StructuralKernels.of(structural, graph.type(step.inputs().getFirst()));
      default -> null;
    };
    return new StepUnit(step, List.copyOf(graph.types(step)), step.inputs().stream().mapToInt(Integer::intValue).toArray(),
        IntStream.range(step.first(), step.first() + step.count()).toArray(), kernel);
  }

  @Override
  public void run(Workspace workspace) {
    run(workspace, Epilogue.NONE);
  }

  /// The same, and what is done with the elements of a product.
  void run(Workspace workspace, Epilogue epilogue) {
    Array[] x = workspace.gather(reads);
    PackedRight packed = workspace.packed(step.first());
    if (packed != null) {
      packed.multiply(x[0], workspace.get(step.first()), false, epilogue);
      return;
    }
    if (kernel instanceof ProductKernel product) {
      product.run(x, workspace.gather(writes), epilogue);
      return;
    }
    if (kernel != null) {
      kernel.run(x, workspace.gather(writes));
      return;
    }
    Array[] y = EXECUTION.evaluate(step.primitive(), x, types);
    for (int i = 0; i < y.length; i++) {
      workspace.set(writes[i], apart(y[i], x));
    }
  }

  /// The result in memory of its own: what it was made from will be written over.
  private static Array apart(Array y, Array[] x) {
    for (Array input : x) {
      if (input.elements() == y.elements()) {
        Array copy = Array.allocate(y.type());
        Layouts.copy(y, copy);
        return copy;
      }
    }
    return y;
  }

  @Override
  public boolean fills() {
    return kernel != null;
  }

  @Override
  public List<Graph.Step> steps() {
    return List.of(step);
  }

  @Override
  public String name() {
    return step.primitive().name() + " gives " + types.getFirst();
  }
}
