package dev.chainrule.view;

import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How a function comes to its value and to its gradient at one point, step by step: what the lecture draws at
/// the board.
///
/// The forward pass is [#steps]; each step also holds what the backward pass does at it: its upstream gradient, and for
/// each input the local derivative and the downstream gradient. [#backward] has the gradients in the order in which
/// they are found, with the sums at forks. [#sweeps] is forward mode, [#costs] holds both modes against each other.
///
/// {@snippet :
/// Explanation e = Explanation.of(x -> x.times(x).sum(), Tensor.of(1.0, 2.0));
/// System.out.println(e.gradients().get("x")); // F64[2] [2.0, 4.0]
/// System.out.println(ExplanationText.of(e));
/// }
public final class Explanation {
  /// An input: given, not computed.
  ///
  /// @param differentiated whether gradients with respect to it were asked for
  /// @param remark         why its gradient is 0 whatever the values are, or empty
  public record Input(String name, Tensor value, boolean differentiated, String remark) {}

  /// One operation. Where it has several results (a sort has two) the record holds the first, and `others` the rest.
  ///
  /// @param operation the primitive's name
  /// @param formula   the operation on its operands, as one reads it
  /// @param inputs    the operands in their order
  /// @param upstream  the gradient of the result by this step; null where the backward pass does not come here
  public record Step(String name, String operation, String formula, Gate gate, List<Operand> inputs, Tensor value,
      @Nullable Tensor upstream, List<Output> others) {}

  /// A further result of a step.
  public record Output(String name, Tensor value, @Nullable Tensor upstream) {}

  /// What a step reads.
  ///
  /// @param name       an input's or a step's name, or a constant's number
  /// @param constant   whether it is no input and not computed from one
  /// @param local      the derivative of the step in this operand, element by element; null where the operand is not
  ///                   differentiated, or the derivative is a matrix that is never formed
  /// @param downstream the gradient that the step passes to it; null where none is passed
  public record Operand(String name, Tensor value, boolean constant, @Nullable Tensor local, @Nullable Tensor downstream) {}

  /// A gradient of the result, complete.
  ///
  /// @param name          of what it is the gradient
  /// @param contributions what it is the sum of: more than one at a fork, none for the result itself
  public record Gradient(String name, Tensor value, List<Contribution> contributions) {
    /// Whether the value is read more than once, so that gradients add up.
    public boolean isFork() {
      return contributions.size() > 1;
    }
  }

  /// What a step passed back to its operand number `operand`.
  public record Contribution(String step, int operand, Tensor value) {}

  /// One sweep of forward mode.
  ///
  /// @param input    the input whose change is followed, for tensors with a position: `x[1]`
  /// @param tangents the derivative of the input and of every step that feels its change, in order, by name
  /// @param result   the derivative of the result: one element of the gradient
  public record Sweep(String input, Map<String, Tensor> tangents, Tensor result) {}

  /// What the two modes cost for the whole gradient. An operation is one step visited once.
  ///
  /// @param edges how many operands gradients are passed to: reverse mode visits each once
  /// @param paths over how many paths the inputs reach the result: what summing over paths would cost; the largest long
  ///              where there are more
  public record Costs(long forwardSweeps, long forwardOperations, long reverseSweeps, long reverseOperations, long edges,
      long paths) {}

  private final Recorded recorded;
  private final BackwardPass pass;
  private final List<Input> inputs = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Gradient> backward;
  private final Map<String, Tensor> gradients = new LinkedHashMap<>();
  private final Costs costs;

  private Explanation(Recorded recorded) {
    this.recorded = recorded;
    Reach reach = Reach.of(recorded.sources(), recorded);
    pass = new BackwardPass(recorded, reach);
    backward = List.copyOf(pass.gradients());
    recorded.nodes.forEach(node -> steps.add(step(node)));
    Map<String, Tensor> known = new LinkedHashMap<>();
    backward.forEach(gradient -> known.put(gradient.name(), gradient.value()));
    ForwardPass forward = new ForwardPass(recorded);
    recorded.given.forEach((name, value) -> {
      boolean differentiated = recorded.wrt.contains(name);
      Tensor tensor = Tensor.of(value);
      inputs.add(new Input(name, tensor, differentiated, differentiated ? forward.remark(name) : ""));
      if (differentiated) {
        gradients.put(name, known.getOrDefault(name, tensor.zerosLike()));
      }
    });
    costs = forward.costs(reach, pass.visits());
  }

  /// Explains a function of a tensor, which is called `x`.
  public static Explanation of(UnaryOperator<Tensor> f, Tensor x) {
    return of(Map.of("x", x), scope -> f.apply(scope.input("x")));
  }

