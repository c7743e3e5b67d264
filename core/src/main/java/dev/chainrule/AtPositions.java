package dev.chainrule;

import dev.chainrule.graph.Operations;
import dev.chainrule.op.Broadcasting;

/// Elements of a tensor at places that index tensors name, to make another tensor that differs there; the tensor itself never
/// changes. Made with [ScatterOperations#at(Tensor, Tensor...)]. What is put there broadcasts to the shape of the places; a place that
/// is named twice has both added, multiplied or compared, and of those that are set the last.
///
/// {@snippet :
/// Tensor x = Tensor.of(new double[][] {{1, 2}, {3, 4}});
/// System.out.println(x.at(Tensor.of(0, 1), Tensor.of(1, 1)).add(10).flatten()); // F64[4] [ 1.0, 12.0, 3.0, 14.0]
/// System.out.println(x.at(Tensor.of(0)).set(Tensor.of(8.0, 9.0)).flatten());    // F64[4] [8.0, 9.0, 3.0, 4.0]
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

  /// The elements there, in the shape of the places: that of the index tensors, followed by the axes that have none.
  public Tensor get() {
    return flat.take(places, 0);
  }

  /// Other elements there; they broadcast. Backward the gradient there goes to them, elsewhere to the tensor.
  ///
  /// @throws dev.chainrule.graph.ShapeException if they do not broadcast to the shape of the places
  /// @throws dev.chainrule.graph.DTypeException if they are of another element type
  public Tensor set(Tensor part) {
    return whole(flat.scatterSet(places, spread(part), 0));
  }

  /// A number there.
  ///
  /// @throws dev.chainrule.graph.DTypeException if the tensor's element type does not have it
  public Tensor set(double number) {
    return set(Tensor.full(x.dtype(), number));
  }

  /// Other elements added to those that are there; they broadcast. Backward both receive the gradient.
  ///
  /// @throws dev.chainrule.graph.ShapeException if they do not broadcast to the shape of the places
  /// @throws dev.chainrule.graph.DTypeException if they are of another element type
  public Tensor add(Tensor part) {
    return whole(flat.scatterAdd(places, spread(part), 0));
  }

  /// A number added to what is there.
  ///
  /// @throws dev.chainrule.graph.DTypeException if the tensor's element type does not have it
  public Tensor add(double number) {
    return add(Tensor.full(x.dtype(), number));
  }

  /// What is there, multiplied by other elements; they broadcast. Backward each receives the product of all others.
  ///
  /// @throws dev.chainrule.graph.ShapeException if they do not broadcast to the shape of the places
  /// @throws dev.chainrule.graph.DTypeException if they are of another element type
  public Tensor mul(Tensor part) {
    return whole(flat.scatterMul(places, spread(part), 0));
  }

  /// The larger of other elements and those that are there; they broadcast. Backward the gradient goes to the one chosen.
  ///
  /// @throws dev.chainrule.graph.ShapeException if they do not broadcast to the shape of the places
  /// @throws dev.chainrule.graph.DTypeException if they are of another element type
  public Tensor max(Tensor part) {
    return whole(flat.scatterMax(places, spread(part), 0));
  }

  /// The smaller of other elements and those that are there; they broadcast. Backward the gradient goes to the one chosen.
  ///
  /// @throws dev.chainrule.graph.ShapeException if they do not broadcast to the shape of the places
  /// @throws dev.chainrule.graph.DTypeException if they are of another element type
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
