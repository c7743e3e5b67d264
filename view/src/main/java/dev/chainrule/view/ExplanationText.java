package dev.chainrule.view;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Gate;
import dev.chainrule.view.Table.Column;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// An explanation as tables to read: the forward pass, the backward pass (or the tangents of forward mode), the
/// gradient, the gate patterns that occur, and what the two modes cost.
///
/// {@snippet :
/// String text = ExplanationText.of(Explanation.of(x -> x.times(x), Tensor.of(3.0)));
/// System.out.println(text.lines().findFirst().orElseThrow()); // Forward pass
/// }
public final class ExplanationText {
  private static final int SWEEPS_SHOWN = 8;
  private static final int SWEEPS_WIDTH = 120;
  private static final int TERMS_SHOWN = 4;

  private record Place(String step, int operand) {}

  private final Explanation explanation;
  private final StringBuilder text = new StringBuilder();

  private ExplanationText(Explanation explanation) {
    this.explanation = explanation;
  }

  /// The forward pass, then the backward pass.
  public static String of(Explanation explanation) {
    return of(explanation, Mode.REVERSE);
  }

  /// The forward pass, then the derivative in either mode.
  public static String of(Explanation explanation, Mode mode) {
    return new ExplanationText(explanation).print(mode);
  }

  private String print(Mode mode) {
    switch (mode) {
      case REVERSE -> {
        forwardPass();
        backwardPass();
      }
      case FORWARD -> tangents();
    }
    gradient(mode);
    notes();
    gates(mode);
    costs();
    return text.toString();
  }

  private void forwardPass() {
    text.append("Forward pass\n");
    Table table = new Table(Column.left("step"), Column.left("operation"), Column.left("gate"), Column.right("value"));
    explanation.inputs().forEach(input -> table.row(input.name(), "input", "", Shown.tensor(input.value())));
    constants().forEach((name, value) -> table.row(name, "constant", "", Shown.tensor(value)));
    explanation.steps().forEach(step -> {
      table.row(step.name(), step.formula(), step.gate().label(), Shown.tensor(step.value()));
      step.others().forEach(other -> table.row(other.name(), further(step, other), "", Shown.tensor(other.value())));
    });
    table.print(text);
  }

  /// What a result after the first is: of a sort or a search the positions.
  static String further(Explanation.Step step, Explanation.Output other) {
    return (other.value().dtype() == DType.I32 ? "positions of " : "of ") + step.name();
  }

  /// Those that have a name which is not their number.
  private Map<String, Tensor> constants() {
    Map<String, Tensor> constants = new LinkedHashMap<>();
    explanation.steps().stream().flatMap(step -> step.inputs().stream()).filter(Explanation.Operand::constant)
        .filter(operand -> operand.value().size() == 0 || !operand.name().equals(Shown.number(operand.value().value().array(), 0)))
        .forEach(operand -> constants.put(operand.name(), operand.value()));
    return constants;
  }

  private void backwardPass() {
    if (explanation.backward().isEmpty()) {
      return;
    }
    text.append("\nBackward pass, from the result to the inputs: downstream = local × upstream\n");
    Table table = new Table(Column.left("step"), Column.left("gate"), Column.right("upstream"), Column.left("input"),
        Column.right("local"), Column.right("downstream"), Column.left("gradient"));
    Map<Place, Explanation.Gradient> completed = completed();
    table.row(explanation.result(), "", "", "", "", "", equation(explanation.backward().getFirst()));
    explanation.steps().reversed().stream().filter(ExplanationText::isVisited).forEach(step -> {
      String[] lead = {step.name(), step.gate().label(), upstream(step)};
      for (int i = step.inputs().size() - 1; i >= 0; i--) {
        Explanation.Operand operand = step.inputs().get(i);
        if (operand.downstream() != null) {
          Explanation.Gradient gradient = completed.get(new Place(step.name(), i));
          table.row(lead[0], lead[1], lead[2], operand.name(), local(operand), Shown.tensor(operand.downstream()),
              gradient == null ? "" : equation(gradient));
          lead = new String[] {"", "", ""};
        }
      }
    });
    table.print(text);
  }

  /// Which gradient is complete with what a step passes to an operand.
  private Map<Place, Explanation.Gradient> completed() {
    Map<Place, Explanation.Gradient> completed = new HashMap<>();
    explanation.backward().stream().skip(1).forEach(gradient -> {
      Explanation.Contribution last = gradient.contributions().getLast();
      completed.put(new Place(last.step(), last.operand()), gradient);
    });
    return completed;
  }

  private static boolean isVisited(Explanation.Step step) {
    return step.inputs().stream().anyMatch(operand -> operand.downstream() != null);
  }

  private static String upstream(Explanation.Step step) {
    List<String> parts = new ArrayList<>(List.of(step.upstream() == null ? "0" : Shown.tensor(step.upstream())));
    step.others().forEach(other -> parts.add(other.upstream() == null ? "0" : Shown.tensor(other.upstream())));
    return String.join(", ", parts);
  }

  private static String local(Explanation.Operand operand) {
    return operand.local() == null ? "Jᵀ" : Shown.tensor(operand.local());
  }

  /// `df/dx = 3 + 2 = 5`; for a tensor that is no fork `df/dx` alone, since the number is beside it.
  private String equation(Explanation.Gradient gradient) {
    String derivative = derivative(gradient.name());
    if (!gradient.isFork() && gradient.value().rank() > 0) {
      return derivative;
    }
    String sum = "";
    if (gradient.isFork()) {
      List<Explanation.Contribution> terms = gradient.contributions();
      sum = terms.stream().limit(TERMS_SHOWN).map(term -> term(term.value())).collect(Collectors.joining(" + "))
          + (terms.size() > TERMS_SHOWN ? " + … (" + terms.size() + " terms)" : "") + " = ";
    }
    return derivative + " = " + sum + Shown.tensor(gradient.value());
  }

