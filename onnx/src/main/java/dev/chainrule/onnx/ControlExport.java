package dev.chainrule.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Writes choices and loops, whose bodies are graphs inside a node.
final class ControlExport {
  private ControlExport() {}

  /// A chain of Ifs; the first input chooses, and is within bounds by its nature: below all it is the first branch, above
  /// all the last.
  static List<String> choose(NodeWriter nodes, List<Traces> branches, List<String> x) {
    return choose(nodes, branches, 0, x.getFirst(), x.subList(1, x.size()));
  }

  private static List<String> choose(NodeWriter nodes, List<Traces> branches, int first, String index, List<String> x) {
    if (first == branches.size() - 1) {
      return GraphExport.write(branches.get(first), nodes, x);
    }
    String isFirst = nodes.add("LessOrEqual", List.of(index, nodes.number(DType.I32, first)));
    Traces types = branches.get(first);
    NodeWriter here = nodes.inside();
    GraphProto whenTrue = finish(here, "then", types, GraphExport.write(types, here, x));
    NodeWriter there = nodes.inside();
    GraphProto whenFalse = finish(there, "else", types, choose(there, branches, first + 1, index, x));
    return nodes.addAll("If", types.graph().outputs().size(), List.of(isFirst),
        Attribute.of("then_branch", whenTrue), Attribute.of("else_branch", whenFalse));
  }

  private static GraphProto finish(NodeWriter nodes, String name, Traces types, List<String> results) {
    for (int i = 0; i < results.size(); i++) {
      int slot = types.graph().outputs().get(i);
      nodes.output(results.get(i), name + "_y", types.dtype(slot), types.shape(slot));
    }
    return nodes.finish(name);
  }

  static List<String> repeat(NodeWriter nodes, Control.While loop, Traces condition, Traces body, List<String> x) {
    List<String> conditionConstants = loop.conditionConstantInputs().of(x);
    List<String> bodyConstants = loop.bodyConstantInputs().of(x);
    List<String> carry = loop.carryInputs().of(x);
    String begins = GraphExport.write(condition, nodes, joined(conditionConstants, carry)).getFirst();

    NodeWriter inside = nodes.inside();
    inside.input("iteration", DType.I64, List.of());
    inside.input("goes_on", DType.BOOL, List.of());
    List<String> carried = inputs(inside, body, loop.bodyConstants(), carry.size(), "carry");
    List<String> next = GraphExport.write(body, inside, joined(bodyConstants, carried));
    String goesOn = GraphExport.write(condition, inside, joined(conditionConstants, next)).getFirst();
    inside.output(goesOn, "again", DType.BOOL, List.of());
    GraphProto graph = finish(inside, "body", body, next);
    List<String> all = new ArrayList<>(List.of("", begins));
    all.addAll(carry);
    return nodes.addAll("Loop", carry.size(), all, Attribute.of("body", graph));
  }

  static List<String> scan(NodeWriter nodes, Control.Scan scan, Traces body, List<String> x) {
    List<String> constants = scan.constantInputs().of(x);
    List<String> carry = scan.carryInputs().of(x);
    List<String> sequences = new ArrayList<>(scan.sequenceInputs().of(x));
    NodeWriter inside = nodes.inside();
    List<String> read = new ArrayList<>(constants);
    read.addAll(inputs(inside, body, scan.constants(), scan.carry() + scan.sequences(), "x"));
    if (sequences.isEmpty()) {
      // The operator takes its length from a sequence.
      sequences.add(nodes.add("Range", List.of(nodes.number(DType.I64, 0), nodes.number(DType.I64, scan.length()), nodes.number(DType.I64, 1))));
      inside.input("iteration", DType.I64, List.of());
    }
    GraphProto graph = finish(inside, "body", body, GraphExport.write(body, inside, read));
    int stacked = scan.stackedResults().size();
    List<Integer> inputDirections = Collections.nCopies(sequences.size(), scan.backward() ? 1 : 0);
    List<Integer> outputDirections = Collections.nCopies(stacked, scan.backward() ? 1 : 0);
    return nodes.addAll("Scan", scan.carry() + stacked, joined(carry, sequences), Attribute.of("body", graph),
        Attribute.of("num_scan_inputs", sequences.size()),
        Attribute.of("scan_input_directions", inputDirections), Attribute.of("scan_output_directions", outputDirections));
  }

  private static List<String> inputs(NodeWriter inside, Traces body, int first, int count, String name) {
    List<String> names = new ArrayList<>();
    for (int slot = first; slot < first + count; slot++) {
      names.add(inside.input(name, body.dtype(slot), body.shape(slot)));
    }
    return names;
  }

  private static List<String> joined(List<String> a, List<String> b) {
    List<String> both = new ArrayList<>(a);
    both.addAll(b);
    return both;
  }
}
