package dev.chainrule.expression;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import dev.chainrule.expression.Expression.Call;
import dev.chainrule.expression.Expression.Matrix;
import dev.chainrule.expression.Expression.Name;
import dev.chainrule.expression.Expression.Negation;
import dev.chainrule.expression.Expression.Number;
import dev.chainrule.expression.Expression.Operation;
import dev.chainrule.expression.Expression.Vector;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Computes expressions with the library's operations. What goes wrong there is told with its column.
final class Evaluation {
  /// What a name means unless an input or a step has it.
  private static final Map<String, Double> CONSTANTS =
      new TreeMap<>(Map.of("pi", Math.PI, "e", Math.E, "inf", Double.POSITIVE_INFINITY, "nan", Double.NaN));

  /// A value, and whether it is the same whatever the inputs are.
  record Known(Tensor tensor, boolean constant) {}

  private final Source source;
  private final Map<String, Known> names;
  private final String unknownName;

  private Evaluation(Source source, Map<String, Known> names, String unknownName) {
    this.source = source;
    this.names = names;
    this.unknownName = unknownName;
  }

  /// The value of an expression of constants.
  static Tensor constant(Source source) {
    String remedy = "a value that is given is made of numbers and " + String.join(", ", CONSTANTS.keySet());
    return new Evaluation(source, Map.of(), remedy).of(FormulaReader.expression(source)).tensor;
  }

  /// The value of a formula.
  static Tensor of(Source source, Formula formula, Map<String, Tensor> inputs, Naming naming) {
    Map<String, Known> names = new HashMap<>();
    inputs.forEach((name, tensor) -> names.put(name, new Known(tensor, false)));
    Evaluation evaluation = new Evaluation(source, names, "give it a value, as in %s=2");
    for (Formula.Step step : formula.steps()) {
      Known result = evaluation.of(step.expression());
      if (step.name() == null) {
        return result.tensor;
      }
      names.put(step.name(), new Known(naming.name(step.name(), result.tensor), result.constant));
    }
    return names.get(formula.result().name()).tensor;
  }

  private Known of(Expression expression) {
    return switch (expression) {
      case Number number -> new Known(Tensor.of(number.value()), true);
      case Name name -> named(name);
      case Negation negation -> {
        Known operand = of(negation.operand());
        yield apply(negation, List.of(operand), operand.tensor::neg);
      }
      case Operation operation -> {
        Known left = of(operation.left());
        Known right = of(operation.right());
        yield apply(operation, List.of(left, right), () -> operation.operator().apply(left.tensor, right.tensor));
      }
      case Call call -> call(call);
      case Vector vector -> joined(vector, vector.elements(), Shape.of(vector.elements().size()));
      case Matrix matrix -> joined(matrix, matrix.rows().stream().flatMap(List::stream).toList(),
          Shape.of(matrix.rows().size(), matrix.rows().getFirst().size()));
    };
  }

  private Known named(Name name) {
    Known given = names.get(name.name());
    if (given != null) {
      return given;
    }
    Double constant = CONSTANTS.get(name.name());
    if (constant != null) {
      return new Known(Tensor.of(constant), true);
    }
    Set<String> known = new TreeSet<>(names.keySet());
    known.addAll(CONSTANTS.keySet());
    String near = NearNames.suggestion(name.name(), known);
    String remedy = FunctionTable.contains(name.name())
        ? "; as a function it is %s".formatted(FunctionTable.usage(name.name()))
        : near.isEmpty() ? "; " + unknownName.formatted(name.name()) : near;
    throw source.error(name.place().column(), "unknown name %s%s".formatted(name.name(), remedy));
  }

  private Known call(Call call) {
    String function = call.function();
    if (!FunctionTable.contains(function)) {
      String near = NearNames.suggestion(function, FunctionTable.names());
      String remedy = names.containsKey(function) ? "; a product is written %s * (…)".formatted(function)
          : near.isEmpty() ? "; chainrule explain --help lists them" : near;
      throw source.error(call.place().column(), "unknown function %s%s".formatted(function, remedy));
    }
    List<Known> arguments = call.arguments().stream().map(this::of).toList();
    return apply(call, arguments, () -> {
      Tensor result = FunctionTable.call(function, arguments);
      if (result == null) {
        String usage = FunctionTable.usage(function);
        throw source.error(call.place().column(), "these arguments do not fit; it is %s%s"
            .formatted(usage, usage.contains("number") ? ", where numbers are constants" : ""));
      }
      return result.dtype() == DType.I32 || result.dtype() == DType.I64 ? result.to(DType.F64) : result;
    });
  }

  /// Numbers as one tensor.
  private Known joined(Expression whole, List<Expression> expressions, Shape shape) {
    List<Known> elements = new ArrayList<>();
    for (Expression expression : expressions) {
      Known element = of(expression);
      if (element.tensor.rank() != 0) {
        throw source.error(expression.place().column(),
            "an element is a number, and this has shape %s; concat(0, a, b) joins vectors, and rows of a matrix are divided by ;"
                .formatted(element.tensor.shape()));
      }
      if (element.tensor.dtype() != DType.F64) {
        throw source.error(expression.place().column(), "an element is a number, and this is true or false; where(condition, 1, 0) makes one of it");
      }
      elements.add(element);
    }
    if (elements.stream().allMatch(Known::constant)) {
      return new Known(Tensor.of(shape, elements.stream().mapToDouble(element -> element.tensor.item()).toArray()), true);
    }
    List<Tensor> tensors = elements.stream().map(Known::tensor).toList();
    return new Known(guarded(whole, () -> Functions.stack(0, tensors).reshape(shape)), false);
  }

  private Known apply(Expression expression, List<Known> operands, Supplier<Tensor> operation) {
    requireModerate(expression, operands);
    Tensor result = guarded(expression, operation);
    if (result.size() > Limits.ELEMENTS) {
      throw tooLarge(expression, result.shape());
    }
    boolean constant = operands.stream().allMatch(Known::constant);
    if (constant && !isFinite(result) && operands.stream().allMatch(operand -> isFinite(operand.tensor))) {
      throw source.error(expression.place().column(),
          "%s is no finite 64-bit number; change it, or write inf or nan if you mean that"
              .formatted(Source.shortened(ExpressionText.of(expression))));
    }
    return new Known(result, constant);
  }

  /// Refuses what broadcasting would make too large, before it is computed.
  private void requireModerate(Expression expression, List<Known> operands) {
    Shape common = Shape.of();
    try {
      for (Known operand : operands) {
        common = Shape.broadcast("size", common, operand.tensor.shape());
      }
    } catch (ShapeException otherwise) {
      return; // Either the operation does not broadcast, or it says better what is wrong.
    }
    if (common.size() > Limits.ELEMENTS) {
      throw tooLarge(expression, common);
    }
  }

  private BadInput tooLarge(Expression expression, Shape shape) {
    return source.error(expression.place().column(), "the result has shape %s; more than %d elements are not explained, use smaller inputs"
        .formatted(shape, Limits.ELEMENTS));
  }

  private <T> T guarded(Expression expression, Supplier<T> operation) {
    try {
      return operation.get();
    } catch (ChainruleException e) {
      throw source.error(expression.place().column(), e.getMessage());
    }
  }

  /// What has no elements yet, since it is being compiled, passes.
  private static boolean isFinite(Tensor tensor) {
    if (!tensor.value().hasElements()) {
      return true;
    }
    Array array = tensor.value().array();
    for (int i = 0; i < array.size(); i++) {
      if (!Double.isFinite(array.getDouble(i))) {
        return false;
      }
    }
    return true;
  }
}
