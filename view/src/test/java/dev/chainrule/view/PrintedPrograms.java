package dev.chainrule.view;

import dev.chainrule.Chainrule;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Functions that are printed, compiled all at once, and held against the engine.
final class PrintedPrograms {
  /// The engine's own functions of floats, which printed source does not use, are off by up to 2.6 units in the last
  /// place; second derivatives multiply a few of them.
  private static final double FLOAT_TOLERANCE = 8 * 0x1p-23;

  private record Program(String className, String what, List<Tensor> inputs, List<Tensor> expected) {}

  private final double tolerance;
  private final List<Program> programs = new ArrayList<>();
  private final Map<String, String> sources = new LinkedHashMap<>();

  PrintedPrograms(double tolerance) {
    this.tolerance = tolerance;
  }

  /// A function of tensors, whose result the engine knows.
  void add(String what, Function<List<Tensor>, List<Tensor>> function, Tensor... inputs) {
    Graph graph = Chainrule.graph(function, List.of(inputs));
    String className = "Program" + programs.size();
    sources.put(className, JavaSource.of(graph, className));
    programs.add(new Program(className, what, List.of(inputs), function.apply(List.of(inputs))));
  }

  /// The function, and the gradient of its sum in all floating inputs.
  void addWithGradient(String what, Function<List<Tensor>, Tensor> function, Tensor... inputs) {
    add(what, x -> List.of(function.apply(x)), inputs);
    add("gradient of " + what, Chainrule.grad((List<Tensor> x) -> function.apply(x).sum())::apply, inputs);
  }

  int size() {
    return programs.size();
  }

  void verify() {
    CompiledSource compiled = CompiledSource.of(sources);
    for (Program program : programs) {
      List<Object> results = compiled.call(program.className, "run", program.inputs.toArray(Tensor[]::new));
      for (int i = 0; i < results.size(); i++) {
        try {
          Tensor expected = program.expected.get(i);
          CompiledSource.assertSame(results.get(i), expected, expected.dtype() == DType.F32 ? Math.max(FLOAT_TOLERANCE, tolerance) : tolerance);
        } catch (AssertionError e) {
          throw new AssertionError("result %d of %s on %s: %s\n%s".formatted(i, program.what, program.inputs, e.getMessage(),
              sources.get(program.className)), e);
        }
      }
    }
  }
}