  /// Explains a function of two tensors, which are called `x` and `y`; both are differentiated.
  public static Explanation of(BinaryOperator<Tensor> f, Tensor x, Tensor y) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("x", x);
    inputs.put("y", y);
    return of(inputs, scope -> f.apply(scope.input("x"), scope.input("y")));
  }

  /// Explains a function of a tree of tensors, a model say: its inputs are the leaves, called by their places as
  /// [Tree#named] has them, all of which are differentiated that are floating.
  public static <P> Explanation of(Function<P, Tensor> f, P tree) {
    Map<String, Tensor> inputs = Tree.named(tree);
    return of(inputs, scope -> f.apply(Tree.rebuild(tree, inputs.keySet().stream().map(scope::input).toList())));
  }

  /// Explains a function of named inputs, with respect to all of them that are floating. The map's order is kept.
  public static Explanation of(Map<String, Tensor> inputs, NamedFunction f) {
    return of(inputs, inputs.keySet().stream().filter(name -> inputs.get(name).dtype().isFloating()).toList(), f);
  }

  /// Explains a function of named inputs, with respect to some of them.
  ///
  /// @throws dev.chainrule.graph.StructureException       if `wrt` names no input, or the function names two things alike
  /// @throws dev.chainrule.graph.DifferentiationException if the result is no floating scalar, or `wrt` names integers
  public static Explanation of(Map<String, Tensor> inputs, Collection<String> wrt, NamedFunction f) {
    return new Explanation(Recorded.of(inputs, wrt, null, f));
  }

  /// Explains a function whose result may have any shape, for a gradient of something larger with respect to it: the
  /// upstream gradient.
  ///
  /// {@snippet :
  /// Explanation e = Explanation.of(Map.of("x", Tensor.of(1.0, -2.0)), List.of("x"), scope -> scope.input("x").relu(), Tensor.of(4.0, -1.0));
  /// System.out.println(e.value());              // F64[2] [1.0, 0.0]
  /// System.out.println(e.gradients().get("x")); // F64[2] [4.0, 0.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.ShapeException if the upstream gradient is not of the result's type
  public static Explanation of(Map<String, Tensor> inputs, Collection<String> wrt, NamedFunction f, Tensor upstream) {
    return new Explanation(Recorded.of(inputs, wrt, upstream, f));
  }

  private Step step(Node node) {
    BackwardPass.Visit visit = pass.visit(node);
    List<Operand> operands = new ArrayList<>();
    for (int i = 0; i < node.inputCount(); i++) {
      boolean passed = visit != null && visit.downstream()[i] != null;
      operands.add(new Operand(recorded.nameOf(node.input(i)), BackwardPass.tensor(node.input(i)),
          recorded.isConstant(node.input(i)),
          passed ? BackwardPass.local(node, i) : null,
          passed ? BackwardPass.tensor(visit.downstream()[i]) : null));
    }
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < node.outputCount(); i++) {
      outputs.add(new Output(recorded.nameOf(node.output(i)), BackwardPass.tensor(node.output(i)),
          visit != null && visit.upstream()[i] != null ? BackwardPass.tensor(visit.upstream()[i]) : null));
    }
    Output first = outputs.getFirst();
    return new Step(first.name, node.primitive().name(),
        Formula.of(node.primitive(), operands.stream().map(Operand::name).toList()), node.primitive().gate(),
        List.copyOf(operands), first.value, first.upstream, List.copyOf(outputs.subList(1, outputs.size())));
  }

  /// The local derivative of each operand of a step as a formula of its operands and its result, in their order; empty where
  /// it is a matrix, long, or a choice between cases.
  ///
  /// {@snippet :
  /// Explanation e = Explanation.of(x -> x.sigmoid(), Tensor.of(0.0));
  /// System.out.println(e.localFormulas(e.steps().getFirst())); // [s0 * (1 - s0)]
  /// }
  public List<String> localFormulas(Step step) {
    Node node = recorded.nodes.get(steps.indexOf(step));
    List<String> operands = step.inputs.stream().map(Operand::name).toList();
    return IntStream.range(0, operands.size()).mapToObj(i -> Formula.local(node.primitive(), i, operands, step.name)).toList();
  }

  /// The name of what the function gives: of a step, an input, or the number where it is constant.
  public String result() {
    return recorded.nameOf(recorded.result);
  }

  /// The function's value.
  public Tensor value() {
    return BackwardPass.tensor(recorded.result);
  }

  /// The inputs, in the order in which they were given.
  public List<Input> inputs() {
    return Collections.unmodifiableList(inputs);
  }

  /// The forward pass: every operation computed from an input that reaches the result or has a name, in order.
  public List<Step> steps() {
    return Collections.unmodifiableList(steps);
  }

  /// The backward pass: the gradients in the order in which they are complete, that of the result (1) first.
  public List<Gradient> backward() {
    return backward;
  }

  /// The gradient for each differentiated input by reverse mode; exactly 0 where it does not reach the result.
  public Map<String, Tensor> gradients() {
    return Collections.unmodifiableMap(gradients);
  }

  /// The same as either mode finds it. Forward mode runs all its sweeps, and puts the gradient together from them.
  public Map<String, Tensor> gradients(Mode mode) {
    return switch (mode) {
      case REVERSE -> gradients();
      case FORWARD -> new ForwardPass(recorded).gradients();
    };
  }

  /// The gradient that came from above, if one was given.
  public Optional<Tensor> upstream() {
    return recorded.hasUpstream() ? Optional.of(BackwardPass.tensor(recorded.upstream)) : Optional.empty();
  }

  /// What the numbers do not say by themselves: where a gradient of 0 hides an overflow.
  public List<String> notes() {
    return HiddenOverflow.notes(this);
  }

  /// Forward mode: one sweep for each element of each differentiated input, computed when asked for. At most `limit` of
  /// them, since a large tensor has many.
  public List<Sweep> sweeps(int limit) {
    return new ForwardPass(recorded).sweeps(limit);
  }

  /// What the two modes cost.
  public Costs costs() {
    return costs;
  }

  /// What formats need beyond the numbers.
  Recorded recorded() {
    return recorded;
  }

  /// The text form: see [ExplanationText].
  @Override
  public String toString() {
    return ExplanationText.of(this);
  }
}
