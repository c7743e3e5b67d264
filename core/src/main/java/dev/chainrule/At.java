package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Operations;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Broadcasting;
import java.util.function.UnaryOperator;

/// A part of a tensor, to make another tensor that differs there; the tensor itself never changes. Made with
/// [ScatterOperations#at].
///
/// {@snippet :
/// Tensor x = Tensor.of(new double[][] {{1, 2}, {3, 4}});
/// System.out.println(x.at(Range.at(0)).set(9).flatten());                         // F64[4] [9.0, 9.0, 3.0, 4.0]
/// System.out.println(x.at(Range.all(), Range.at(-1)).add(x.get(0)).flatten());    // F64[4] [1.0, 3.0, 3.0, 6.0]
/// System.out.println(x.at(Range.from(1)).apply(part -> part.times(2)).flatten()); // F64[4] [1.0, 2.0, 6.0, 8.0]
/// }
@Operations
public final class At {
  private final Tensor x;
  private final Region region;

  At(Tensor x, Range... ranges) {
    this.x = x;
    this.region = Region.of("at", x.shape(), ranges);
  }

  /// What lies there, in the shape of the part.
  public Tensor get() {
    return Tensor.of(region.read(x.value()));
  }

  /// Other elements there; they broadcast. Backward the gradient there goes to them, elsewhere to the tensor.
  ///
  /// @throws dev.chainrule.graph.ShapeException if they do not broadcast to the part's shape
  /// @throws dev.chainrule.graph.DTypeException if they are of another element type
  public Tensor set(Tensor part) {
    Value here = region.place(Literal.ones(new Type(DType.BOOL, region.shape())), x.shape());
    return Tensor.of(here).where(placed(part), x);
  }

  /// A number there.
  ///
  /// @throws dev.chainrule.graph.DTypeException if the tensor's element type does not have it
  public Tensor set(double number) {
    return set(Tensor.full(x.dtype(), number));
  }

  /// Other elements added to those that are there; they broadcast. Backward both receive the gradient.
  ///
  /// @throws dev.chainrule.graph.ShapeException if they do not broadcast to the part's shape
  /// @throws dev.chainrule.graph.DTypeException if they are of another element type
  public Tensor add(Tensor part) {
    return x.plus(placed(part));
  }

  /// A number added to what is there.
  ///
  /// @throws dev.chainrule.graph.DTypeException if the tensor's element type does not have it
  public Tensor add(double number) {
    return add(Tensor.full(x.dtype(), number));
  }

  /// What a function makes of the elements there; its result broadcasts as in [#set(Tensor)].
  ///
  /// @throws dev.chainrule.graph.ShapeException if it does not broadcast to the part's shape
  public Tensor apply(UnaryOperator<Tensor> function) {
    return set(function.apply(get()));
  }

  private Tensor placed(Tensor part) {
    return Tensor.of(region.place(Broadcasting.to(part.value(), region.shape()), x.shape()));
  }
}
