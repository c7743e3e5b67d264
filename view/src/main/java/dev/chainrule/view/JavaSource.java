package dev.chainrule.view;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.ElementaryFunctions;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.SpecialFunctions;
import dev.chainrule.graph.StructureException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A graph as a Java class that needs nothing but the JDK, and for functions like erf that it lacks and that are no short
/// formulas [SpecialFunctions]: flat code, the forward pass and then the backward pass, as one
/// writes it in a notebook. Scalars are local variables, tensors arrays in row-major order.
///
///     double s0 = w0 * x0; // multiply
///     double s1 = s0 + w1; // add
///     …
///     double grad_s0 = grad_s1; // add
///     double grad_w0 = grad_s0 * x0; // multiply
///
/// Where a derivative's factor is 0 it wins against ∞ and NaN. On scalars the products are plain all the same, and only
/// if a gradient comes out as NaN the class computes it once more with such products; the two differ nowhere else.
///
/// {@snippet :
/// String source = JavaSource.of(Explanation.of(x -> x.times(x), Tensor.of(3.0)), "Square");
/// System.out.println(source.contains("public final class Square")); // true
/// }
public final class JavaSource {
  private static final int WORDS = 250;
  private static final int CONSTANTS = 2_000;

  /// What it is written for.
  ///
  /// @param operation what the user called, for errors
  /// @param functions where [SpecialFunctions] are to be found
  record Written(String operation, String functions) {
    static final Written PRINTED = new Written("java", "chainrule-core and what it depends on");
  }

  private final Written written;
  private final NamedGraph named;
  private final String className;
  private final String method;
  private final JavaNames names;
  private final JavaFunctions functions;
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final String resultType;
  private final boolean isRecord;

  private JavaSource(Written written, NamedGraph named, String className, String method, boolean alwaysRecord) {
    this.written = written;
    this.functions = new JavaFunctions(written.operation());
    if (!JavaNames.isIdentifier(className)) {
      throw new StructureException("[%s] '%s' cannot be the name of the class; write a word of letters and digits that Java does not use itself".formatted(written.operation(), className));
    }
    this.names = new JavaNames();
    this.named = named.renamed(names);
    this.className = className;
    this.method = method;
    for (int slot = 0; slot < this.named.parameters().size(); slot++) {
      if (!named.constants().containsKey(slot)) {
        parameters.put(this.named.parameters().get(slot), JavaType.of(named.graph().type(slot)));
      }
    }
    List<String> results = named.results().stream().map(result -> JavaType.of(named.graph().type(result.slot()))).toList();
    resultType = results.size() == 1 && !alwaysRecord ? results.getFirst() : className.equals("Result") ? "Results" : "Result";
    isRecord = results.size() > 1 || alwaysRecord;
    requireFit("arguments", List.copyOf(parameters.values()));
    requireFit("results", results);
  }

  /// A class whose static method `valueAndGrad` takes the inputs and gives a record of the value and of a gradient for
  /// each differentiated input. Its operations are those that ran at the explained point: a branch of Java's `if` that was
  /// not taken there is not in it.
  ///
  /// @throws dev.chainrule.graph.PrimitiveException naming an operation that cannot be printed
  public static String of(Explanation explanation, String className) {
    return of(explanation, className, Mode.REVERSE);
  }

  /// The same for either mode: forward, the method is `valueAndTangent`, takes a tangent after the inputs for each that is
  /// differentiated, and gives the value and its tangent. In reverse mode, the upstream gradient comes after the inputs if
  /// one was given.
  public static String of(Explanation explanation, String className, Mode mode) {
    String method = switch (mode) {
      case REVERSE -> "valueAndGrad";
      case FORWARD -> "valueAndTangent";
    };
    return new JavaSource(Written.PRINTED, GradientGraph.of(explanation, mode), className, method, true).print();
  }

  /// A class whose static method `run` takes the graph's parameters, which are called `p0`, `p1`, …, and gives its result,
  /// or a record of its results `y0`, `y1`, ….
  ///
  /// @throws dev.chainrule.graph.PrimitiveException naming an operation that cannot be printed
  public static String of(Graph graph, String className) {
    return of(graph, className, IntStream.range(0, graph.parameters()).mapToObj(slot -> "p" + slot).toList());
  }

