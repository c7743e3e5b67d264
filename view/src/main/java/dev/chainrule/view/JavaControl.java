package dev.chainrule.view;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Span;
import dev.chainrule.view.JavaLoops.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Choices and loops, whose functions are methods of their own.
final class JavaControl {
  private final JavaLoops loops;
  private final List<Operand> x;
  private final List<Operand> y;
  private final JavaFunctions functions;

  private JavaControl(JavaLoops loops, List<Operand> x, List<Operand> y, JavaFunctions functions) {
    this.loops = loops;
    this.x = x;
    this.y = y;
    this.functions = functions;
  }

  /// Whether there is a way to print it. Calls have been opened before.
  static boolean write(Control control, JavaLoops loops, List<Operand> x, List<Operand> y, JavaFunctions functions) {
    JavaControl writer = new JavaControl(loops, x, y, functions);
    switch (control) {
      case Control.Switch(String name, List<Graph> branches) -> writer.choose(branches);
      case Control.While loop -> writer.whileLoop(loop);
      case Control.Scan scan -> writer.scan(scan);
      case Control.Call call -> {
        return false;
      }
      case Control.Checkpoint checkpoint -> {
        return false;
      }
      case Control.WithDerivative own -> {
        return false;
      }
    }
    return true;
  }

  private String call(Graph graph, List<String> arguments) {
    return functions.name(graph) + "(" + String.join(", ", arguments) + ")";
  }

  private static List<String> variables(List<Operand> operands) {
    return operands.stream().map(Operand::variable).toList();
  }

  private void choose(List<Graph> branches) {
    String results = loops.numbered("t");
    List<String> arguments = variables(x.subList(1, x.size()));
    String cases = IntStream.range(0, branches.size() - 1)
        .mapToObj(i -> "case %d -> %s; ".formatted(i, call(branches.get(i), arguments))).collect(Collectors.joining());
    loops.line("Object[] %s = switch (Math.clamp(%s, 0, %d)) { %sdefault -> %s; };".formatted(results, x.getFirst().variable(),
        branches.size() - 1, cases, call(branches.getLast(), arguments)));
    for (int i = 0; i < y.size(); i++) {
      loops.line("%s %s".formatted(JavaType.of(y.get(i).type()), assignment(y.get(i), results, i)));
    }
  }

  private static String assignment(Operand operand, String results, int i) {
    return "%s = (%s) %s[%d];".formatted(operand.variable(), JavaType.of(operand.type()), results, i);
  }

  /// The carry starts as what is given.
  private List<String> carry(Span inputs) {
    List<String> carry = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Operand operand = y.get(i);
      loops.line("%s %s = %s;".formatted(JavaType.of(operand.type()), operand.variable(), inputs.of(x).get(i).variable()));
      carry.add(operand.variable());
    }
    return carry;
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private void whileLoop(Control.While loop) {
    List<String> carry = carry(loop.carryInputs());
    String test = call(loop.condition(), joined(variables(loop.conditionConstantInputs().of(x)), carry));
    String step = call(loop.body(), joined(variables(loop.bodyConstantInputs().of(x)), carry));
    String results = loops.numbered("t");
    loops.begin("while ((boolean) %s[0]) {".formatted(test));
    loops.line("Object[] %s = %s;".formatted(results, step));
    for (int i = 0; i < y.size(); i++) {
      loops.line(assignment(y.get(i), results, i));
    }
    loops.end();
  }

  private void scan(Control.Scan scan) {
    List<String> carry = carry(scan.carryInputs());
    scan.stackedResults().of(y).forEach(loops::declare);
    String index = loops.open(scan.length());
    String at = !scan.backward() || index.equals("0") ? index : "(" + (scan.length() - 1) + " - " + index + ")";
    List<String> arguments = joined(variables(scan.constantInputs().of(x)), carry);
    for (Operand sequence : scan.sequenceInputs().of(x)) {
      arguments.add(slice(sequence, at));
    }
    String results = loops.numbered("t");
    loops.begin("{");
    loops.line("Object[] %s = %s;".formatted(results, call(scan.body(), arguments)));
    for (int i = 0; i < scan.carry(); i++) {
      loops.line(assignment(y.get(i), results, i));
    }
    for (int i = scan.carry(); i < y.size(); i++) {
      loops.line(store(y.get(i), at, results, i));
    }
    loops.end();
    loops.close(index);
  }

  /// How many elements one iteration reads or writes; -1 where that is a scalar.
  private static int slice(Operand sequence) {
    return sequence.type().shape().rank() == 1 ? -1 : sequence.type().shape().remove(0).size();
  }

  private static String slice(Operand sequence, String at) {
    int size = slice(sequence);
    return size < 0 ? sequence.at(at)
        : "java.util.Arrays.copyOfRange(%1$s, %2$s * %3$d, (%2$s + 1) * %3$d)".formatted(sequence.variable(), at, size);
  }

  private static String store(Operand stacked, String at, String results, int i) {
    int size = slice(stacked);
    return size < 0 ? "%s = (%s) %s[%d];".formatted(stacked.at(at), JavaType.element(stacked.type().dtype()), results, i)
        : "System.arraycopy(%s[%d], 0, %s, %s * %d, %d);".formatted(results, i, stacked.variable(), at, size, size);
  }
}