  /// What the given upstream gradient is the gradient of has no name here, and is called L, as is usual.
  private String derivative(String name) {
    return "d" + (explanation.upstream().isPresent() ? "L" : explanation.result()) + "/d" + name;
  }

  private static String term(Tensor value) {
    String number = Shown.tensor(value);
    return number.startsWith("-") ? "(" + number + ")" : number;
  }

  private void tangents() {
    List<Explanation.Sweep> sweeps = sweepsThatFit();
    text.append("Forward mode: values, and with them the derivative of each in an input, one sweep for each\n");
    List<Column> columns = new ArrayList<>(List.of(
        Column.left("step"), Column.left("operation"), Column.left("gate"), Column.right("value")));
    sweeps.forEach(sweep -> columns.add(Column.right("d/d" + sweep.input())));
    Table table = new Table(columns);
    explanation.inputs().forEach(input -> tangents(table, input.name(), "input", "", input.value(), sweeps));
    constants().forEach((name, value) -> tangents(table, name, "constant", "", value, sweeps));
    explanation.steps().forEach(step -> {
      tangents(table, step.name(), step.formula(), step.gate().label(), step.value(), sweeps);
      step.others().forEach(other -> tangents(table, other.name(), further(step, other), "", other.value(), sweeps));
    });
    table.print(text);
    long more = explanation.costs().forwardSweeps() - sweeps.size();
    if (more > 0) {
      text.append("  … and ").append(more).append(" more sweeps, one for each element of an input\n");
    }
  }

  /// One at least, and no more than a reader can take in.
  private List<Explanation.Sweep> sweepsThatFit() {
    List<Explanation.Sweep> fitting = new ArrayList<>();
    int width = 0;
    for (Explanation.Sweep sweep : explanation.sweeps(SWEEPS_SHOWN)) {
      width += sweep.tangents().values().stream().mapToInt(tangent -> Shown.tensor(tangent).length()).max().orElse(0);
      if (width <= SWEEPS_WIDTH || fitting.isEmpty()) {
        fitting.add(sweep);
      }
    }
    return fitting;
  }

  private static void tangents(Table table, String name, String formula, String gate, Tensor value, List<Explanation.Sweep> sweeps) {
    List<String> row = new ArrayList<>(List.of(name, formula, gate, Shown.tensor(value)));
    sweeps.forEach(sweep -> row.add(sweep.tangents().containsKey(name) ? Shown.tensor(sweep.tangents().get(name)) : "0"));
    table.row(row);
  }

  private void gradient(Mode mode) {
    Map<String, Tensor> gradients = explanation.gradients(mode);
    if (gradients.isEmpty()) {
      return;
    }
    text.append("\nGradient of ").append(explanation.result()).append(" = ").append(Shown.tensor(explanation.value()))
        .append(explanation.upstream().map(upstream -> ", times " + derivative(explanation.result()) + " = " + Shown.tensor(upstream)).orElse(""))
        .append(mode == Mode.FORWARD ? forwardWork() : "").append('\n');
    boolean scalars = gradients.values().stream().allMatch(tensor -> tensor.rank() == 0);
    Table table = new Table(Column.left(""), new Column("", scalars), Column.left(""));
    explanation.inputs().stream().filter(Explanation.Input::differentiated).forEach(input ->
        table.row(input.name(), Shown.line(gradients.get(input.name())), input.remark()));
    table.print(text);
  }

  private String forwardWork() {
    Explanation.Costs costs = explanation.costs();
    return ", one element by each of %s with %s in all".formatted(
        counted(costs.forwardSweeps(), "forward sweep"), counted(costs.forwardOperations(), "operation"));
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private void notes() {
    if (!explanation.notes().isEmpty()) {
      text.append("\nNote\n");
      explanation.notes().forEach(note -> text.append("  ").append(note).append('\n'));
    }
  }

  private void gates(Mode mode) {
    Set<Gate> used = EnumSet.noneOf(Gate.class);
    explanation.steps().forEach(step -> used.add(step.gate()));
    if (mode == Mode.REVERSE && explanation.backward().stream().anyMatch(Explanation.Gradient::isFork)) {
      used.add(Gate.COPY);
    }
    if (used.isEmpty()) {
      return;
    }
    text.append("\nGates\n");
    Table table = new Table(Column.left(""), Column.left(""));
    used.forEach(gate -> table.row(gate.label(), gate.description()));
    if (mode == Mode.REVERSE && explanation.steps().stream().flatMap(step -> step.inputs().stream())
        .anyMatch(operand -> operand.downstream() != null && operand.local() == null)) {
      table.row("Jᵀ", "stands for a local derivative that is a matrix: it is applied, never formed");
    }
    table.print(text);
  }

  private void costs() {
    Explanation.Costs costs = explanation.costs();
    if (costs.reverseSweeps() == 0) {
      return;
    }
    text.append("\nCost of the whole gradient\n");
    Table table = new Table(Column.left(""), Column.right("sweeps"), Column.right("operations"));
    table.row("forward mode", Long.toString(costs.forwardSweeps()), Long.toString(costs.forwardOperations()));
    table.row("reverse mode", Long.toString(costs.reverseSweeps()), Long.toString(costs.reverseOperations()));
    table.print(text);
    String paths = costs.paths() == Long.MAX_VALUE ? "more than 9·10¹⁸ paths" : costs.paths() == 1 ? "1 path" : costs.paths() + " paths";
    text.append("  ").append(paths).append(" from the inputs to the result; reverse mode goes along each of ")
        .append(costs.edges()).append(costs.edges() == 1 ? " edge" : " edges").append(" once\n");
  }
}
