package dev.chainrule.transform;

import static dev.chainrule.transform.ControlDerivatives.concat;

import dev.chainrule.graph.Value;
import dev.chainrule.op.Concat;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A loop over slices whose backward pass keeps few carries and computes the others again, by a [BinomialSchedule].
///
/// A part with s checkpoints is a chain: one checkpointed part for each of them, and the body for the last iteration. Equal
/// parts are traced once, so the graph grows with checkpoints times repetitions, not with the length.
final class BinomialScan {
  private final TracedFunction body;
  private final Value[] carry;
  private final Value[] sequences;
  private final Map<BinomialSchedule, TracedFunction> parts = new HashMap<>();

  BinomialScan(TracedFunction body, Value[] carry, Value[] sequences) {
    this.body = body;
    this.carry = carry;
    this.sequences = sequences;
  }

  /// The last carry and the stacked results.
  Value[] run(BinomialSchedule schedule) {
    return chain(schedule, carry, sequences);
  }

  private Value[] chain(BinomialSchedule whole, Value[] initial, Value[] xs) {
    Value[] state = initial;
    List<Value[]> results = new ArrayList<>();
    BinomialSchedule rest = whole;
    int start = 0;
    while (rest.length() > 1) {
      BinomialSchedule left = rest.left();
      Value[] y = part(left).checkpointed(concat(state, slices(xs, start, left.length())));
      state = Arrays.copyOf(y, carry.length);
      results.add(Arrays.copyOfRange(y, carry.length, y.length));
      start += left.length();
      rest = rest.after(left);
    }
    Value[] last = iteration(state, slices(xs, start, 1));
    results.add(Arrays.copyOfRange(last, carry.length, last.length));
    return concat(Arrays.copyOf(last, carry.length), concatenated(results));
  }

  /// One iteration on sequences of one slice, with results of one.
  private Value[] iteration(Value[] state, Value[] xs) {
    Value[] y = body.inlined(concat(state, each(xs, x -> Reshape.to(x, x.shape().remove(0)))));
    return concat(Arrays.copyOf(y, carry.length),
        each(Arrays.copyOfRange(y, carry.length, y.length), result -> Reshape.to(result, result.shape().prepend(1))));
  }

  private TracedFunction part(BinomialSchedule schedule) {
    TracedFunction known = parts.get(schedule);
    if (known == null) {
      Value[] like = concat(carry, slices(sequences, 0, schedule.length()));
      known = TracedFunction.of("checkpoint", Arrays.stream(like).map(Value::type).toList(), arguments ->
          chain(schedule, Arrays.copyOf(arguments, carry.length), Arrays.copyOfRange(arguments, carry.length, arguments.length))).simplified();
      parts.put(schedule, known);
    }
    return known;
  }

  private static Value[] slices(Value[] xs, int start, int length) {
    return each(xs, x -> Slice.along(x, 0, start, length));
  }

  private static Value[] concatenated(List<Value[]> parts) {
    Value[] first = parts.getFirst();
    Value[] whole = new Value[first.length];
    Arrays.setAll(whole, i -> parts.size() == 1 ? first[i] : new Concat(0).on(parts.stream().map(part -> part[i]).toArray(Value[]::new)));
    return whole;
  }

  private static Value[] each(Value[] values, UnaryOperator<Value> f) {
    return Arrays.stream(values).map(f).toArray(Value[]::new);
  }
}
