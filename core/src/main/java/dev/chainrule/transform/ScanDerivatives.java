package dev.chainrule.transform;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The derivatives of a loop are loops.
final class ScanDerivatives {
  private ScanDerivatives() {}

  /// Forward: one loop whose carry holds the primal carry and its tangents.
  static @Nullable Value[] push(Control.Scan scan, Value[] x, @Nullable Value[] dx) {
    Parts parts = new Parts(scan);
    Value[] tangents = dx.clone();
    boolean[] active = new boolean[x.length];
    for (int i = 0; i < x.length; i++) {
      if (parts.isCarry(i) && x[i].dtype().isFloating() && tangents[i] == null) {
        tangents[i] = Literal.zeros(x[i].type());
      }
      active[i] = tangents[i] != null;
    }
    Graph derived = DerivedGraphs.pushforward(scan.body(), active);
    List<Integer> inputOrder = parts.groupInputs(active);
    List<Type> outputs = scan.body().outputTypes();
    List<Integer> floating = IntStream.range(0, outputs.size()).filter(i -> outputs.get(i).dtype().isFloating()).boxed().toList();
    List<Integer> outputOrder = parts.groupOutputs(outputs.size(), floating);
    Graph body = GraphRewiring.rewire(derived, inputOrder, outputOrder);
    Value[] given = ControlDerivatives.join(x, tangents);
    Value[] inputs = inputOrder.stream().map(i -> given[i]).toArray(Value[]::new);
    int constants = (int) inputOrder.stream().filter(i -> parts.isConstant(parts.original(i, active))).count();
    int carry = (int) inputOrder.stream().filter(i -> parts.isCarry(parts.original(i, active))).count();
    Value[] results = new Control.Scan(body, constants, carry, scan.length(), scan.backward()).allOn(inputs);
    Value[] dy = new Value[outputs.size()];
    for (int position = 0; position < outputOrder.size(); position++) {
      int derivedOutput = outputOrder.get(position);
      if (derivedOutput >= outputs.size()) {
        dy[floating.get(derivedOutput - outputs.size())] = results[position];
      }
    }
    return dy;
  }

  /// Reverse: the forward loop once more, keeping the carry that each iteration started from; then a loop in the
  /// other direction that carries the cotangents of the carry and adds up those of the constants.
  static @Nullable Value[] pull(Control.Scan scan, Value[] x, @Nullable Value[] dy, boolean[] wanted) {
    Parts parts = new Parts(scan);
    boolean[] active = wanted.clone();
    for (int i = scan.constants(); i < scan.constants() + scan.carry(); i++) {
      active[i] = x[i].dtype().isFloating();
    }
    Value[] carries = startingCarries(scan, x);
    List<Type> outputs = scan.body().outputTypes();
    boolean[] reached = new boolean[outputs.size()];
    for (int i = 0; i < reached.length; i++) {
      reached[i] = outputs.get(i).dtype().isFloating() && (i < scan.carry() || dy[i] != null);
    }
    return new ReverseLoop(scan, parts, x, carries, dy, active, reached).run(wanted);
  }

  /// For each iteration, the carry that it started from, stacked.
  private static Value[] startingCarries(Control.Scan scan, Value[] x) {
    Graph body = scan.body();
    List<Integer> outputs = new ArrayList<>(body.outputs().subList(0, scan.carry()));
    for (int i = 0; i < scan.carry(); i++) {
      outputs.add(scan.constants() + i);
    }
    Graph keeping = GraphRewiring.withOutputs(body, outputs);
    Value[] results = new Control.Scan(keeping, scan.constants(), scan.carry(), scan.length(), scan.backward()).allOn(x);
    return Arrays.copyOfRange(results, scan.carry(), results.length);
  }

