package dev.chainrule;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DifferentiationException;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.Slice;
import dev.chainrule.transform.Batching;
import dev.chainrule.transform.Recording;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Whole Jacobians, for the cases where one is wanted: all unit vectors pushed or pulled as one batch.
final class Jacobians {
  /// The direction in which a Jacobian is built.
  enum Mode { FORWARD, REVERSE, CHEAPER }

  private static final boolean[] BATCHED = {true};

  private Jacobians() {}

  /// The Jacobians of a tree's leaves, in a tree of its type. All leaves move in one batch: its examples are their elements, one
  /// after the other.
  static <P> P ofTree(String operation, Function<P, Tensor> function, P x, Mode mode) {
    Value[] leaves = Leaves.argument(operation, x);
    Leaves.Flat<P, Tensor> flat = new Leaves.Flat<>(operation, x, function);
    Recording recording = Recording.of(operation, flat::apply, leaves);
    Value y = recording.results()[0];
    requireFloating(operation, y);
    int size = sizeOf(leaves);
    boolean forward = mode == Mode.FORWARD || mode == Mode.CHEAPER && size <= y.shape().size();
    Value[] jacobians = forward ? pushed(recording, leaves, size, y)[0] : pulled(recording, leaves, y);
    return Leaves.rebuild(x, jacobians);
  }

  /// The Jacobians of all leaves of the gradient, by forward over reverse: one batch of directions moves all of them.
  static <P> Hessian<P> hessian(Function<P, Tensor> function, P x) {
    Value[] leaves = Leaves.argument("hessian", x);
    Leaves.Flat<P, P> gradient = new Leaves.Flat<>("hessian", x, (P p) -> Gradients.gradient("hessian", function, p).grad());
    Recording recording = Recording.of("hessian", gradient, leaves);
    Value[][] rows = pushed(recording, leaves, sizeOf(leaves), recording.results());
    return new Hessian<>(Leaves.shell(x), Arrays.stream(rows).map(row -> Leaves.rebuild(x, row)).toList());
  }

  /// How many directions there are: an integer or Bool tensor moves in none.
  private static int sizeOf(Value... leaves) {
    return Arrays.stream(leaves).filter(leaf -> leaf.dtype().isFloating()).mapToInt(leaf -> leaf.shape().size()).sum();
  }

  /// For each result the Jacobian in each leaf.
  private static Value[][] pushed(Recording recording, Value[] leaves, int size, Value... y) {
    Value[] directions = new Value[leaves.length];
    boolean[] batched = new boolean[leaves.length];
    int start = 0;
    for (int i = 0; i < leaves.length; i++) {
      batched[i] = leaves[i].dtype().isFloating();
      directions[i] = batched[i] ? units(leaves[i].type(), start, size) : Literal.zeros(leaves[i].type());
      start += sizeOf(leaves[i]);
    }
    Value[] moved = Batching.run(recording::push, directions, batched, size);
    Value[][] jacobians = new Value[y.length][];
    for (int k = 0; k < y.length; k++) {
      jacobians[k] = apart(new Reshape(Shape.of(size, y[k].shape().size())).on(moved[k]), y[k].shape(), leaves);
    }
    return jacobians;
  }

  /// The columns of all leaves as a Jacobian for each: zeros of its own type for one that has none.
  private static Value[] apart(Value columns, Shape result, Value[] leaves) {
    Value[] jacobians = new Value[leaves.length];
    int start = 0;
    for (int i = 0; i < leaves.length; i++) {
      if (!leaves[i].dtype().isFloating()) {
        jacobians[i] = Literal.zeros(leaves[i].type().withShape(result.concat(leaves[i].shape())));
        continue;
      }
      int own = leaves[i].shape().size();
      Value rows = new Permute(List.of(1, 0)).on(Slice.along(columns, 0, start, own));
      jacobians[i] = new Reshape(result.concat(leaves[i].shape())).on(rows);
      start += own;
    }
    return jacobians;
  }

  private static Value[] pulled(Recording recording, Value[] leaves, Value y) {
    int count = y.shape().size();
    Value[] rows = Batching.run(recording::pull, new Value[] {units(y.type(), 0, count)}, BATCHED, count);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new Reshape(y.shape().concat(leaves[i].shape())).on(rows[i]);
    }
    return rows;
  }

  private static void requireFloating(String operation, Value y) {
    if (!y.dtype().isFloating()) {
      throw new DifferentiationException("[%s] the function gives %s, which has no derivative; convert with .to(F32) or .to(F64)"
          .formatted(operation, y.type()));
    }
  }

  /// All unit tensors of a type, along a new first axis of this extent from `start` on; zeros elsewhere.
  private static Value units(Type type, int start, int count) {
    int size = type.shape().size();
    Array array = Array.allocate(type.withShape(type.shape().prepend(count)));
    for (int i = 0; i < size; i++) {
      array.setDouble((start + i) * size + i, 1);
    }
    return Value.constant(array);
  }
}
