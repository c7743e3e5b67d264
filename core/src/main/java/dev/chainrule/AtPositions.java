package dev.chainrule;

import dev.chainrule.graph.Operations;
import dev.chainrule.op.Broadcasting;

/// Elements of a tensor at places that index tensors name, to make another tensor that differs there; the tensor itself never
/// changes. Made with [ScatterOperations#at(Tensor, Tensor...)]. What is put there broadcasts to the shape of the places; a place that
/// is named twice has both added, multiplied or compared, and of those that are set the last.
///
/// {@snippet :
/// Tensor x = Tensor.of(new double[][] {{1, 2}, {3, 4}});
/// x.at(Tensor.of(0, 1), Tensor.of(1, 1)).add(10);        // [[1, 12], [3, 14]]
/// x.at(Tensor.of(0)).set(Tensor.of(8.0, 9.0));           // [[8, 9], [3, 4]]
/// }
@Operations
public final class AtPositions {
  private final Tensor x;
  private final Tensor flat;
  private final Tensor places;

  AtPositions(Tensor x, Tensor... indices) {
    this.x = x;
    this.places = Positions.of("at", x, indices);
    this.flat = Positions.flat(x, indices.length);
  }

  /// The elements there.
  public Tensor get() {
    return flat.take(places, 0);
  }

  /// Other elements there.
  public Tensor set(Tensor part) {
    return whole(flat.scatterSet(places, spread(part), 0));
  }

  /// A number there.
  public Tensor set(double number) {
    return set(Tensor.full(x.dtype(), number));
  }

  /// Other elements added to those that are there.
  public Tensor add(Tensor part) {
    return whole(flat.scatterAdd(places, spread(part), 0));
  }

  /// A number added to what is there.
  public Tensor add(double number) {
    return add(Tensor.full(x.dtype(), number));
  }

  /// What is there, multiplied by other elements.
  public Tensor mul(Tensor part) {
    return whole(flat.scatterMul(places, spread(part), 0));
  }

  /// The larger of other elements and those that are there.
  public Tensor max(Tensor part) {
    return whole(flat.scatterMax(places, spread(part), 0));
  }

  /// The smaller of other elements and those that are there.
  public Tensor min(Tensor part) {
    return whole(flat.scatterMin(places, spread(part), 0));
  }

  private Tensor spread(Tensor part) {
    return Tensor.of(Broadcasting.to(part.value(), places.shape().concat(flat.shape().range(1, flat.rank()))));
  }

  private Tensor whole(Tensor changed) {
    return changed.reshape(x.shape());
  }
}
