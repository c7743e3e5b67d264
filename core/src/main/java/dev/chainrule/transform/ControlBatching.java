package dev.chainrule.transform;

import static dev.chainrule.transform.ControlDerivatives.concat;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Value;
import dev.chainrule.op.AnyAll;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Broadcasting;
import dev.chainrule.op.Gates;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Sum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What the primitives that hold graphs become under `vmap`.
final class ControlBatching {
  private ControlBatching() {}

  static Value[] apply(Control control, Value[] x, boolean[] batched, int size) {
    return switch (control) {
      case Control.Call(String name, Graph graph) ->
          new Control.Call(name, DerivedGraphs.batch(graph, batched, size)).allOn(x);
      case Control.Checkpoint(String name, Graph graph) ->
          new Control.Checkpoint(name, DerivedGraphs.batch(graph, batched, size)).allOn(x);
      case Control.Switch choice -> choice(choice, x, batched, size);
      case Control.While loop -> whileLoop(loop, x, batched, size);
      case Control.Scan scan -> scan(scan, x, batched, size);
      case Control.WithDerivative own -> new Control.WithDerivative(own.name(), DerivedGraphs.batch(own.graph(), batched, size),
          rule(own.rule(), batched, size)).allOn(x);
    };
  }

  /// With one index for all, still only one branch runs; with one for each example, all run, and each example
  /// takes its own.
  private static Value[] choice(Control.Switch choice, Value[] x, boolean[] batched, int size) {
    boolean[] inner = Arrays.copyOfRange(batched, 1, batched.length);
    List<Graph> branches = choice.branches().stream().map(branch -> DerivedGraphs.batch(branch, inner, size)).toList();
    if (!batched[0]) {
      return new Control.Switch(choice.name(), branches).allOn(x);
    }
    Value[] arguments = Arrays.copyOfRange(x, 1, x.length);
    Value[] y = new Control.Call(choice.name(), branches.getLast()).allOn(arguments);
    for (int branch = branches.size() - 2; branch >= 0; branch--) {
      Value[] other = new Control.Call(choice.name(), branches.get(branch)).allOn(arguments);
      Value chosen = Gates.LESS_EQUAL.on(x[0], Literal.of(x[0].type(), branch));
      for (int i = 0; i < y.length; i++) {
        y[i] = select(chosen, other[i], y[i]);
      }
    }
    return y;
  }

  /// For each example, that of the first value where it is true, else that of the second.
  private static Value select(Value truths, Value whenTrue, Value whenFalse) {
    return Gates.WHERE.on(new Broadcast(whenTrue.shape(), List.of(0)).on(truths), whenTrue, whenFalse);
  }

  /// The loop goes on as long as any example's condition holds; examples that are done keep their carry.
  private static Value[] whileLoop(Control.While loop, Value[] x, boolean[] batched, int size) {
    boolean[] given = loop.carryInputs().of(batched);
    Value[] carry = loop.carryInputs().of(x);
    boolean[] every = new boolean[carry.length];
    for (int i = 0; i < carry.length; i++) {
      every[i] = true;
      carry[i] = given[i] ? carry[i] : Broadcasting.inFront(carry[i], size);
    }
    Graph condition = DerivedGraphs.batch(loop.condition(), concat(loop.conditionConstantInputs().of(batched), every), size);
    Graph body = DerivedGraphs.batch(loop.body(), concat(loop.bodyConstantInputs().of(batched), every), size);
    Value[] ofCondition = loop.conditionConstantInputs().of(x);
    Value[] ofBody = loop.bodyConstantInputs().of(x);
    return ControlFlow.whileLoop(carry,
        state -> new AnyAll(false, List.of(0)).on(condition.replay(concat(ofCondition, state))[0]),
        state -> {
          Value going = condition.replay(concat(ofCondition, state))[0];
          Value[] next = body.replay(concat(ofBody, state));
          for (int i = 0; i < next.length; i++) {
            next[i] = select(going, next[i], state[i]);
          }
          return next;
        });
  }

  /// Every carry is batched; constants and sequences where they came so. The loop runs over the time axis,
  /// which stays in front outside the body, with the batch axis behind it.
  private static Value[] scan(Control.Scan scan, Value[] x, boolean[] batched, int size) {
    boolean[] inner = batched.clone();
    Value[] inputs = x.clone();
    for (int i = 0; i < x.length; i++) {
      if (scan.carryInputs().contains(i)) {
        inner[i] = true;
        inputs[i] = batched[i] ? x[i] : Broadcasting.inFront(x[i], size);
      } else if (scan.sequenceInputs().contains(i) && batched[i]) {
        inputs[i] = swapFirstTwo(x[i]);
      }
    }
    Value[] y = new Control.Scan(DerivedGraphs.batch(scan.body(), inner, size), scan.constants(), scan.carry(),
        scan.length(), scan.backward()).allOn(inputs);
    for (int i = scan.carry(); i < y.length; i++) {
      y[i] = swapFirstTwo(y[i]);
    }
    return y;
  }