  /// The same with names for the parameters.
  public static String of(Graph graph, String className, List<String> parameters) {
    if (parameters.size() != graph.parameters()) {
      throw new StructureException("[%s] the graph has %d parameters, but %d names were given".formatted(Written.PRINTED.operation(), graph.parameters(), parameters.size()));
    }
    return new JavaSource(Written.PRINTED, NamedGraph.of(graph, parameters), className, "run", false).print();
  }

  /// The same with constants for some of the parameters, and names for the results.
  static String of(Written written, Graph graph, String className, List<String> parameters, Map<Integer, Array> constants, List<String> results) {
    NamedGraph named = NamedGraph.of(graph, parameters);
    List<NamedGraph.Result> renamed = IntStream.range(0, results.size())
        .mapToObj(i -> new NamedGraph.Result(results.get(i), named.results().get(i).slot(), named.results().get(i).definition())).toList();
    return new JavaSource(written, new NamedGraph(named.graph(), parameters, constants, named.definitions(), renamed), className, "run", false).print();
  }

  private void requireFit(String what, List<String> types) {
    int words = types.stream().mapToInt(type -> type.equals("double") || type.equals("long") ? 2 : 1).sum();
    if (words > WORDS) {
      throw new StructureException("[%s] %d %s are more than a Java method can have; put scalars together in a vector"
          .formatted(written.operation(), types.size(), what));
    }
  }

  private String print() {
    boolean scalar = IntStream.range(0, named.graph().slots()).allMatch(slot -> named.graph().type(slot).shape().rank() == 0);
    boolean plain = scalar && showsNaN();
    JavaMethods methods = new JavaMethods(parameters, names);
    if (plain) {
      write(methods, "public static", method, false, true);
      methods.remark("The same with products in which a 0 wins, even against an infinity or NaN.");
      write(methods, "private static", "exact", true, false);
    } else {
      write(methods, "public static", method, true, false);
    }
    String code = (methods.text() + functions.text()).replace(ElementaryFunctions.class.getPackageName() + ".ElementaryFunctions.", "ElementaryFunctions.");
    JavaAlgorithms algorithms = new JavaAlgorithms(code);
    StringBuilder text = new StringBuilder(algorithms.imports()).append(comment(code)).append("public final class ").append(className).append(" {\n");
    constants(text);
    text.append("  private ").append(className).append("() {}\n\n");
    if (isRecord) {
      text.append("  /** What the function gives. */\n  public record ").append(resultType).append('(').append(named.results().stream()
          .map(result -> JavaType.of(named.graph().type(result.slot())) + " " + result.name()).collect(Collectors.joining(", "))).append(") {}\n\n");
    }
    text.append(code);
    helpers(text, code);
    text.append(algorithms.text());
    return text.toString().stripTrailing() + "\n}\n";
  }

  private void write(JavaMethods methods, String modifiers, String name, boolean exact, boolean guarded) {
    JavaBody body = new JavaBody(named, new JavaNames(names), exact, functions);
    List<String> results = named.results().stream().map(body::result).toList();
    methods.write(modifiers + " " + resultType, name, body.statements(), results, values -> {
      List<String> lines = new ArrayList<>(List.of(""));
      if (guarded) {
        lines.add("if (Double.isNaN(%s)) {".formatted(String.join(" + ", derived(values))));
        lines.add("  return exact(%s); // A 0 met an infinity or NaN.".formatted(String.join(", ", parameters.keySet())));
        lines.add("}");
      }
      lines.add(isRecord ? "return new %s(%s);".formatted(resultType, String.join(", ", values)) : "return " + values.getFirst() + ";");
      return lines;
    });
  }

  private List<String> derived(List<String> values) {
    boolean[] derived = named.derived();
    return IntStream.range(0, values.size()).filter(i -> derived[named.results().get(i).slot()]).mapToObj(values::get).toList();
  }

  /// Whether a result depends on a product of derivatives, and a NaN there would be seen in it.
  private boolean showsNaN() {
    boolean[] derived = named.derived();
    Graph graph = named.graph();
    return named.results().stream().anyMatch(result -> derived[result.slot()])
        && graph.steps().stream().noneMatch(step -> step.inputs().stream().anyMatch(slot -> derived[slot]) && hidesNaN(step));
  }

