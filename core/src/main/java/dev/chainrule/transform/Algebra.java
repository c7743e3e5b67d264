package dev.chainrule.transform;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Recorder;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Gates;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Reshape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Adds steps to a graph, unless algebra or an equal step makes that unnecessary.
final class Algebra {
  private record Key(Primitive primitive, List<Integer> inputs) {}

  private final Graph.Builder builder;
  private final Map<Key, Integer> known = new HashMap<>();
  /// What was added at a slot, to look through.
  private final Map<Integer, Key> origins = new HashMap<>();

  Algebra(Graph.Builder builder) {
    this.builder = builder;
  }

  /// The slot that holds the result (the first of several) of a primitive on these inputs; `step` is what it
  /// stems from.
  int add(Primitive primitive, List<Integer> inputs, Graph.Step step) {
    Integer same = primitive instanceof Pointwise pointwise ? simplerPointwise(pointwise, inputs, step)
        : simplerLayout(primitive, inputs, step);
    if (same != null) {
      return same;
    }
    Key key = new Key(primitive, inputs);
    Integer slot = known.get(key);
    if (slot == null) {
      slot = builder.add(primitive, inputs, step.line());
      known.put(key, slot);
      origins.put(slot, key);
    }
    return slot;
  }

  private @Nullable Integer simplerPointwise(Pointwise pointwise, List<Integer> inputs, Graph.Step step) {
    if (inputs.stream().allMatch(slot -> literal(slot) != null)) {
      return folded(pointwise, inputs, step);
    }
    if (pointwise == Gates.IDENTITY) {
      return inputs.getFirst();
    }
    if (pointwise == Gates.ZERO_TIMES) {
      if (is(inputs.get(0), 0) || is(inputs.get(1), 1)) {
        return inputs.get(0);
      }
      if (is(inputs.get(1), 0) || is(inputs.get(0), 1)) {
        return inputs.get(1);
      }
      if (finiteNonZero(inputs.get(0)) || finiteNonZero(inputs.get(1))) {
        return add(Gates.MUL, inputs, step);
      }
    }
    if (pointwise == Gates.MUL || pointwise == Gates.DIV) {
      if (is(inputs.get(1), 1)) {
        return inputs.get(0);
      }
      if (pointwise == Gates.MUL && is(inputs.get(0), 1)) {
        return inputs.get(1);
      }
    }
    if (pointwise == Gates.ADD && is(inputs.get(0), -0.0) || pointwise == Gates.WHERE && is(inputs.get(0), 1)) {
      return inputs.get(1);
    }
    if (pointwise == Gates.ADD && is(inputs.get(1), -0.0)) {
      return inputs.get(0);
    }
    if (pointwise == Gates.NEG && origins.get(inputs.getFirst()) instanceof Key(Primitive inner, List<Integer> deeper)
        && inner == Gates.NEG) {
      return deeper.getFirst();
    }
    return null;
  }

  /// A pointwise primitive of numbers is a number; null where it is an integer too large to be a literal, or an integer
  /// divided by 0, which is an error only if it is ever computed.
  private @Nullable Integer folded(Pointwise pointwise, List<Integer> inputs, Graph.Step step) {
    boolean divides = pointwise == Gates.DIV || pointwise == Gates.REM;
    if (divides && builder.type(inputs.get(1)).dtype().isInteger() && is(inputs.get(1), 0)) {
      return null;
    }
    Value[] numbers = inputs.stream().map(slot -> literal(slot))
        .map(literal -> Value.constant(Array.scalar(literal.type().dtype(), literal.value()))).toArray(Value[]::new);
    Type type = pointwise.infer(inputs.stream().map(builder::type).toList()).getFirst();
    Array result = Recorder.compute(pointwise.program(), Type.scalar(type.dtype()), numbers).array();
    double number = result.getDouble(0);
    return type.dtype() == DType.I64 && (long) number != result.getLong(0)
        ? null : add(new Literal(type, number), List.of(), step);
  }

  private @Nullable Integer simplerLayout(Primitive primitive, List<Integer> inputs, Graph.Step step) {
    if (inputs.size() != 1) {
      return null;
    }
    int x = inputs.getFirst();
    Type type = builder.type(x);
    Type result = primitive.infer(List.of(type)).getFirst();
    Key origin = origins.get(x);
    if (primitive instanceof Reshape || primitive instanceof Broadcast) {
      if (result.equals(type)) {
        return x;
      }
      if (origin != null && origin.primitive instanceof Literal(Type old, double value)) {
        return add(new Literal(result, value), List.of(), step);
      }
      if (primitive instanceof Reshape && origin != null && origin.primitive instanceof Reshape) {
        return add(primitive, origin.inputs, step);
      }
    }
    if (primitive instanceof Permute(List<Integer> order)) {
      if (IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i)) {
        return x;
      }
      if (origin != null && origin.primitive instanceof Permute(List<Integer> inner)) {
        return add(new Permute(order.stream().map(inner::get).toList()), origin.inputs, step);
      }
    }
    return null;
  }

  private boolean is(int slot, double number) {
    return literal(slot) instanceof Literal(Type type, double value)
        && Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(number);
  }

  private boolean finiteNonZero(int slot) {
    return literal(slot) instanceof Literal(Type type, double value) && Double.isFinite(value) && value != 0;
  }

  private @Nullable Literal literal(int slot) {
    return origins.get(slot) instanceof Key(Primitive primitive, List<Integer> none) && primitive instanceof Literal literal
        ? literal : null;
  }
}
