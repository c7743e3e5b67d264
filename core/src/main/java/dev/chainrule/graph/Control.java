package dev.chainrule.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A primitive that holds graphs: functions called, chosen between, or repeated. How each is derived and
/// batched follows from its graphs, and is known to the transforms.
public sealed interface Control extends Primitive {
  @Override
  default Gate gate() {
    return Gate.CALL;
  }

  /// A compiled function applied: inputs and results are the graph's.
  record Call(String name, Graph graph) implements Control {
    @Override
    public List<Type> infer(List<Type> x) {
      requireTypes(name, graph.parameterTypes(), x);
      return graph.outputTypes();
    }
  }

  /// A function whose inner values are not kept for the backward pass but computed again: a call that no pass
  /// dissolves.
  record Checkpoint(String name, Graph graph) implements Control {
    @Override
    public List<Type> infer(List<Type> x) {
      requireTypes(name, graph.parameterTypes(), x);
      return graph.outputTypes();
    }
  }

  /// One of several graphs with the same parameters and result types, chosen by an integer scalar, the first input,
  /// which is kept within bounds; the others are the parameters. Only the chosen one runs.
  record Switch(String name, List<Graph> branches) implements Control {
    public Switch {
      branches = List.copyOf(branches);
    }

    @Override
    public List<Type> infer(List<Type> x) {
      requireTypes(name, branches.getFirst().parameterTypes(), x.subList(1, x.size()));
      return branches.getFirst().outputTypes();
    }
  }

  /// A loop that runs its body as long as the condition holds. Inputs: the condition's constants, the body's
  /// constants, the initial carry; results: the last carry.
  ///
  /// @param condition          maps (its constants, carry) to a Bool scalar
  /// @param conditionConstants how many constants the condition has
  /// @param body               maps (its constants, carry) to the next carry
  /// @param bodyConstants      how many constants the body has
  record While(Graph condition, int conditionConstants, Graph body, int bodyConstants) implements Control {
    @Override
    public String name() {
      return "whileLoop";
    }

    /// Among the inputs, the condition's constants.
    public Span conditionConstantInputs() {
      return new Span(0, conditionConstants);
    }

    /// Among the inputs, the body's constants.
    public Span bodyConstantInputs() {
      return conditionConstantInputs().then(bodyConstants);
    }

    /// Among the inputs, the initial carry.
    public Span carryInputs() {
      return bodyConstantInputs().then(body.outputs().size());
    }

    @Override
    public List<Type> infer(List<Type> x) {
      return body.outputTypes();
    }
  }

  /// A loop over the leading axis: the body maps (constants, carry, slices) to (carry, results), starting from
  /// the initial carry and stacking the results. Inputs: constants, initial carry, sequences; results: the
  /// last carry and the stacked results.
  ///
  /// @param body      the loop's body
  /// @param constants how many of the first inputs are the same in each iteration
  /// @param carry     how many values go from one iteration to the next
  /// @param length    how many iterations there are
  /// @param backward  whether it runs from the last slice to the first
  record Scan(Graph body, int constants, int carry, int length, boolean backward) implements Control {
    @Override
    public String name() {
      return "scan";
    }

    /// How many sequences are read, slice by slice.
    public int sequences() {
      return body.parameters() - constants - carry;
    }

    /// Among the inputs, the constants.
    public Span constantInputs() {
      return new Span(0, constants);
    }

    /// Among the inputs, the initial carry.
    public Span carryInputs() {
      return constantInputs().then(carry);
    }

    /// Among the inputs, the sequences.
    public Span sequenceInputs() {
      return carryInputs().then(sequences());
    }

    /// Among the results, the last carry.
    public Span carryResults() {
      return new Span(0, carry);
    }

    /// Among the results, the stacked ones.
    public Span stackedResults() {
      return carryResults().then(body.outputs().size() - carry);
    }

    @Override
    public List<Type> infer(List<Type> x) {
      List<Type> results = body.outputTypes();
      return java.util.stream.IntStream.range(0, results.size())
          .mapToObj(i -> i < carry ? results.get(i)
              : results.get(i).withShape(results.get(i).shape().prepend(length)))
          .toList();
    }
  }

  /// A function with a derivative of its user's own: runs the graph, and is differentiated by the rule.
  record WithDerivative(String name, Graph graph, DerivativeRule rule) implements Control {
    @Override
    public List<Type> infer(List<Type> x) {
      requireTypes(name, graph.parameterTypes(), x);
      return graph.outputTypes();
    }
  }

  /// A derivative stated by the user, over all inputs together.
  sealed interface DerivativeRule {
    /// Forward: the results' tangents from the inputs' (null where an input has none), linear in them. Reverse
    /// mode transposes it.
    non-sealed interface Jvp extends DerivativeRule {
      @Nullable Value[] apply(Value[] x, Value[] y, @Nullable Value[] dx);
    }

    /// Reverse: the inputs' cotangents (null for none) from the results'. Forward mode transposes it, if it is linear in them.
    non-sealed interface Vjp extends DerivativeRule {
      @Nullable Value[] apply(Value[] x, Value[] y, Value[] dy);
    }
  }

  private static void requireTypes(String name, List<Type> wanted, List<Type> given) {
    if (!wanted.equals(given)) {
      throw new ShapeException("[%s] was traced for %s and is applied to %s".formatted(name, wanted, given));
    }
  }
}
