package dev.chainrule.transform;

import static dev.chainrule.transform.ControlDerivatives.concat;
import static dev.chainrule.transform.ControlDerivatives.join;
import static dev.chainrule.transform.ControlDerivatives.present;
import static dev.chainrule.transform.ControlDerivatives.selected;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The derivatives of a loop without a known number of iterations are such loops.
final class WhileDerivatives {
  private static final Type COUNT = Type.scalar(DType.I32);

  private WhileDerivatives() {}

  /// Forward: the carry is accompanied by its tangents; the condition looks at the primal part only.
  static @Nullable Value[] push(Control.While loop, Value[] x, @Nullable Value[] dx) {
    Split primal = new Split(loop, x);
    Split tangent = new Split(loop, dx);
    Value[] carryTangents = tangent.carry();
    for (int i = 0; i < carryTangents.length; i++) {
      if (carryTangents[i] == null && primal.carry()[i].dtype().isFloating()) {
        carryTangents[i] = Literal.zeros(primal.carry()[i].type());
      }
    }
    Graph derived = DerivedGraphs.pushforward(loop.body(), present(concat(tangent.bodyConstants(), carryTangents)));
    int carry = carryTangents.length;
    Value[] y = ControlFlow.whileLoop(join(primal.carry(), carryTangents),
        state -> primal.holds(Arrays.copyOf(state, carry)),
        state -> derived.replay(concat(concat(primal.bodyConstants(), Arrays.copyOf(state, carry)),
            concat(join(new Value[0], tangent.bodyConstants()), Arrays.copyOfRange(state, carry, state.length)))));
    Value[] dy = new Value[carry];
    int next = carry;
    for (int i = 0; i < carry; i++) {
      dy[i] = carryTangents[i] != null ? y[next++] : null;
    }
    return dy;
  }

  /// Reverse: counts the iterations, then goes back over them with [ReverseByBisection].
  static @Nullable Value[] pull(Control.While loop, Value[] x, @Nullable Value[] dy, boolean[] wanted) {
    Split primal = new Split(loop, x);
    Value[] carry = primal.carry();
    boolean[] active = Arrays.copyOfRange(wanted, loop.conditionConstants(), wanted.length);
    boolean[] reached = new boolean[carry.length];
    for (int i = 0; i < carry.length; i++) {
      reached[i] = carry[i].dtype().isFloating();
      active[loop.bodyConstants() + i] = reached[i];
    }
    Graph pullback = DerivedGraphs.pullback(loop.body(), active, reached);
    Value[] constants = selected(primal.bodyConstants(), Arrays.copyOf(active, loop.bodyConstants()));
    Value[] sums = Arrays.stream(constants).map(constant -> Literal.zeros(constant.type())).toArray(Value[]::new);
    Value[] cotangents = selected(ControlDerivatives.zerosForNull(carry, dy), reached);
    Value[] found = ReverseByBisection.run(count(primal), carry,
        (index, state) -> primal.next(state),
        (index, state, gradients) -> {
          Value[] results = pullback.replay(concat(concat(primal.bodyConstants(), state), Arrays.copyOf(gradients, cotangents.length)));
          Value[] totals = Arrays.copyOfRange(gradients, cotangents.length, gradients.length);
          for (int i = 0; i < totals.length; i++) {
            totals[i] = Gates.ADD.on(totals[i], results[i]);
          }
          return concat(Arrays.copyOfRange(results, totals.length, results.length), totals);
        }, concat(cotangents, sums));
    Value[] dx = new Value[x.length];
    int ofCarry = 0;
    int ofConstant = cotangents.length;
    for (int i = loop.conditionConstants(); i < x.length; i++) {
      if (active[i - loop.conditionConstants()]) {
        Value gradient = found[loop.bodyConstantInputs().contains(i) ? ofConstant++ : ofCarry++];
        dx[i] = wanted[i] ? gradient : null;
      }
    }
    return dx;
  }

  private static Value count(Split primal) {
    Value[] start = concat(new Value[] {Literal.zeros(COUNT)}, primal.carry());
    return ControlFlow.whileLoop(start,
        state -> primal.holds(Arrays.copyOfRange(state, 1, state.length)),
        state -> concat(new Value[] {Gates.ADD.on(state[0], Literal.ones(COUNT))},
            primal.next(Arrays.copyOfRange(state, 1, state.length))))[0];
  }

  /// A loop's inputs, or what belongs to them, by what they are.
  private record Split(Control.While loop, @Nullable Value[] all) {
    Value[] conditionConstants() {
      return loop.conditionConstantInputs().of(all);
    }

    Value[] bodyConstants() {
      return loop.bodyConstantInputs().of(all);
    }

    Value[] carry() {
      return loop.carryInputs().of(all);
    }

    Value holds(Value[] state) {
      return loop.condition().replay(concat(conditionConstants(), state))[0];
    }

    Value[] next(Value[] state) {
      return loop.body().replay(concat(bodyConstants(), state));
    }
  }
}
