package dev.chainrule.exec.lowering;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Primitive;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A loop over slices with the slots that it reads, and what passes over loops need to know of it.
record Loop(Control.Scan scan, List<Integer> inputs) {
  /// The loop that a step is, on these inputs; null for another step.
  static @Nullable Loop of(Primitive primitive, List<Integer> inputs) {
    return primitive instanceof Control.Scan scan ? new Loop(scan, inputs) : null;
  }

  Graph body() {
    return scan.body();
  }

  List<Integer> constants() {
    return inputs.subList(0, scan.constants());
  }

  List<Integer> carry() {
    return inputs.subList(scan.constants(), firstSequence());
  }

  List<Integer> sequences() {
    return inputs.subList(firstSequence(), inputs.size());
  }

  /// The number of the first input, and of the body's first parameter, that is a sequence.
  int firstSequence() {
    return scan.constants() + scan.carry();
  }

  boolean isConstant(int parameter) {
    return parameter < scan.constants();
  }

  boolean isCarry(int parameter) {
    return parameter >= scan.constants() && parameter < firstSequence();
  }

  boolean isSequence(int parameter) {
    return parameter >= firstSequence() && parameter < inputs.size();
  }

  /// For each slot of the body, -1, but for its parameters, which are at the given places.
  int[] places(List<Integer> parameters) {
    int[] places = new int[body().slots()];
    Arrays.fill(places, -1);
    for (int i = 0; i < parameters.size(); i++) {
      places[i] = parameters.get(i);
    }
    return places;
  }

  /// The same loop without the constants and sequences that its body does not read.
  Loop pruned() {
    boolean[] read = new boolean[body().slots()];
    body().steps().forEach(step -> step.inputs().forEach(slot -> read[slot] = true));
    body().outputs().forEach(slot -> read[slot] = true);
    List<Integer> kept = IntStream.range(0, inputs.size()).filter(i -> read[i] || isCarry(i)).boxed().toList();
    if (kept.size() == inputs.size()) {
      return this;
    }
    Rewriting graph = new Rewriting(kept.stream().map(body()::type).toList());
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      places.add(kept.indexOf(i));
    }
    int[] moved = graph.inline(body(), places(places));
    Graph smaller = graph.build(body().outputs().stream().map(slot -> moved[slot]).toList());
    int constants = (int) kept.stream().filter(this::isConstant).count();
    return new Loop(new Control.Scan(smaller, constants, scan.carry(), scan.length(), scan.backward()),
        kept.stream().map(inputs::get).toList());
  }
}