  /// The loop in the other direction. Its constants are the forward loop's; its carry holds the cotangents of
  /// the carry, then the sums of those of the constants; its sequences are the starting carries, the slices,
  /// and the cotangents of the stacked results.
  private record ReverseLoop(Control.Scan scan, Parts parts, Value[] x, Value[] carries, @Nullable Value[] dy,
      boolean[] active, boolean[] reached) {
    @Nullable Value[] run(boolean[] wanted) {
      List<Integer> activeConstants = activeIn(0, scan.constants());
      List<Integer> activeCarries = activeIn(scan.constants(), scan.constants() + scan.carry());
      List<Integer> activeSequences = activeIn(scan.constants() + scan.carry(), x.length);
      List<Value> constants = List.of(Arrays.copyOf(x, scan.constants()));
      List<Value> carry = new ArrayList<>();
      activeCarries.forEach(i -> carry.add(dy[i - scan.constants()] != null
          ? dy[i - scan.constants()] : Literal.zeros(x[i].type())));
      activeConstants.forEach(i -> carry.add(Literal.zeros(x[i].type())));
      List<Value> sequences = new ArrayList<>(List.of(carries));
      sequences.addAll(Arrays.asList(x).subList(scan.constants() + scan.carry(), x.length));
      for (int i = scan.carry(); i < reached.length; i++) {
        if (reached[i]) {
          sequences.add(dy[i]);
        }
      }
      Graph body = body(constants, carry, sequences, activeConstants, activeCarries, activeSequences);
      List<Value> inputs = new ArrayList<>(constants);
      inputs.addAll(carry);
      inputs.addAll(sequences);
      Value[] results = new Control.Scan(body, constants.size(), carry.size(), scan.length(), !scan.backward())
          .allOn(inputs.toArray(Value[]::new));
      Value[] dx = new Value[x.length];
      int next = 0;
      for (int i : activeCarries) {
        dx[i] = wanted[i] ? results[next] : null;
        next++;
      }
      for (int i : activeConstants) {
        dx[i] = results[next++];
      }
      for (int i : activeSequences) {
        dx[i] = results[next++];
      }
      return dx;
    }

    private Graph body(List<Value> constants, List<Value> carry, List<Value> sequences,
        List<Integer> activeConstants, List<Integer> activeCarries, List<Integer> activeSequences) {
      Graph pullback = DerivedGraphs.pullback(scan.body(), active, reached);
      List<Type> types = new ArrayList<>();
      constants.forEach(value -> types.add(value.type()));
      carry.forEach(value -> types.add(value.type()));
      sequences.forEach(value -> types.add(value.type().withShape(value.shape().remove(0))));
      Graph.Builder builder = new Graph.Builder(types);
      int carryStart = constants.size();
      int sequenceStart = carryStart + carry.size();
      List<Integer> arguments = new ArrayList<>();
      for (int i = 0; i < scan.constants(); i++) {
        arguments.add(i);
      }
      for (int i = 0; i < scan.carry() + scan.sequences(); i++) {
        arguments.add(sequenceStart + i);
      }
      for (int i = 0; i < activeCarries.size(); i++) {
        arguments.add(carryStart + i);
      }
      for (int i = sequenceStart + scan.carry() + scan.sequences(); i < types.size(); i++) {
        arguments.add(i);
      }
      List<Integer> found = GraphRewiring.inline(builder, pullback, arguments);
      List<Integer> outputs = new ArrayList<>();
      int constantsFound = activeConstants.size();
      outputs.addAll(found.subList(constantsFound, constantsFound + activeCarries.size()));
      for (int i = 0; i < constantsFound; i++) {
        outputs.add(builder.add(Gates.ADD, List.of(carryStart + activeCarries.size() + i, found.get(i)), null));
      }
      outputs.addAll(found.subList(constantsFound + activeCarries.size(), found.size()));
      return builder.build(outputs);
    }

    private List<Integer> activeIn(int from, int to) {
      return IntStream.range(from, to).filter(i -> active[i]).boxed().toList();
    }
  }

  /// Which of a scan's inputs is what, and how inputs and their tangents are grouped when both are there.
  private record Parts(Control.Scan scan) {
    boolean isConstant(int input) {
      return input < scan.constants();
    }

    boolean isCarry(int input) {
      return !isConstant(input) && input < scan.constants() + scan.carry();
    }

    /// The scan's input to which parameter `i` of a pushforward graph belongs: itself, or the one whose tangent it is.
    int original(int i, boolean[] active) {
      if (i < active.length) {
        return i;
      }
      int tangent = i - active.length;
      for (int input = 0; input < active.length; input++) {
        if (active[input] && tangent-- == 0) {
          return input;
        }
      }
      throw new AssertionError(i);
    }

    /// The parameters of a pushforward graph in a scan's order: constants, carry, sequences.
    List<Integer> groupInputs(boolean[] active) {
      int tangents = 0;
      for (boolean flag : active) {
        tangents += flag ? 1 : 0;
      }
      List<Integer> all = IntStream.range(0, active.length + tangents).boxed().toList();
      List<Integer> result = new ArrayList<>();
      all.stream().filter(i -> isConstant(original(i, active))).forEach(result::add);
      all.stream().filter(i -> isCarry(original(i, active))).forEach(result::add);
      all.stream().filter(i -> !result.contains(i)).forEach(result::add);
      return result;
    }

    /// The results of a pushforward graph (y, then the tangents of the floating y) in a scan's order: carry,
    /// stacked results.
    List<Integer> groupOutputs(int count, List<Integer> floating) {
      List<Integer> carry = new ArrayList<>();
      List<Integer> stacked = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        (i < scan.carry() ? carry : stacked).add(i);
      }
      for (int k = 0; k < floating.size(); k++) {
        (floating.get(k) < scan.carry() ? carry : stacked).add(count + k);
      }
      carry.addAll(stacked);
      return carry;
    }
  }
}
