package dev.chainrule;

import dev.chainrule.Places.Change;
import dev.chainrule.graph.Operations;

/// Elements of a tensor at places that index tensors name or that a Bool mask marks, to make another tensor that differs there;
/// the tensor itself never changes. Made with [ScatterOperations#at(Tensor, Tensor...)].
///
/// What is put at index tensors broadcasts to their shape, followed by the axes that have none; a place that is named twice has
/// both added, multiplied or compared, and of those that are set the last.
///
/// How many places a mask marks depends on values. So what is put there broadcasts to the shape of the whole tensor, and its
/// elements are taken where the mask is true, as `where(mask, part, x)` does; [#get()] is refused. The mask has the shape of the
/// tensor or of its first axes.
///
/// {@snippet :
/// Tensor x = Tensor.of(new double[][] {{1, 2}, {3, 4}});
/// System.out.println(x.at(Tensor.of(0, 1), Tensor.of(1, 1)).add(10).flatten()); // F64[4] [ 1.0, 12.0, 3.0, 14.0]
/// System.out.println(x.at(Tensor.of(0)).set(Tensor.of(8.0, 9.0)).flatten());    // F64[4] [8.0, 9.0, 3.0, 4.0]
/// System.out.println(x.at(x.gt(2)).set(0).flatten());                           // F64[4] [1.0, 2.0, 0.0, 0.0]
/// System.out.println(x.at(Tensor.of(false, true)).add(x).flatten());             // F64[4] [1.0, 2.0, 6.0, 8.0]
/// }
@Operations
public final class AtPositions {
  private final Tensor x;
  private final Places places;

  AtPositions(Tensor x, Tensor... indices) {
    this.x = x;
    this.places = Places.of(x, indices);
  }

  /// The elements there, in the shape of the places: that of the index tensors, followed by the axes that have none.
  ///
  /// @throws dev.chainrule.graph.DTypeException if a mask marks the places
  public Tensor get() {
    return places.get();
  }

  /// Other elements there; they broadcast. Backward the gradient there goes to them, elsewhere to the tensor.
  ///
  /// @throws dev.chainrule.graph.ShapeException if they do not broadcast to the shape of the places
  /// @throws dev.chainrule.graph.DTypeException if they are of another element type
  public Tensor set(Tensor part) {
    return places.changed(Change.SET, part);
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
    return places.changed(Change.ADD, part);
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
    return places.changed(Change.MUL, part);
  }

  /// The larger of other elements and those that are there; they broadcast. Backward the gradient goes to the one chosen.
  ///
  /// @throws dev.chainrule.graph.ShapeException if they do not broadcast to the shape of the places
  /// @throws dev.chainrule.graph.DTypeException if they are of another element type
  public Tensor max(Tensor part) {
    return places.changed(Change.MAX, part);
  }

  /// The smaller of other elements and those that are there; they broadcast. Backward the gradient goes to the one chosen.
  ///
  /// @throws dev.chainrule.graph.ShapeException if they do not broadcast to the shape of the places
  /// @throws dev.chainrule.graph.DTypeException if they are of another element type
  public Tensor min(Tensor part) {
    return places.changed(Change.MIN, part);
  }
}
