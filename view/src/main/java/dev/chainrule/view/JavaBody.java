package dev.chainrule.view;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.PrimitiveException;
import dev.chainrule.graph.Scalar;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Cast;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A graph as Java statements, in the order of its definitions. What has no name and is read once by an elementwise
/// operation becomes part of that one's expression.
final class JavaBody {
  /// Some lines, the variables that they declare with their types, and those that they read.
  record Statement(Map<String, String> declares, List<String> lines, Set<String> reads) {}

  private record Inlined(JavaExpression expression, Set<String> reads) {}

  /// Longer expressions get a variable of their own.
  private static final int EXPRESSION = 80;

  private final Graph graph;
  private final JavaNames names;
  private final boolean exact;
  private final JavaFunctions functions;
  private final Graph.Step[] producers;
  private final int[] uses;
  private final Graph.Step[] readers;
  private final Map<Integer, NamedGraph.Definition> named = new HashMap<>();
  private final Map<Integer, String> variables = new HashMap<>();
  private final Map<Integer, Inlined> inlined = new HashMap<>();
  private final List<Statement> statements = new ArrayList<>();
  /// The names that slots have got besides.
  private final Map<String, Integer> aliases = new HashMap<>();
  /// Those among them to read now.
  private List<String> preferred = List.of();
  private boolean backward;

  /// @param named the graph, whose names are Java's
  /// @param exact whether zeros win in products of derivatives, or these are plain
  JavaBody(NamedGraph named, JavaNames names, boolean exact, JavaFunctions functions) {
    this.graph = named.graph();
    this.names = names;
    this.exact = exact;
    this.functions = functions;
    producers = new Graph.Step[graph.slots()];
    uses = new int[graph.slots()];
    readers = new Graph.Step[graph.slots()];
    for (Graph.Step step : graph.steps()) {
      for (int i = 0; i < step.count(); i++) {
        producers[step.first() + i] = step;
      }
      step.inputs().forEach(slot -> {
        uses[slot]++;
        readers[slot] = step;
      });
    }
    for (int slot = 0; slot < graph.parameters(); slot++) {
      variables.put(slot, named.parameters().get(slot));
    }
    named.definitions().forEach(definition -> this.named.putIfAbsent(definition.slot(), definition));
    named.results().forEach(result -> readers[result.slot()] = null);
    named.definitions().forEach(this::define);
    named.results().forEach(result -> ensure(result.slot()));
  }

  List<Statement> statements() {
    return statements;
  }

  /// A result as an operand of what comes after the statements.
  String result(NamedGraph.Result result) {
    preferred = List.of(result.definition());
    return operand(result.slot(), new LinkedHashSet<>()).variable();
  }

  private void define(NamedGraph.Definition definition) {
    int slot = definition.slot();
    if (literal(slot) != null) {
      declare(definition.name(), definition, literal(slot).type(), literal(slot));
      return;
    }
    preferred = definition.upstream();
    ensure(slot);
    if (!variables.get(slot).equals(definition.name())) {
      String type = JavaType.of(graph.type(slot));
      String same = variable(slot);
      add(Map.of(definition.name(), type), definition, List.of("%s = %s;".formatted(names.dialect().variable(type, definition.name()), same)), Set.of(same));
      aliases.put(definition.name(), slot);
    }
  }

  /// The name by which to read a slot now.
  private String variable(int slot) {
    return preferred.stream().filter(name -> aliases.getOrDefault(name, -1) == slot).findFirst().orElse(variables.get(slot));
  }

