package dev.chainrule.onnx;

import static java.util.Map.entry;

import ai.onnx.proto.OnnxMl.GraphProto;
import dev.chainrule.Chainrule;
import dev.chainrule.Functions;
import dev.chainrule.Scanned;
import dev.chainrule.Step;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/// Choices and loops over graphs inside the node.
final class ControlOperators {
  static final Map<String, Operator> TABLE = Map.ofEntries(
      entry("If", ControlOperators::choose),
      entry("Loop", ControlOperators::repeat),
      entry("Scan", ControlOperators::scan));

  private ControlOperators() {}

  /// A condition that is known, as one of shapes is, takes a branch now: branches may then differ in shape.
  private static List<Tensor> choose(Call call) {
    Tensor condition = call.x();
    if (condition.value().node() == null) {
      return call.run(condition.value().array().getLong(0) != 0 ? "then_branch" : "else_branch", List.of());
    }
    return Chainrule.cond(condition.reshape(), () -> call.run("then_branch", List.of()), () -> call.run("else_branch", List.of()));
  }

  /// A loop whose number of iterations is known and whose body does not stop it is unrolled: so it may stack results, and
  /// shapes may change from one iteration to the next.
  private static List<Tensor> repeat(Call call) {
    List<Tensor> carry = call.all(2);
    GraphProto body = call.graphOf("body");
    int stacked = body.getOutputCount() - 1 - carry.size();
    if (stacked > 0) {
      return unrolled(call, carry, stacked);
    }
    long most = call.has(0) ? call.x(0).value().array().getLong(0) : Long.MAX_VALUE;
    Tensor goesOn = call.has(1) ? call.x(1).reshape() : Tensor.of(true);
    record Turn(Tensor iteration, Tensor goesOn, List<Tensor> carry) {}
    Turn end = Chainrule.whileLoop(turn -> turn.goesOn().and(turn.iteration().lt(Tensor.of(most))), (Turn turn) -> {
      List<Tensor> next = call.run("body", inputs(turn.iteration(), turn.goesOn(), turn.carry()));
      return new Turn(turn.iteration().plus(1), next.getFirst().reshape(), next.subList(1, next.size()));
    }, new Turn(Tensor.of(0L), goesOn, carry));
    return end.carry();
  }

  private static List<Tensor> unrolled(Call call, List<Tensor> initial, int stacked) {
    if (!call.has(0)) {
      throw call.unsupported("a loop without a bound that stacks results");
    }
    List<Tensor> carry = initial;
    List<List<Tensor>> results = IntStream.range(0, stacked).mapToObj(i -> (List<Tensor>) new ArrayList<Tensor>()).toList();
    Tensor goesOn = call.has(1) ? call.x(1) : Tensor.of(true);
    long most = call.known(0)[0];
    for (long i = 0; i < most && truth(call, goesOn); i++) {
      List<Tensor> next = call.run("body", inputs(Tensor.of(i), goesOn, carry));
      goesOn = next.getFirst();
      carry = next.subList(1, 1 + carry.size());
      for (int k = 0; k < stacked; k++) {
        results.get(k).add(next.get(1 + carry.size() + k));
      }
    }
    List<Tensor> all = new ArrayList<>(carry);
    for (List<Tensor> parts : results) {
      if (parts.isEmpty()) {
        throw call.unsupported("a loop that stacks results and has no iteration");
      }
      all.add(Functions.stack(0, parts));
    }
    return all;
  }

  private static boolean truth(Call call, Tensor condition) {
    if (!condition.value().hasElements()) {
      throw call.unsupported("inside `jit` or `vmap`, a loop that stacks results and stops by values,");
    }
    Array array = condition.value().array();
    return array.getLong(0) != 0;
  }

  private static List<Tensor> inputs(Tensor iteration, Tensor goesOn, List<Tensor> carry) {
    List<Tensor> inputs = new ArrayList<>(List.of(iteration, goesOn));
    inputs.addAll(carry);
    return inputs;
  }

  private static List<Tensor> scan(Call call) {
    int sequences = (int) call.integer("num_scan_inputs", 1);
    List<Tensor> all = call.all();
    int count = all.size() - sequences;
    boolean backward = direction(call, "scan_input_directions", sequences);
    GraphProto body = call.graphOf("body");
    if (backward != direction(call, "scan_output_directions", body.getOutputCount() - count) && body.getOutputCount() > count
        || !zeros(call.integers("scan_input_axes")) || !zeros(call.integers("scan_output_axes"))) {
      throw call.unsupported("a scan along other axes than the first, or in several directions");
    }
    BiFunction<List<Tensor>, List<Tensor>, Step<List<Tensor>, List<Tensor>>> step = (carry, slices) -> {
      List<Tensor> inputs = new ArrayList<>(carry);
      inputs.addAll(slices);
      List<Tensor> next = call.run("body", inputs);
      return new Step<>(next.subList(0, count), next.subList(count, next.size()));
    };
    List<Tensor> xs = all.subList(count, all.size());
    Scanned<List<Tensor>, List<Tensor>> scanned = backward
        ? Chainrule.scanReverse(step, all.subList(0, count), xs) : Chainrule.scan(step, all.subList(0, count), xs);
    List<Tensor> results = new ArrayList<>(scanned.carry());
    results.addAll(scanned.results());
    return results;
  }

  private static boolean direction(Call call, String name, int count) {
    int[] directions = call.integers(name, new int[count]);
    if (IntStream.of(directions).distinct().count() > 1) {
      throw call.unsupported("a scan in both directions");
    }
    return directions.length > 0 && directions[0] != 0;
  }

  private static boolean zeros(int[] axes) {
    return IntStream.of(axes).allMatch(axis -> axis == 0);
  }
}
