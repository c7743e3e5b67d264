package dev.chainrule.view;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Node;
import dev.chainrule.graph.Path;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.Recording;
import dev.chainrule.transform.ReverseSweep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A backward pass, watched: which operation passed which gradient to which of its inputs.
final class BackwardPass {
  /// What one operation received, and what it passed on.
  record Visit(Node node, @Nullable Value[] upstream, @Nullable Value[] downstream) {}

  private final Recorded recorded;
  private final Map<Node, Visit> visits = new LinkedHashMap<>();
  /// How many contributions to a value's gradient are still to come.
  private final Map<Value, Integer> awaited = new HashMap<>();
  private final Map<Value, List<Explanation.Contribution>> contributions = new HashMap<>();

  BackwardPass(Recorded recorded, Reach reach) {
    this.recorded = recorded;
    Value y = recorded.result;
    if (reach.paths() > 0) {
      Path path = Path.between(recorded.sources(), List.of(y));
      ReverseSweep.run(path, new Value[] {y}, new Value[] {recorded.upstream}, recorded.sources().toArray(Value[]::new),
          (node, upstream, downstream) -> note(new Visit(node, upstream, downstream.clone()), reach));
    }
  }

  /// What leads to no differentiated input is left out, though the sweep may have been there.
  private void note(Visit visit, Reach reach) {
    boolean useful = false;
    for (int i = 0; i < visit.downstream.length; i++) {
      if (!reach.includes(visit.node.input(i))) {
        visit.downstream[i] = null;
      }
      useful |= visit.downstream[i] != null;
    }
    if (useful) {
      visits.put(visit.node, visit);
    }
  }

  /// The visits, in the order in which they happened.
  List<Visit> visits() {
    return List.copyOf(visits.values());
  }

  @Nullable Visit visit(Node node) {
    return visits.get(node);
  }

  /// The gradients in the order in which they are complete: the result's first; then each as soon as the last of the
  /// operations that read the value has passed its part back, the last input first.
  List<Explanation.Gradient> gradients() {
    visits.values().forEach(visit -> {
      for (int i = 0; i < visit.downstream.length; i++) {
        if (visit.downstream[i] != null) {
          awaited.merge(visit.node.input(i), 1, Integer::sum);
        }
      }
    });
    List<Explanation.Gradient> gradients = new ArrayList<>();
    if (!visits.isEmpty() || recorded.sources().contains(recorded.result)) {
      gradients.add(complete(recorded.result, tensor(recorded.upstream)));
    }
    visits.values().forEach(visit -> {
      for (int i = visit.downstream.length - 1; i >= 0; i--) {
        if (visit.downstream[i] != null) {
          contribute(visit, i, gradients);
        }
      }
    });
    return gradients;
  }

  private void contribute(Visit visit, int i, List<Explanation.Gradient> gradients) {
    Value x = visit.node.input(i);
    List<Explanation.Contribution> sum = contributions.computeIfAbsent(x, fresh -> new ArrayList<>());
    sum.add(new Explanation.Contribution(recorded.nameOf(visit.node.output(0)), i, tensor(visit.downstream[i])));
    if (awaited.merge(x, -1, Integer::sum) == 0) {
      gradients.add(complete(x, sum.stream().map(Explanation.Contribution::value).reduce(Tensor::plus).orElseThrow()));
    }
  }

  private Explanation.Gradient complete(Value x, Tensor gradient) {
    return new Explanation.Gradient(recorded.nameOf(x), gradient, contributions.getOrDefault(x, List.of()));
  }

  /// The derivative of an operation's result in its input `i`, where that is one number for each element: of a
  /// pointwise operation, or of one whose result is a scalar.
  static @Nullable Tensor local(Node node, int i) {
    Value[] x = node.inputs();
    for (int k = 0; k < x.length; k++) {
      x[k] = Value.constant(x[k].array());
    }
    Value local = local(node, x, i);
    return local == null ? null : tensor(local);
  }

  /// The same at other values of the inputs, which may be those of a trace.
  static @Nullable Value local(Node node, Value[] x, int i) {
    Value y = node.output(0);
    if (node.outputCount() > 1 || !(node.primitive() instanceof Pointwise) && y.shape().rank() > 0) {
      return null;
    }
    Recording step = Recording.of("explain", fresh -> {
      Value[] arguments = x.clone();
      arguments[i] = fresh[0];
      return node.primitive().allOn(arguments);
    }, x[i]);
    return step.pullOnce(Literal.ones(y.type()))[0];
  }

  /// The value without its history.
  static Tensor tensor(Value value) {
    return Tensor.of(Value.constant(value.array()));
  }
}
