package dev.chainrule.transform;

import static dev.chainrule.transform.ControlDerivatives.concat;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Broadcasting;
import dev.chainrule.op.Gates;
import dev.chainrule.op.Iota;
import dev.chainrule.op.Take;
import java.util.Arrays;
import java.util.List;

/// Visits the states of a loop from the last to the first, keeping few of them: to find the state before
/// iteration i, it starts from the latest state kept, runs the loop to half way, keeps that state too, and so on.
///
/// For n iterations it keeps at most log₂ n + 1 states, in a fixed number of slots, and runs the loop's body
/// about ½ n log₂ n times. It is itself made of loops on values, so its types are static and it can be
/// differentiated again. (After A. Griewank, "Achieving logarithmic growth of temporal and spatial complexity
/// in reverse automatic differentiation", 1992.)
final class ReverseByBisection {
  /// Enough for 2³¹ iterations.
  private static final int SLOTS = 33;

  private static final Type COUNT = Type.scalar(DType.I32);

  /// One iteration forward: the state after it from its number and the state before.
  interface Advance {
    Value[] apply(Value index, Value[] state);
  }

  /// One iteration backward: what is carried, from its number and the state before it.
  interface Back {
    Value[] apply(Value index, Value[] state, Value[] carried);
  }

  private ReverseByBisection() {}

  /// What is carried, after all of `count` iterations have been visited backward.
  static Value[] run(Value count, Value[] initial, Advance advance, Back back, Value[] carried) {
    int states = initial.length;
    Value[] start = new Value[states + 3];
    start[0] = Gates.SUB.on(count, number(1));
    start[1] = number(0);
    start[2] = Literal.zeros(new Type(DType.I32, Shape.of(SLOTS)));
    for (int i = 0; i < states; i++) {
      start[i + 3] = Broadcasting.inFront(initial[i], SLOTS);
    }
    Value[] end = ControlFlow.whileLoop(concat(start, carried),
        state -> Gates.LESS_EQUAL.on(number(0), state[0]),
        state -> {
          Value[] stack = approach(state[0], Arrays.copyOfRange(state, 1, states + 3), advance);
          Value[] rest = Arrays.copyOfRange(state, states + 3, state.length);
          Value[] next = back.apply(state[0], top(stack), rest);
          stack[0] = Gates.MAX.on(Gates.SUB.on(stack[0], number(1)), number(0));
          return concat(concat(new Value[] {Gates.SUB.on(state[0], number(1))}, stack), next);
        });
    return Arrays.copyOfRange(end, states + 3, end.length);
  }

  /// The stack (its height, the numbers of the iterations, the states) after states have been pushed on it until
  /// the topmost is that before iteration `target`.
  private static Value[] approach(Value target, Value[] stack, Advance advance) {
    return ControlFlow.whileLoop(stack,
        current -> Gates.LESS.on(at(current[1], current[0]), target),
        current -> {
          Value from = at(current[1], current[0]);
          Value distance = Gates.SUB.on(target, from);
          Value half = Gates.SUB.on(distance, Gates.DIV.on(distance, number(2)));
          Value middle = Gates.ADD.on(from, half);
          Value[] moved = ControlFlow.whileLoop(concat(new Value[] {from}, top(current)),
              state -> Gates.LESS.on(state[0], middle),
              state -> concat(new Value[] {Gates.ADD.on(state[0], number(1))},
                  advance.apply(state[0], Arrays.copyOfRange(state, 1, state.length))));
          return push(current, middle, Arrays.copyOfRange(moved, 1, moved.length));
        });
  }

  private static Value[] push(Value[] stack, Value number, Value[] state) {
    Value height = Gates.ADD.on(stack[0], number(1));
    Value[] result = new Value[stack.length];
    result[0] = height;
    result[1] = with(stack[1], height, number);
    for (int i = 0; i < state.length; i++) {
      result[i + 2] = with(stack[i + 2], height, state[i]);
    }
    return result;
  }

  private static Value[] top(Value[] stack) {
    Value[] state = new Value[stack.length - 2];
    for (int i = 0; i < state.length; i++) {
      state[i] = at(stack[i + 2], stack[0]);
    }
    return state;
  }

  private static Value at(Value slots, Value index) {
    return new Take(0).on(slots, index);
  }

  /// The slots with one of them replaced.
  private static Value with(Value slots, Value index, Value content) {
    Type numbers = new Type(DType.I32, Shape.of(SLOTS));
    Value here = Gates.EQUAL.on(new Iota(numbers, 0).on(), Broadcasting.to(index, numbers.shape()));
    return Gates.WHERE.on(new Broadcast(slots.shape(), List.of(0)).on(here), Broadcasting.inFront(content, SLOTS), slots);
  }

  private static Value number(int number) {
    return Literal.of(COUNT, number);
  }
}