  /// Writes all that a slot depends on, and the slot. Does not recurse: chains may be long.
  private void ensure(int root) {
    Deque<Integer> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      int slot = open.peek();
      if (isReady(slot)) {
        open.pop();
        continue;
      }
      List<Integer> missing = producers[slot].inputs().stream().filter(input -> !isReady(input)).toList();
      if (missing.isEmpty()) {
        write(producers[slot]);
      }
      missing.reversed().forEach(open::push);
    }
  }

  private boolean isReady(int slot) {
    return variables.containsKey(slot) || inlined.containsKey(slot) || literal(slot) != null
        || isRepeatedScalar(slot) && isReady(producers[slot].inputs().getFirst());
  }

  private @Nullable Literal literal(int slot) {
    return producers[slot] != null && producers[slot].primitive() instanceof Literal literal ? literal : null;
  }

  /// A scalar that is repeated needs no array where elements are read.
  private boolean isRepeatedScalar(int slot) {
    return producers[slot] != null && producers[slot].primitive() instanceof Broadcast && !named.containsKey(slot)
        && graph.type(producers[slot].inputs().getFirst()).shape().rank() == 0;
  }

  private static boolean isElementwise(Primitive primitive) {
    return primitive instanceof Pointwise || primitive instanceof Cast;
  }

  private void write(Graph.Step step) {
    if (isElementwise(step.primitive())) {
      elementwise(step);
    } else {
      whole(step);
    }
  }

  private void elementwise(Graph.Step step) {
    int slot = step.first();
    Set<String> reads = new LinkedHashSet<>();
    JavaExpression expression = expression(step, reads);
    if (isInlinable(slot) && expression.text().length() <= EXPRESSION) {
      inlined.put(slot, new Inlined(expression, reads));
      return;
    }
    Type type = graph.type(slot);
    String name = name(slot);
    JavaLoops loops = new JavaLoops(names);
    if (type.shape().rank() == 0) {
      loops.line("%s = %s;".formatted(names.dialect().variable(JavaType.of(type), name), expression.text()));
    } else {
      JavaLoops.Operand y = new JavaLoops.Operand(name, type);
      loops.declare(y);
      String index = loops.open(type.shape().size());
      loops.line("%s = %s;".formatted(y.at(index), expression.text()));
      loops.close(index);
    }
    variables.put(slot, name);
    add(Map.of(name, JavaType.of(type)), named.get(slot), loops.lines(), reads);
  }

  private boolean isInlinable(int slot) {
    return !named.containsKey(slot) && uses[slot] == 1 && readers[slot] != null && isElementwise(readers[slot].primitive())
        && (!(readers[slot].primitive() instanceof Pointwise pointwise)
            || occurrences(pointwise.formula(), readers[slot].inputs().indexOf(slot)) == 1);
  }

  private static int occurrences(Scalar formula, int argument) {
    return switch (formula) {
      case Scalar.Argument(int index) -> index == argument ? 1 : 0;
      case Scalar.Constant constant -> 0;
      case Scalar.Apply(var instruction, List<Scalar> operands) ->
          operands.stream().mapToInt(operand -> occurrences(operand, argument)).sum();
    };
  }

  private JavaExpression expression(Graph.Step step, Set<String> reads) {
    List<JavaExpression> x = step.inputs().stream().map(slot -> element(slot, reads)).toList();
    List<DType> types = step.inputs().stream().map(slot -> graph.type(slot).dtype()).toList();
    DType result = graph.type(step.first()).dtype();
    if (step.primitive() instanceof Pointwise pointwise) {
      DType number = types.stream().filter(type -> type != DType.BOOL).findFirst().orElse(result);
      return new JavaExpression.Context(names.dialect(), x, types, number, exact).translate(pointwise.formula());
    }
    return JavaExpression.cast(names.dialect(), x.getFirst(), types.getFirst(), result);
  }

  /// A scalar, or the element of an array at the loop's index.
  private JavaExpression element(int slot, Set<String> reads) {
    Literal literal = literal(slot);
    if (literal != null) {
      return JavaType.literal(names.dialect(), literal.type().dtype(), literal.value());
    }
    Inlined known = inlined.get(slot);
    if (known != null) {
      reads.addAll(known.reads);
      return known.expression;
    }
    if (isRepeatedScalar(slot)) {
      return element(producers[slot].inputs().getFirst(), reads);
    }
    Type type = graph.type(slot);
    String variable = variable(slot);
    reads.add(variable);
    return JavaExpression.atom(new JavaLoops.Operand(variable, type).at(type.shape().size() == 1 ? "0" : names.index(0)));
  }

  private void whole(Graph.Step step) {
    Set<String> reads = new LinkedHashSet<>();
    List<JavaLoops.Operand> x = step.inputs().stream().map(slot -> operand(slot, reads)).toList();
    List<JavaLoops.Operand> y = new ArrayList<>();
    Map<String, String> declares = new LinkedHashMap<>();
    for (int slot = step.first(); slot < step.first() + step.count(); slot++) {
      JavaLoops.Operand result = new JavaLoops.Operand(name(slot), graph.type(slot));
      y.add(result);
      declares.put(result.variable(), JavaType.of(result.type()));
      variables.put(slot, result.variable());
    }
    JavaLoops loops = new JavaLoops(names);
    boolean written = switch (step.primitive()) {
      case Structural structural -> JavaStructural.write(structural, loops, x, y);
      case Control control -> names.dialect() == Dialect.JAVA && JavaControl.write(control, loops, x, y, functions);
      case Pointwise pointwise -> throw new AssertionError(pointwise);
    };
    if (!written) {
      throw new PrimitiveException("[%s] there is no %s form of the operation '%s' yet; leave it out of what is printed, or compute it outside and pass it in"
          .formatted(functions.operation(), names.dialect() == Dialect.JAVA ? "Java" : "JavaScript", step.primitive().name()));
    }
    add(declares, named.get(step.first()), loops.lines(), reads);
  }

  /// A slot as a whole: arrays that exist as a number only are made.
  private JavaLoops.Operand operand(int slot, Set<String> reads) {
    Type type = graph.type(slot);
    if (type.shape().rank() == 0 && literal(slot) != null) {
      return new JavaLoops.Operand(element(slot, reads).text(), type);
    }
    if (!variables.containsKey(slot)) {
      Literal literal = literal(slot);
      if (literal != null) {
        variables.put(slot, declare(name(slot), null, type, literal));
      } else {
        whole(producers[slot]);
      }
    }
    reads.add(variable(slot));
    return new JavaLoops.Operand(variable(slot), type);
  }

  private String declare(String name, NamedGraph.@Nullable Definition definition, Type type, Literal literal) {
    JavaLoops loops = new JavaLoops(names);
    loops.declare(new JavaLoops.Operand(name, type), JavaType.literal(names.dialect(), type.dtype(), literal.value()));
    add(Map.of(name, JavaType.of(type)), definition, loops.lines(), Set.of());
    return name;
  }

  private String name(int slot) {
    NamedGraph.Definition definition = named.get(slot);
    return definition == null || literal(slot) != null ? names.numbered("t") : definition.name();
  }

  private void add(Map<String, String> declares, NamedGraph.@Nullable Definition definition, List<String> lines, Set<String> reads) {
    List<String> text = new ArrayList<>(lines);
    if (definition != null && !definition.remark().isEmpty()) {
      text.set(0, text.getFirst() + " // " + definition.remark());
    }
    if (definition != null && definition.isBackward() && !backward) {
      backward = true;
      text.addAll(0, List.of("", "// Backward, from the result to the inputs."));
    }
    statements.add(new Statement(declares, text, reads));
  }
}
