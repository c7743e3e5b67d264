package dev.chainrule.expression;

import dev.chainrule.Tensor;
import dev.chainrule.expression.Expression.Call;
import dev.chainrule.expression.Expression.Matrix;
import dev.chainrule.expression.Expression.Name;
import dev.chainrule.expression.Expression.Negation;
import dev.chainrule.expression.Expression.Number;
import dev.chainrule.expression.Expression.Operation;
import dev.chainrule.expression.Expression.Vector;
import dev.chainrule.view.Explanation;
import dev.chainrule.view.NamedFunction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is to be differentiated, at which point: a formula and values for its inputs.
public final class Problem {
  private final Source source;
  private final Formula formula;
  private final Map<String, Tensor> inputs;
  private final List<String> wrt;
  private final @Nullable Tensor upstream;

  private Problem(Source source, Formula formula, Map<String, Tensor> inputs, List<String> wrt, @Nullable Tensor upstream) {
    this.source = source;
    this.formula = formula;
    this.inputs = inputs;
    this.wrt = wrt;
    this.upstream = upstream;
  }

  /// Reads a problem from the command's arguments.
  ///
  /// @param arguments the expression, then inputs as name=value
  /// @param wrt the names of the inputs to differentiate, divided by commas; null for all
  /// @param upstream the gradient that comes from above, an expression of constants; null where the result is a scalar
  /// @throws BadInput if something is missing, superfluous or wrong
  public static Problem read(List<String> arguments, @Nullable String wrt, @Nullable String upstream) {
    if (arguments.isEmpty()) {
      throw new BadInput("no expression; write one and its inputs, as in \"(x + y) * z\" x=-2 y=5 z=-4");
    }
    Source source = Source.of(arguments.getFirst());
    Formula formula = FormulaReader.formula(source);
    Map<String, Tensor> inputs = Inputs.read(arguments.subList(1, arguments.size()));
    checkNames(source, formula, inputs);
    return new Problem(source, formula, inputs, wrt == null ? List.copyOf(inputs.keySet()) : chosen(wrt, inputs),
        upstream == null ? null : Evaluation.constant(Source.of(upstream)));
  }

  private static void checkNames(Source source, Formula formula, Map<String, Tensor> inputs) {
    Set<String> defined = new HashSet<>();
    Set<String> used = new HashSet<>();
    for (Formula.Step step : formula.steps()) {
      collect(step.expression(), used);
      if (step.name() == null) {
        continue;
      }
      if (inputs.containsKey(step.name())) {
        throw source.error(step.place().column(), "%s is an input, so no step can have its name; rename one of them".formatted(step.name()));
      }
      if (!defined.add(step.name())) {
        throw source.error(step.place().column(), "there is a step %s already; give this one another name".formatted(step.name()));
      }
    }
    String unused = inputs.keySet().stream().filter(input -> !used.contains(input)).findFirst().orElse(null);
    if (unused != null || inputs.isEmpty()) {
      Evaluation.of(source, formula, inputs, (name, step) -> step); // Says better what is wrong if a name has no value.
      throw new BadInput(unused == null
          ? "there is nothing to differentiate, since the expression has no inputs; write a name and its value, as in x^2 x=3"
          : "the input %s is given, but the expression does not use it; leave it out".formatted(unused));
    }
  }

  private static void collect(Expression expression, Set<String> names) {
    switch (expression) {
      case Number number -> { }
      case Name name -> names.add(name.name());
      case Negation negation -> collect(negation.operand(), names);
      case Operation operation -> {
        collect(operation.left(), names);
        collect(operation.right(), names);
      }
      case Call call -> call.arguments().forEach(argument -> collect(argument, names));
      case Vector vector -> vector.elements().forEach(element -> collect(element, names));
      case Matrix matrix -> matrix.rows().forEach(row -> row.forEach(element -> collect(element, names)));
    }
  }

  private static List<String> chosen(String wrt, Map<String, Tensor> inputs) {
    List<String> names = new ArrayList<>();
    for (String part : wrt.split(",", -1)) {
      String name = part.strip();
      if (!inputs.containsKey(name)) {
        throw new BadInput("--wrt names '%s', which is no input; there %s %s"
            .formatted(Source.shortened(name), inputs.size() == 1 ? "is" : "are", String.join(", ", inputs.keySet())));
      }
      if (!names.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /// The values of the inputs, in the order in which they were given.
  public Map<String, Tensor> inputs() {
    return new LinkedHashMap<>(inputs);
  }

  /// The inputs to differentiate.
  public List<String> wrt() {
    return wrt;
  }

  /// The formula's result at other values of the inputs: a scalar, or of any shape where an upstream gradient is given.
  ///
  /// @throws BadInput if the formula cannot be computed, or its result has no gradient
  public Tensor result(Map<String, Tensor> values, Naming naming) {
    Tensor result = Evaluation.of(source, formula, values, naming);
    if (!result.dtype().isFloating()) {
      throw new BadInput("the result is true or false, which has no derivative; choose between numbers with where(condition, a, b)");
    }
    if (upstream == null && result.rank() != 0) {
      throw new BadInput("the result has shape %s, but a gradient needs a scalar: wrap it in sum(…) or mean(…), or give the gradient from above, --upstream \"%s\""
          .formatted(result.shape(), ones(result)));
    }
    if (upstream != null && upstream.rank() != 0 && !upstream.shape().equals(result.shape())) {
      throw new BadInput("--upstream has shape %s, but the result has shape %s; give as many numbers, or one for all"
          .formatted(upstream.shape(), result.shape()));
    }
    return result;
  }

  /// The gradient that comes from above, if one was given, for each element of the result.
  public Optional<Tensor> upstream() {
    return Optional.ofNullable(upstream)
        .map(given -> given.rank() == 0 ? given.broadcastTo(result(inputs, (name, step) -> step).shape()) : given);
  }

  /// How the formula comes to its value and to its gradient.
  ///
  /// @throws BadInput if the formula cannot be computed, or its result has no gradient
  public Explanation explain() {
    NamedFunction function = scope -> {
      Map<String, Tensor> values = inputs();
      values.replaceAll((name, given) -> scope.input(name));
      return result(values, scope::name);
    };
    return upstream().map(given -> Explanation.of(inputs(), wrt, function, given)).orElseGet(() -> Explanation.of(inputs(), wrt, function));
  }

  /// A scalar that has the gradient asked for: the result, or the sum of the products of its elements with the upstream
  /// gradient's.
  ///
  /// @throws BadInput if the formula cannot be computed, or its result has no gradient
  public Tensor value(Map<String, Tensor> values) {
    Tensor result = result(values, (name, step) -> step);
    return upstream == null ? result : result.times(upstream).sum();
  }

  /// An example of an upstream gradient: one for all elements where they are many.
  private static String ones(Tensor result) {
    boolean few = result.rank() == 1 && result.size() <= 6;
    return few ? "[" + String.join(", ", Collections.nCopies(result.size(), "1")) + "]" : "1";
  }
}
