package dev.chainrule.transform;

import static dev.chainrule.transform.ControlDerivatives.concat;
import static dev.chainrule.transform.ControlDerivatives.join;
import static dev.chainrule.transform.ControlDerivatives.present;
import static dev.chainrule.transform.ControlDerivatives.selected;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The derivatives of a loop are loops, written as closures over the constants.
final class ScanDerivatives {
  private ScanDerivatives() {}

  /// Forward: one loop whose carry holds the primal carry and its tangents.
  static @Nullable Value[] push(Control.Scan scan, Value[] x, @Nullable Value[] dx) {
    Split primal = new Split(scan, x);
    Split tangent = new Split(scan, withCarryTangents(scan, x, dx));
    Graph derived = DerivedGraphs.pushforward(scan.body(), present(tangent.all()));
    int carry = scan.carry();
    int sequences = scan.sequences();
    List<Type> outputs = scan.body().outputTypes();
    int floatingCarry = (int) outputs.subList(0, carry).stream().filter(type -> type.dtype().isFloating()).count();
    Value[] y = ControlFlow.scan(scan.name(), join(primal.carry(), tangent.carry()), join(primal.sequences(), tangent.sequences()),
        scan.length(), scan.backward(), (c, s) -> {
          Value[] primals = concat(concat(primal.constants(), Arrays.copyOf(c, carry)), Arrays.copyOf(s, sequences));
          Value[] tangents = concat(concat(join(new Value[0], tangent.constants()), Arrays.copyOfRange(c, carry, c.length)),
              Arrays.copyOfRange(s, sequences, s.length));
          Value[] results = derived.replay(concat(primals, tangents));
          int count = outputs.size();
          Value[] nextCarry = concat(Arrays.copyOf(results, carry), Arrays.copyOfRange(results, count, count + floatingCarry));
          Value[] stacked = concat(Arrays.copyOfRange(results, carry, count),
              Arrays.copyOfRange(results, count + floatingCarry, results.length));
          return concat(nextCarry, stacked);
        });
    return tangents(outputs, carry, floatingCarry, y);
  }

  /// Of the loop's results (carry, its tangents, stacked results, theirs), the tangents.
  private static @Nullable Value[] tangents(List<Type> outputs, int carry, int floatingCarry, Value[] y) {
    Value[] dy = new Value[outputs.size()];
    int next = carry;
    for (int i = 0; i < dy.length; i++) {
      if (i == carry) {
        next = floatingCarry + outputs.size();
      }
      if (outputs.get(i).dtype().isFloating()) {
        dy[i] = y[next++];
      }
    }
    return dy;
  }

  /// A carry that starts without a tangent may get one in the loop, so all floating ones have one.
  private static @Nullable Value[] withCarryTangents(Control.Scan scan, Value[] x, @Nullable Value[] dx) {
    Value[] result = dx.clone();
    for (int i = 0; i < x.length; i++) {
      if (scan.carryInputs().contains(i) && x[i].dtype().isFloating() && result[i] == null) {
        result[i] = Literal.zeros(x[i].type());
      }
    }
    return result;
  }

  /// Reverse: the forward loop once more, keeping the carry that each iteration started from; then a loop in the
  /// other direction that carries the cotangents of the carry and adds up those of the constants.
  static @Nullable Value[] pull(Control.Scan scan, Value[] x, @Nullable Value[] dy, boolean[] wanted) {
    Split primal = new Split(scan, x);
    Flags active = new Flags(scan, x, wanted);
    boolean[] reached = present(dy);
    for (int i = 0; i < scan.carry(); i++) {
      reached[i] = scan.body().outputTypes().get(i).dtype().isFloating();
    }
    Graph pullback = DerivedGraphs.pullback(scan.body(), active.all(), reached);
    Value[] carryCotangents = selected(ControlDerivatives.zerosForNull(primal.carry(), scan.carryResults().of(dy)), active.carry());
    Value[] constants = selected(primal.constants(), active.constants());
    Value[] sums = Arrays.stream(constants).map(constant -> Literal.zeros(constant.type())).toArray(Value[]::new);
    Value[] sequences = join(concat(startingCarries(scan, primal), primal.sequences()), scan.stackedResults().of(dy));
    int carried = carryCotangents.length;
    Value[] found = ControlFlow.scan(scan.name(), concat(carryCotangents, sums), sequences, scan.length(), !scan.backward(), (c, s) -> {
      Value[] results = pullback.replay(concat(concat(primal.constants(), Arrays.copyOf(s, scan.carry() + scan.sequences())),
          concat(Arrays.copyOf(c, carried), Arrays.copyOfRange(s, scan.carry() + scan.sequences(), s.length))));
      Value[] totals = Arrays.copyOfRange(c, carried, c.length);
      for (int i = 0; i < totals.length; i++) {
        totals[i] = Gates.ADD.on(totals[i], results[i]);
      }
      Value[] nextCarry = Arrays.copyOfRange(results, totals.length, totals.length + carried);
      return concat(concat(nextCarry, totals), Arrays.copyOfRange(results, totals.length + carried, results.length));
    });
    return active.cotangents(found, carried, wanted);
  }

  /// For each iteration, the carry that it started from, stacked.
  private static Value[] startingCarries(Control.Scan scan, Split primal) {
    Value[] results = ControlFlow.scan(scan.name(), primal.carry(), primal.sequences(), scan.length(), scan.backward(), (c, s) ->
        concat(Arrays.copyOf(scan.body().replay(concat(concat(primal.constants(), c), s)), scan.carry()), c));
    return Arrays.copyOfRange(results, scan.carry(), results.length);
  }

  /// A scan's inputs, or what belongs to them, by what they are.
  private record Split(Control.Scan scan, @Nullable Value[] all) {
    Value[] constants() {
      return scan.constantInputs().of(all);
    }

    Value[] carry() {
      return scan.carryInputs().of(all);
    }

    Value[] sequences() {
      return scan.sequenceInputs().of(all);
    }
  }

  /// Which inputs the reverse loop differentiates: those wanted, and every floating carry.
  private record Flags(Control.Scan scan, boolean[] all) {
    Flags(Control.Scan scan, Value[] x, boolean[] wanted) {
      this(scan, wanted.clone());
      for (int i = 0; i < x.length; i++) {
        all[i] = scan.carryInputs().contains(i) ? x[i].dtype().isFloating() : all[i];
      }
    }

    boolean[] constants() {
      return scan.constantInputs().of(all);
    }

    boolean[] carry() {
      return scan.carryInputs().of(all);
    }

    /// The reverse loop's results (carry, sums over the constants, sequences) at the places of the inputs.
    @Nullable Value[] cotangents(Value[] found, int carried, boolean[] wanted) {
      Value[] dx = new Value[all.length];
      int constant = carried;
      int carry = 0;
      int sequence = carried;
      for (int i = 0; i < scan.constants(); i++) {
        sequence += all[i] ? 1 : 0;
      }
      for (int i = 0; i < all.length; i++) {
        if (!all[i]) {
          continue;
        }
        int place = scan.constantInputs().contains(i) ? constant++ : scan.carryInputs().contains(i) ? carry++ : sequence++;
        dx[i] = wanted[i] ? found[place] : null;
      }
      return dx;
    }
  }
}
