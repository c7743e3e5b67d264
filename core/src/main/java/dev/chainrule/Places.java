package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.op.Broadcasting;

/// Where of a tensor a copy is to have other elements.
sealed interface Places {
  /// How what is there and what is given become what the copy has there.
  enum Change {
    SET, ADD, MUL, MAX, MIN;
  }

  /// What lies there.
  Tensor get();

  /// The copy. The part broadcasts to what lies there.
  Tensor changed(Change change, Tensor part);

  /// Places that a mask alone marks, or else index tensors.
  static Places of(Tensor x, Tensor... indices) {
    return indices.length == 1 && indices[0].dtype() == DType.BOOL
        ? new Masked(x, aligned(x.shape(), indices[0]))
        : indexed(x, indices);
  }

  /// The places are checked before the axes are put into one.
  private static Places indexed(Tensor x, Tensor... indices) {
    Tensor places = Positions.of("at", x, indices);
    return new Indexed(x, Positions.flat(x, indices.length), places);
  }

  /// The mask of the first axes with extents of 1 for the others.
  private static Tensor aligned(Shape of, Tensor mask) {
    int covered = mask.rank();
    if (covered > of.rank() || !of.range(0, covered).equals(mask.shape())) {
      throw new ShapeException("[at] a mask of shape %s for a tensor of shape %s: it needs the shape of the tensor or of its first axes (broadcastTo gives it)"
          .formatted(mask.shape(), of));
    }
    Tensor aligned = mask;
    for (int axis = covered; axis < of.rank(); axis++) {
      aligned = aligned.expandDims(axis);
    }
    return aligned;
  }

  /// How many are marked depends on values, so there is an element for each of the tensor's, taken or not.
  record Masked(Tensor x, Tensor mask) implements Places {
    @Override
    public Tensor get() {
      throw new DTypeException("[get] a Bool mask would select a shape that depends on values; where(mask, x, otherwise) keeps the shape, and at(mask) alone sets what it marks");
    }

    @Override
    public Tensor changed(Change change, Tensor part) {
      Tensor spread = Tensor.of(Broadcasting.to(part.value(), x.shape()));
      return mask.where(switch (change) {
        case SET -> spread;
        case ADD -> x.plus(spread);
        case MUL -> x.times(spread);
        case MAX -> x.maximum(spread);
        case MIN -> x.minimum(spread);
      }, x);
    }
  }

  /// @param flat   the tensor with the axes that have indices in one
  /// @param places along that
  record Indexed(Tensor x, Tensor flat, Tensor places) implements Places {
    @Override
    public Tensor get() {
      return flat.take(places, 0);
    }

    @Override
    public Tensor changed(Change change, Tensor part) {
      Shape there = places.shape().concat(flat.shape().range(1, flat.rank()));
      Tensor spread = Tensor.of(Broadcasting.to(part.value(), there));
      Tensor copy = switch (change) {
        case SET -> flat.scatterSet(places, spread, 0);
        case ADD -> flat.scatterAdd(places, spread, 0);
        case MUL -> flat.scatterMul(places, spread, 0);
        case MAX -> flat.scatterMax(places, spread, 0);
        case MIN -> flat.scatterMin(places, spread, 0);
      };
      return copy.reshape(x.shape());
    }
  }
}
