package dev.chainrule.view;

import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.Recording;
import dev.chainrule.transform.Tracing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Second derivatives without the Hessian: the graph of the gradient, swept forward once more. Its parameters are those of
/// the gradient's, followed by a direction for each differentiated input; its results are the products of the Hessian with
/// the direction.
final class CurvatureGraph {
  private CurvatureGraph() {}

  static NamedGraph of(Explanation explanation) {
    NamedGraph gradient = GradientGraph.of(explanation, Mode.REVERSE);
    Graph graph = gradient.graph();
    List<String> wrt = explanation.inputs().stream().filter(Explanation.Input::differentiated).map(Explanation.Input::name).toList();
    int[] sources = wrt.stream().mapToInt(gradient.parameters()::indexOf).toArray();
    List<Type> types = new ArrayList<>(graph.parameterTypes());
    for (int source : sources) {
      types.add(graph.parameterTypes().get(source));
    }
    Graph curvature = Tracing.trace("explain", types, x -> derive(graph, sources, x)).graph();
    List<String> parameters = new ArrayList<>(gradient.parameters());
    wrt.forEach(name -> parameters.add("v_" + name));
    return NamedGraph.unnamed(NamedGraph.simplified(curvature), parameters).withConstants(gradient.constants());
  }

  private static List<Value> derive(Graph graph, int[] sources, Value[] all) {
    Value[] x = Arrays.copyOf(all, graph.parameters());
    Value[] v = Arrays.copyOfRange(all, x.length, all.length);
    Recording recording = Recording.forward("explain", fresh -> {
      Value[] arguments = x.clone();
      for (int i = 0; i < sources.length; i++) {
        arguments[sources[i]] = fresh[i];
      }
      return Arrays.copyOfRange(graph.replay(arguments), 1, 1 + sources.length);
    }, Arrays.stream(sources).mapToObj(source -> x[source]).toArray(Value[]::new));
    return List.of(recording.push(v));
  }
}
