package dev.chainrule.view;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Node;
import dev.chainrule.graph.Path;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.ForwardSweep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Forward mode of a recorded function: how a change of each input spreads.
final class ForwardPass {
  private final Recorded recorded;
  private final Map<String, Reach> reaches = new LinkedHashMap<>();

  ForwardPass(Recorded recorded) {
    this.recorded = recorded;
    recorded.wrt.forEach(name -> reaches.put(name, Reach.of(List.of(recorded.inputs.get(name)), recorded)));
  }

  /// Why an input's gradient is 0 whatever the values are; empty where it need not be.
  String remark(String input) {
    Reach reach = reaches.get(input);
    if (reach.paths() > 0) {
      return "";
    }
    if (reach.cuts().isEmpty()) {
      return "does not reach the result";
    }
    return "reaches the result only through " + reach.cuts().stream().map(this::cut).distinct().collect(Collectors.joining(" and "));
  }

  private String cut(Node node) {
    List<String> operands = Arrays.stream(node.inputs()).map(recorded::nameOf).toList();
    return "`%s` (%s = %s)".formatted(Formula.sign(node.primitive()), recorded.nameOf(node.output(0)),
        Formula.of(node.primitive(), operands));
  }

  Explanation.Costs costs(Reach all, List<BackwardPass.Visit> visits) {
    long sweeps = 0;
    long operations = 0;
    for (Map.Entry<String, Reach> entry : reaches.entrySet()) {
      int size = recorded.inputs.get(entry.getKey()).shape().size();
      sweeps += size;
      operations += (long) size * entry.getValue().touched().size();
    }
    long edges = 0;
    for (BackwardPass.Visit visit : visits) {
      for (Value downstream : visit.downstream()) {
        edges += downstream == null ? 0 : 1;
      }
    }
    return new Explanation.Costs(sweeps, operations, reaches.isEmpty() ? 0 : 1, visits.size(), edges, all.paths());
  }

  List<Explanation.Sweep> sweeps(int limit) {
    List<Explanation.Sweep> sweeps = new ArrayList<>();
    for (String name : recorded.wrt) {
      Value x = recorded.inputs.get(name);
      for (int position = 0; position < x.shape().size() && sweeps.size() < limit; position++) {
        sweeps.add(sweep(name + suffix(x.shape(), position), x, position));
      }
    }
    return sweeps;
  }

  /// Each element by its sweep: the product of the upstream gradient with the derivative of the result.
  Map<String, Tensor> gradients() {
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    for (String name : recorded.wrt) {
      Value x = recorded.inputs.get(name);
      Array gradient = Array.allocate(x.type());
      Path path = Path.between(List.of(x), List.of(recorded.result));
      for (int position = 0; position < x.shape().size(); position++) {
        Value dy = ForwardSweep.run(path, new Value[] {x}, new Value[] {unit(x, position)}, new Value[] {recorded.result})[0];
        gradient.setDouble(position, dy == null ? 0 : product(recorded.upstream.array(), dy.array()));
      }
      gradients.put(name, Tensor.of(Value.constant(gradient)));
    }
    return gradients;
  }

  /// Zeros win, as in reverse mode.
  private static double product(Array upstream, Array dy) {
    double sum = 0;
    for (int i = 0; i < dy.size(); i++) {
      double a = upstream.getDouble(i);
      double b = dy.getDouble(i);
      sum += a == 0 || b == 0 ? 0 : a * b;
    }
    return sum;
  }

  private static Value unit(Value x, int position) {
    Array unit = Array.allocate(x.type());
    unit.setDouble(position, 1);
    return Value.constant(unit);
  }

  private Explanation.Sweep sweep(String label, Value x, int position) {
    Value unit = unit(x, position);
    Value y = recorded.result;
    Map<String, Tensor> tangents = new LinkedHashMap<>();
    tangents.put(recorded.nameOf(x), BackwardPass.tensor(unit));
    Value[] dy = ForwardSweep.run(Path.between(List.of(x), List.of(y)), new Value[] {x}, new Value[] {unit},
        new Value[] {y}, (node, dx, results) -> {
          for (int i = 0; i < results.length; i++) {
            if (results[i] != null) {
              tangents.put(recorded.nameOf(node.output(i)), BackwardPass.tensor(results[i]));
            }
          }
        });
    return new Explanation.Sweep(label, Collections.unmodifiableMap(tangents),
        dy[0] == null ? Tensor.of(Literal.zeros(y.type())) : BackwardPass.tensor(dy[0]));
  }

  /// `[1, 2]`; nothing for a scalar.
  private static String suffix(Shape shape, int position) {
    if (shape.rank() == 0) {
      return "";
    }
    List<Integer> indices = new ArrayList<>();
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      indices.add(position % shape.extent(axis));
      position /= shape.extent(axis);
    }
    return indices.reversed().toString();
  }
}
