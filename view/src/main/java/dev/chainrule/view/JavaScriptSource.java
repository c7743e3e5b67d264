package dev.chainrule.view;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.StructureException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// An explanation as a program for browsers: what the page runs when a slider moves. It is printed by what prints
/// [JavaSource], so there is one form of the derivatives, in two languages.
///
/// The text is an expression: an object of functions. `reverse` takes the inputs, and the upstream gradient if one
/// was given, and gives the [quantities][Quantity#all] in their order. `forward` takes the inputs and a tangent for each
/// that is differentiated, and gives for each [name][#tangents] its tangent. `curvature` takes what `reverse` takes and a
/// direction for each differentiated input, and gives the products of the Hessian with it. Scalars are numbers, tensors arrays in
/// row-major order.
///
/// {@snippet :
/// String program = JavaScriptSource.of(Explanation.of(x -> x.times(x), Tensor.of(3.0)));
/// System.out.println(program.contains("reverse(x)")); // true
/// }
public final class JavaScriptSource {
  private static final int CONSTANTS = 100_000;
  private static final String PRELUDE = """
        const Math = {abs: M.abs, signum: M.sign, min: M.min, max: M.max, floor: M.floor, ceil: M.ceil, trunc: M.trunc, sqrt: M.sqrt,
          cbrt: M.cbrt, pow: M.pow, exp: M.exp, expm1: M.expm1, log: M.log, log1p: M.log1p, log10: M.log10, sin: M.sin, cos: M.cos,
          tan: M.tan, asin: M.asin, acos: M.acos, atan: M.atan, atan2: M.atan2, sinh: M.sinh, cosh: M.cosh, tanh: M.tanh, hypot: M.hypot,
          rint: x => M.abs(x) < 2 ** 52 ? (x < 0 || 1 / x < 0 ? -(-x + 2 ** 52 - 2 ** 52) : x + 2 ** 52 - 2 ** 52) : x};
        const ElementaryFunctions = {log2: M.log2, asinh: M.asinh, acosh: M.acosh, atanh: M.atanh};
        const times = (a, b) => a === 0 || b === 0 ? 0 : a * b;
        const index = (i, extent) => i < 0 ? i + extent : i;
      """;

  private JavaScriptSource() {}

  /// The program.
  ///
  /// @throws dev.chainrule.graph.PrimitiveException naming an operation that has no JavaScript form
  public static String of(Explanation explanation) {
    return "(M => {\n" + PRELUDE + "  return {\n" + function("reverse", GradientGraph.detailed(explanation, Mode.REVERSE))
        + function("forward", GradientGraph.detailed(explanation, Mode.FORWARD))
        + (explanation.gradients().isEmpty() ? "" : function("curvature", CurvatureGraph.of(explanation))) + "  };\n})(Math)";
  }

  /// The names of the steps whose tangents `forward` gives: all that have one.
  public static List<String> tangents(Explanation explanation) {
    return GradientGraph.detailed(explanation, Mode.FORWARD).results().stream().map(NamedGraph.Result::name).toList();
  }

  private static String function(String name, NamedGraph given) {
    JavaNames names = new JavaNames(Dialect.JAVASCRIPT);
    NamedGraph named = given.renamed(names);
    List<String> parameters = IntStream.range(0, named.parameters().size()).filter(slot -> !named.constants().containsKey(slot))
        .mapToObj(named.parameters()::get).toList();
    StringBuilder text = new StringBuilder("    %s(%s) {\n".formatted(name, String.join(", ", parameters)));
    named.constants().forEach((slot, array) -> text.append("      const ").append(named.parameters().get(slot)).append(" = ").append(constant(array)).append(";\n"));
    JavaBody body = new JavaBody(named, names, true, new JavaFunctions("javascript"));
    String results = named.results().stream().map(body::result).collect(Collectors.joining(", "));
    body.statements().forEach(statement -> statement.lines().forEach(line -> text.append("      ").append(line).append('\n')));
    return text.append("      return [").append(results).append("];\n    },\n").toString();
  }

  private static String constant(Array array) {
    if (array.size() > CONSTANTS) {
      throw new StructureException("[javascript] a constant %s is too large to be written out".formatted(array.type()));
    }
    String elements = IntStream.range(0, array.size()).mapToObj(i -> Dialect.JAVASCRIPT.literal(array.dtype(), array.getDouble(i))).collect(Collectors.joining(", "));
    return array.shape().rank() == 0 ? elements : Dialect.JAVASCRIPT.elements(array.dtype(), elements);
  }
}
