package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.Arrays;
import java.util.List;

/// A base, in which each update competes for the place along an axis that its index names. Inputs are the base, an integer
/// tensor, and the updates, of the indices' shape. Two results: the elements, and which update along the axis each is
/// (I32), or −1 where the base has kept its own. The derivative comes with the elements.
public record PutAlong(Rule rule, int axis) implements Structural {
  /// Who gets a place for which there are several.
  public enum Rule {
    /// The last update.
    LAST("scatterSet"),
    /// The largest of base and updates, the first of equals; the base is before them all.
    LARGEST("scatterMax"),
    /// The smallest of base and updates, the first of equals; the base is before them all.
    SMALLEST("scatterMin");

    private final String operation;

    Rule(String operation) {
      this.operation = operation;
    }

    /// What users call it.
    public String operation() {
      return operation;
    }
  }

  /// Whole slices of the base along an axis compete, as [Take] would give them: indices of any shape are in the place of
  /// the axis.
  public static Value slices(Rule rule, int axis, Value base, Value indices, Value updates) {
    Indices.requireInteger(rule.operation, indices.dtype());
    Indices.requireSelection(rule.operation, base.shape(), axis, indices.shape(), updates.shape());
    int picked = indices.shape().size();
    Shape shape = base.shape().with(axis, picked);
    Value spread = Broadcast.along(Reshape.to(indices, Shape.of(picked)), shape, axis);
    return new PutAlong(rule, axis).on(base, spread, Reshape.to(updates, shape));
  }

  @Override
  public String name() {
    return rule.operation;
  }

  @Override
  public Gate gate() {
    return Gate.MAX;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type base = x.get(0);
    Type updates = x.get(2);
    Indices.requireInteger(name(), x.get(1).dtype());
    if (base.dtype() != updates.dtype() || base.dtype() == DType.BOOL && rule != Rule.LAST) {
      throw new DTypeException("[%s] puts %s into %s; both must have the same %stype: convert with .to(%s)".formatted(name(),
          updates.dtype(), base.dtype(), rule == Rule.LAST ? "" : "number ", base.dtype() == DType.BOOL ? DType.I32 : base.dtype()));
    }
    Indices.requireAligned(name(), base.shape(), x.get(1).shape(), axis);
    if (!updates.shape().equals(x.get(1).shape())) {
      throw new ShapeException("[%s] %s updates were given for %s indices; each needs one"
          .formatted(name(), updates.shape(), x.get(1).shape()));
    }
    return List.of(base, base.withDType(DType.I32));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array base = x[0].contiguous();
    Array updates = x[2].contiguous();
    Array result = Array.allocate(y.get(0));
    Array winners = Array.allocate(y.get(1));
    System.arraycopy(base.elements(), 0, result.elements(), 0, base.size());
    Arrays.fill(winners.ints(), -1);
    int stride = updates.shape().strides()[axis];
    int picked = updates.shape().extent(axis);
    Indices.along(x[1].contiguous(), base.shape(), axis, name(), (position, place) -> {
      if (rule == Rule.LAST || Extremum.beats(updates, position, result, place, rule == Rule.LARGEST)) {
        Indices.move(updates, position, result, place);
        winners.ints()[place] = position / stride % picked;
      }
    });
    return new Array[] {result, winners};
  }

  @Override
  public Partial partial(int argument) {
    return switch (argument) {
      case 0 -> Partial.structured((x, y, dx) -> new Value[] {Gates.WHERE.on(isBase(y[1]), dx, Literal.zeros(dx.type())), null});
      case 1 -> Partial.CUT;
      default -> Partial.structured((x, y, dx) -> new Value[] {ofWinners(y, dx), null});
    };
  }

  private static Value isBase(Value winners) {
    return Gates.LESS.on(winners, Literal.zeros(winners.type()));
  }

  private Value ofWinners(Value[] y, Value tangents) {
    Value zeros = Literal.zeros(y[0].type());
    if (tangents.shape().extent(axis) == 0) {
      return zeros;
    }
    Value some = Gates.MAX.on(y[1], Literal.zeros(y[1].type()));
    return Gates.WHERE.on(isBase(y[1]), zeros, new TakeAlong(axis).on(tangents, some));
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new PutAlong(rule, axis + 1).allOn(Broadcasting.batchAll(x, batched, size));
  }
}
