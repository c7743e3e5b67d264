package dev.chainrule.exec;

import dev.chainrule.graph.ScalarProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Prints what a kernel does for each tile, one line for each stage and, indented, for each instruction of a
/// loop. Arguments are `x0`, `x1`, …, results `y0`, …, buffers `t0`, …; constants are printed as numbers.
final class KernelText {
  private final TilePlan plan;
  private final StringBuilder text = new StringBuilder();

  private KernelText(TilePlan plan) {
    this.plan = plan;
  }

  static String of(TilePlan plan) {
    return new KernelText(plan).print();
  }

  private String print() {
    text.append("kernel in %s: %s, %s, %s\n".formatted(plan.number(), count(plan.arguments(), "argument"),
        count(plan.results(), "result"), count(plan.buffers().size(), "buffer")));
    plan.stages().forEach(stage -> stage(stage, ""));
    return text.toString();
  }

  /// @param where what a line ends with
  private void stage(TilePlan.Stage stage, String where) {
    switch (stage) {
      case TilePlan.PerRow(TilePlan.Stage inner) -> stage(inner, " for each row");
      case TilePlan.Reduce(RowProgram.Reduction.Kind kind, int from, int buffer) ->
          line("row", name(buffer) + " = " + kind.name().toLowerCase(java.util.Locale.ROOT) + "(" + name(from) + ")");
      case TilePlan.Spread(int from, int buffer) -> line("row", name(buffer) + " = " + name(from) + " along the row");
      case TilePlan.Fetch(int from, int buffer) -> line("copy", name(buffer) + " = " + name(from) + where);
      case TilePlan.Store(int buffer, int to) -> line("copy", name(to) + " = " + name(buffer) + where);
      case TilePlan.Add(int from, int result) -> line("sum", name(plan.resultSlot(result)) + " += " + name(from));
      case TilePlan.Call call -> line("call", name(call.result()) + " = " + call.instruction().name().toLowerCase(java.util.Locale.ROOT)
          + call.operands().stream().map(this::name).collect(Collectors.joining(", ", "(", ")")) + where);
      case TilePlan.Run run -> loop(run.loop(), run.slots(), (run.whole() ? "over whole arrays" : "over buffers") + where);
      case TilePlan.Fused fused -> loop(fused.loop(), fused.slots(), "over vectors");
    }
  }

  private void loop(LoopProgram loop, List<Integer> slots, String where) {
    int operands = loop.operands().size();
    line("loop", where);
    List<String> names = new ArrayList<>(slots.subList(0, operands).stream().map(this::name).toList());
    for (ScalarProgram.Line.Compute line : loop.lines()) {
      String value = line.instruction().toJava(line.operands().stream().map(names::get).toArray());
      int register = names.size();
      String result = IntStream.range(0, loop.results().size())
          .filter(i -> loop.program().results().get(i) == register)
          .mapToObj(i -> name(slots.get(operands + i))).findFirst().orElse("v" + (register - operands));
      names.add(result);
      text.append("         ").append(result).append(" = ").append(value).append('\n');
    }
    if (loop.lines().isEmpty()) {
      text.append("         %s = %s\n".formatted(name(slots.getLast()), names.getFirst()));
    }
  }

  private void line(String what, String how) {
    text.append("  ").append(what).append("   ").append(how).append('\n');
  }

  private String name(int slot) {
    if (slot < plan.arguments()) {
      return "x" + slot;
    }
    if (slot < plan.resultSlot(0)) {
      return String.valueOf(plan.constants().get(slot - plan.arguments()));
    }
    return plan.isWhole(slot) ? "y" + (slot - plan.resultSlot(0)) : "t" + (slot - plan.wholeSlots());
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