  /// Whether the result may be the same number for NaN as for another operand: comparisons, powers, and the length of (∞, NaN).
  private static boolean hidesNaN(Graph.Step step) {
    return !(step.primitive() instanceof Pointwise pointwise) || pointwise.program().lines().stream().anyMatch(line ->
        line instanceof ScalarProgram.Line.Compute(Instruction instruction, var operands)
            && (instruction.yieldsTruth() || instruction == Instruction.POWER || instruction == Instruction.HYPOTENUSE));
  }

  private String comment(String code) {
    StringBuilder text = new StringBuilder("/**\n * ").append(switch (method) {
      case "valueAndGrad" -> "A function and its gradient, step by step.";
      case "valueAndTangent" -> "A function and its derivative in a direction, step by step.";
      default -> "A function, step by step.";
    }).append('\n');
    List<String> tensors = new ArrayList<>();
    for (int slot = 0; slot < named.graph().parameters(); slot++) {
      if (named.graph().type(slot).shape().rank() > 0) {
        tensors.add(named.parameters().get(slot) + " is " + named.graph().type(slot));
      }
    }
    if (!tensors.isEmpty()) {
      text.append(" * Tensors are arrays in row-major order: ").append(String.join(", ", tensors)).append(".\n");
    }
    if (!method.equals("valueAndTangent")) {
      gates(text);
    }
    if (code.contains(SpecialFunctions.class.getName())) {
      text.append(" *\n * Compiles and runs with ").append(written.functions())
          .append(" on the class path, for functions that Java's Math has not.\n");
    }
    return text.append(" */\n").toString();
  }

  /// What the remarks mean. They say what happens to a gradient on its way back, which forward mode does not go.
  private void gates(StringBuilder text) {
    Set<String> remarks = named.definitions().stream().map(NamedGraph.Definition::remark).collect(Collectors.toSet());
    List<Gate> gates = EnumSet.allOf(Gate.class).stream().filter(gate -> remarks.contains(gate.label())
        || gate == Gate.COPY && remarks.stream().anyMatch(remark -> remark.startsWith("copy of "))).toList();
    if (!gates.isEmpty()) {
      text.append(" *\n * The remarks name the gates:\n");
      gates.forEach(gate -> text.append(" * - ").append(gate.label()).append(' ').append(gate.description()).append('\n'));
    }
  }

  private void constants(StringBuilder text) {
    int size = named.constants().values().stream().mapToInt(Array::size).sum();
    named.constants().forEach((slot, array) -> {
      if (size > CONSTANTS) {
        throw new StructureException("[%s] the function takes %d numbers from outside, in a %s among others; at most %d are written into the source: make them inputs"
            .formatted(written.operation(), size, array.type(), CONSTANTS));
      }
      text.append("  private static final ").append(JavaType.of(array.type())).append(' ').append(named.parameters().get(slot)).append(" = {")
          .append(IntStream.range(0, array.size()).mapToObj(i -> JavaType.element(array, i)).collect(Collectors.joining(", "))).append("};\n");
    });
    text.append(named.constants().isEmpty() ? "" : "\n");
  }

  private static void helpers(StringBuilder text, String code) {
    for (String type : List.of("double", "float")) {
      if (code.contains("times(") && code.contains(type)) {
        text.append("  /** A product in which a 0 wins, even against an infinity or NaN. */\n")
            .append("  private static %1$s times(%1$s a, %1$s b) {\n    return a == 0 || b == 0 ? 0 : a * b;\n  }\n\n".formatted(type));
      }
    }
    for (String type : List.of("double", "float")) {
      if (code.contains("part(") && code.contains(type + "[]")) {
        text.append("  /** Some of the elements, for themselves. */\n")
            .append("  private static double[] part(%s[] x, int from, int length) {\n".formatted(type))
            .append("    double[] part = new double[length];\n    for (int i = 0; i < length; i++) {\n      part[i] = x[from + i];\n    }\n")
            .append("    return part;\n  }\n\n");
      }
      if (code.contains("put(") && code.contains(type + "[]")) {
        text.append("  private static void put(double[] part, %1$s[] y, int at) {\n".formatted(type))
            .append("    for (int i = 0; i < part.length; i++) {\n      y[at + i] = (%s) part[i];\n    }\n  }\n\n".formatted(type));
      }
    }
    if (code.contains("index(")) {
      text.append("  /** An index, counted from the end where it is negative. */\n")
          .append("  private static int index(long index, int extent) {\n")
          .append("    return java.util.Objects.checkIndex((int) (index < 0 ? index + extent : index), extent);\n  }\n\n");
    }
  }
}