  private static Value swapFirstTwo(Value x) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, x.shape().rank()).boxed().toList());
    order.set(0, 1);
    order.set(1, 0);
    return new Permute(order).on(x);
  }

  private static Control.DerivativeRule rule(Control.DerivativeRule rule, boolean[] batched, int size) {
    return switch (rule) {
      case Control.DerivativeRule.Jvp jvp -> new BatchedJvp(jvp, Flags.of(batched), size);
      case Control.DerivativeRule.Vjp vjp -> new BatchedVjp(vjp, Flags.of(batched), size);
    };
  }

  /// Which inputs have a batch axis; compared by content, so that batching the same function twice gives equal graphs.
  private record Flags(List<Boolean> batched) {
    static Flags of(boolean[] batched) {
      return new Flags(IntStream.range(0, batched.length).mapToObj(i -> batched[i]).toList());
    }

    /// These, and as many more.
    boolean[] followedBy(int more, IntPredicate next) {
      boolean[] result = new boolean[batched.size() + more];
      for (int i = 0; i < result.length; i++) {
        result[i] = i < batched.size() ? batched.get(i) : next.test(i - batched.size());
      }
      return result;
    }
  }

  /// A tangent has a batch axis where its input has one.
  private record BatchedJvp(Control.DerivativeRule.Jvp rule, Flags flags, int size) implements Control.DerivativeRule.Jvp {
    @Override
    public @Nullable Value[] apply(Value[] x, Value[] y, @Nullable Value[] dx) {
      boolean[] all = flags.followedBy(y.length + dx.length, i -> i < y.length || flags.batched.get(i - y.length));
      return batchedRule(rule::apply, x, y, dx, all, size);
    }
  }

  /// Cotangents have a batch axis as the results do.
  private record BatchedVjp(Control.DerivativeRule.Vjp rule, Flags flags, int size) implements Control.DerivativeRule.Vjp {
    @Override
    public @Nullable Value[] apply(Value[] x, Value[] y, Value[] dy) {
      Rule total = (inputs, results, cotangents) -> rule.apply(inputs, results, ControlDerivatives.zerosForNull(results, cotangents));
      @Nullable Value[] dx = batchedRule(total, x, y, dy, flags.followedBy(y.length + dy.length, i -> true), size);
      return sumUnbatched(dx, flags.followedBy(0, i -> true));
    }
  }

  private interface Rule {
    @Nullable Value[] apply(Value[] x, Value[] y, @Nullable Value[] d);
  }

  /// The rule, batched over inputs, results, and the tangents or cotangents that are there, where `flags` says so.
  private static @Nullable Value[] batchedRule(Rule rule, Value[] x, Value[] y, @Nullable Value[] d, boolean[] flags, int size) {
    boolean[] present = ControlDerivatives.present(d);
    Value[] all = ControlDerivatives.join(concat(x, y), d);
    boolean[] batched = new boolean[all.length];
    int next = 0;
    for (int i = 0; i < flags.length; i++) {
      if (i < x.length + y.length || present[i - x.length - y.length]) {
        batched[next++] = flags[i];
      }
    }
    boolean[][] found = new boolean[1][];
    Value[] results = Batching.run(arguments -> {
      @Nullable Value[] derivatives = rule.apply(Arrays.copyOf(arguments, x.length),
          Arrays.copyOfRange(arguments, x.length, x.length + y.length),
          ControlDerivatives.spread(present, Arrays.copyOfRange(arguments, x.length + y.length, arguments.length)));
      found[0] = ControlDerivatives.present(derivatives);
      return ControlDerivatives.selected(derivatives, found[0]);
    }, all, batched, size);
    return ControlDerivatives.spread(found[0], results);
  }

  /// The cotangent of an input that all examples share is the sum over the examples.
  private static @Nullable Value[] sumUnbatched(@Nullable Value[] dx, boolean[] batched) {
    for (int i = 0; i < dx.length; i++) {
      if (dx[i] != null && !batched[i]) {
        dx[i] = new Sum(List.of(0)).on(dx[i]);
      }
    }
    return dx;
  }
}
