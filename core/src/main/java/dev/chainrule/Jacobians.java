package dev.chainrule;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DifferentiationException;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Reshape;
import dev.chainrule.transform.Batching;
import dev.chainrule.transform.Recording;
import java.util.List;
import java.util.function.UnaryOperator;

/// Whole Jacobians, for the cases where one is wanted: all unit vectors pushed or pulled as one batch.
final class Jacobians {
  /// The direction in which a Jacobian is built.
  enum Mode { FORWARD, REVERSE, CHEAPER }

  private static final boolean[] BATCHED = {true};

  private Jacobians() {}

  static Tensor jacobian(UnaryOperator<Tensor> function, Tensor x, Mode mode) {
    Recording recording = Recording.of("jacobian", values -> new Value[] {function.apply(Tensor.of(values[0])).value()}, x.value());
    Value y = recording.results()[0];
    if (!y.dtype().isFloating()) {
      throw new DifferentiationException("[jacobian] the function gives %s, which has no derivative; convert with .to(F32) or .to(F64)".formatted(y.type()));
    }
    boolean forward = mode == Mode.FORWARD || mode == Mode.CHEAPER && x.size() <= y.shape().size();
    Shape shape = y.shape().concat(x.shape());
    if (forward) {
      Value columns = Batching.run(recording::push, new Value[] {units(x.value().type())}, BATCHED, x.size())[0];
      Value flat = new Reshape(Shape.of(x.size(), y.shape().size())).on(columns);
      return Tensor.of(new Reshape(shape).on(new Permute(List.of(1, 0)).on(flat)));
    }
    Value rows = Batching.run(recording::pull, new Value[] {units(y.type())}, BATCHED, y.shape().size())[0];
    return Tensor.of(new Reshape(shape).on(rows));
  }

  /// All unit tensors of a type, along a new first axis.
  private static Value units(Type type) {
    int size = type.shape().size();
    Array array = Array.allocate(type.withShape(type.shape().prepend(size)));
    for (int i = 0; i < size; i++) {
      array.setDouble(i * size + i, 1);
    }
    return Value.constant(array);
  }
}
