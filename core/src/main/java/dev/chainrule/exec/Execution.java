package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.Evaluator;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Program;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import java.util.List;

/// Computes primitives on arrays, each by the kernel for its kind.
public final class Execution implements Evaluator {
  @Override
  public Array[] evaluate(Primitive primitive, Array[] x, List<Type> y) {
    return switch (primitive) {
      case Pointwise pointwise -> new Array[] {evaluate(pointwise.program(), x, y.getFirst())};
      case Structural structural -> StructuralKernels.run(structural, x, y);
      case Control.Call call -> ready(call.graph()).run(x);
      case Control control -> {
        Array[] results = y.stream().map(Array::allocate).toArray(Array[]::new);
        ControlFlow.of(control).run(x, results);
        yield results;
      }
    };
  }

  @Override
  public Array evaluate(ScalarProgram program, Array[] x, Type y) {
    return PointwiseKernels.run(program, x, y);
  }

  /// A graph that is ready to run, made so when it is asked for first.
  static Executable ready(Graph graph) {
    return (Executable) graph.program(Executable::new);
  }

  @Override
  public Program compile(Graph graph) {
    return new Executable(graph);
  }

  @Override
  public int threads() {
    return Team.SHARED.size();
  }

  @Override
  public void threads(int most) {
    Team.SHARED.resize(most);
  }
}
