package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// A base, to whose slices along an axis others are added: inputs are the base, an integer tensor that names
/// slices (the same one more than once adds more than once), and the updates, shaped as [Take] would give
/// them. Linear in base and updates together.
public record ScatterAdd(int axis) implements Structural {
  @Override
  public String name() {
    return "scatterAdd";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type base = x.get(0);
    Type updates = x.get(2);
    base.shape().axis(name(), axis);
    Indices.requireInteger(name(), x.get(1).dtype());
    if (base.dtype() != updates.dtype() || base.dtype() == DType.BOOL) {
      throw new DTypeException("[scatterAdd] adds %s to %s; both must have the same number type: convert with .to(%s)"
          .formatted(updates.dtype(), base.dtype(), base.dtype() == DType.BOOL ? DType.I32 : base.dtype()));
    }
    Indices.requireSelection(name(), base.shape(), axis, x.get(1).shape(), updates.shape());
    return List.of(base);
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array base = x[0].contiguous();
    Array updates = x[2].contiguous();
    Array result = Array.allocate(y.getFirst());
    System.arraycopy(base.elements(), 0, result.elements(), 0, base.size());
    Indices.slices(x[1], base.shape(), axis, name(), (position, place, run) -> {
      for (int i = 0; i < run; i++) {
        Indices.add(updates, position + i, result, place + i);
      }
    });
    return new Array[] {result};
  }

  @Override
  public Partial partial(int argument) {
    return switch (argument) {
      case 0 -> Partial.jointlyLinear((x, dy) -> dy);
      case 1 -> Partial.CUT;
      default -> Partial.jointlyLinear((x, dy) -> new Take(axis).on(dy, x[1]));
    };
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    Value base = batched[0] ? x[0] : Broadcasting.inFront(x[0], size);
    Value updates = batched[2] ? x[2] : Broadcasting.inFront(x[2], size);
    if (!batched[1]) {
      return new Value[] {new ScatterAdd(axis + 1).on(base, x[1], updates)};
    }
    Value indices = Indices.spread(x[1], base.shape(), axis + 1);
    Value added = new AddAlong(axis + 1, base.shape()).on(Reshape.to(updates, indices.shape()), indices);
    return new Value[] {Gates.ADD.on(base, added)};
  }
}
