package dev.chainrule.op;

import static dev.chainrule.graph.DType.BOOL;
import static dev.chainrule.graph.DType.F32;
import static dev.chainrule.graph.DType.F64;
import static dev.chainrule.graph.DType.I32;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The errors of the structural primitives: each names the operation, what it was given, and what to do.
class StructuralErrorsTest {
  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments(new Slice(List.of(1), Shape.of(3), List.of(1)), List.of(x(F64, 3)),
            "[slice] axis 0 of shape [3] has no 3 elements from 1 on in steps of 1; positions go from 0 to 2, and no step is 0"),
        arguments(new Slice(List.of(0), Shape.of(3), List.of(1)), List.of(x(F64, 3, 2)),
            "[slice] a tensor of shape [3, 2] needs a start, an extent and a step for each axis, not [0], [3] and [1]"),
        arguments(new Pad(List.of(-1), List.of(0), List.of(0), 0), List.of(x(F64, 3)),
            "[pad] axis 0 of shape [3] cannot be padded by a negative number; slice makes tensors smaller"),
        arguments(new Pad(List.of(), List.of(), List.of(), 0), List.of(x(F64, 3)),
            "[pad] a tensor of shape [3] needs a number for each axis, not [] before, [] after and [] between"),
        arguments(new Pad(List.of(1), List.of(0), List.of(0), 0.5), List.of(x(I32, 3)),
            "[pad] 0.5 is no I32 value; convert the tensor first, as in x.to(F32)"),
        arguments(new Flip(List.of(1, 0)), List.of(x(F64, 2, 2)),
            "[flip] axes [1, 0] of shape [2, 2]: name each axis once, ascending, counted from 0"),
        arguments(new Flip(List.of(1, 1)), List.of(x(F64, 2, 2)),
            "[flip] axes [1, 1] of shape [2, 2]: name each axis once, ascending, counted from 0"),
        arguments(new Convolve(List.of(new Convolve.Axis(1, 0, 0, 1, 1)), 1), List.of(x(F64, 2, 5), x(F64, 3, 2, 2)),
            "[conv1d] an input of shape [2, 5] and a kernel of shape [3, 2, 2]: both must have 3 axes, two and then the places; expandDims(0) makes a batch of one"),
        arguments(new Broadcast(Shape.of(2, 2), List.of(1, 0)), List.of(x(F64, 2, 2)),
            "[broadcast] axes [1, 0] for shape [2, 2]: name an axis of the result for each of its own, ascending; transpose reorders"),
        arguments(new Broadcast(Shape.of(2, 2), List.of(0)), List.of(x(F64, 2, 2)),
            "[broadcast] axes [0] for shape [2, 2]: name an axis of the result for each of its own, ascending; transpose reorders"),
        arguments(new Broadcast(Shape.of(2, 2), List.of(2)), List.of(x(F64, 2)),
            "[broadcast] shape [2] does not broadcast to [2, 2], which has no place for axis 0 of extent 2; take a part of it, or reduce it first"),
        arguments(new Broadcast(Shape.of(2, 3), List.of(1)), List.of(x(F64, 2)),
            "[broadcast] shape [2] does not broadcast to [2, 3]: axis 0 has extent 2, which is neither 1 nor 3; reshape or expandDims aligns axes"),
        arguments(new Permute(List.of(0, 0)), List.of(x(F64, 2, 2)),
            "[transpose] axes [0, 0] are no order of the axes of shape [2, 2]: name each from 0 to 1 once"),
        arguments(new Concat(0), List.of(), "[concat] was given no tensors; it takes one or more"),
        arguments(new Concat(0), List.of(x(F64)), "[concat] axis 0 of a tensor of shape []: a scalar has no axes"),
        arguments(new Concat(0), List.of(x(F64, 2, 3), x(F64, 2, 4)),
            "[concat] tensor 1 has shape [2, 4], the first [2, 3]: all extents but that of axis 0 must be equal, but axis 1 is 4 here and 3 there"),
        arguments(new Concat(0), List.of(x(F64, 2), x(F32, 2)),
            "[concat] mixes F64 and F32; there is no silent promotion: convert with .to(F64)"),
        arguments(new Take(0), List.of(x(F64, 2), x(F64, 2)),
            "[take] indices must be I32 or I64, not F64; convert with .to(I32)"),
        arguments(new Take(2), List.of(x(F64, 2), x(I32, 2)),
            "[take] axis 2 of a tensor of shape [2]: axes go from -1 to 0"),
        arguments(new Take(0), List.of(x(F64, 0), x(I32, 1)),
            "[take] index 0 at position 0 is outside axis 0, which has extent 0"),
        arguments(new ScatterAdd(0), List.of(x(F64, 2), x(I32, 3), x(F64, 2)),
            "[scatterAdd] updates of shape [2] do not fit: indices of shape [3] along axis 0 of a tensor of shape [2] select [3]"),
        arguments(new ScatterAdd(0), List.of(x(F64, 2), x(I32, 2), x(F32, 2)),
            "[scatterAdd] adds F32 to F64; both must have the same number type: convert with .to(F64)"),
        arguments(new TakeAlong(0), List.of(x(F64, 2, 3), x(I32, 2, 2)),
            "[takeAlongAxis] indices of shape [2, 2] do not fit a tensor of shape [2, 3]: all extents but that of axis 0 must be equal"),
        arguments(new ArgExtremum(true, 0), List.of(x(F64, 0)),
            "[argMax] axis 0 of shape [0] is empty: no element is the largest of none"),
        arguments(new Extremum(false, List.of(0)), List.of(x(BOOL, 2)),
            "[min] was given Bool but takes numbers; use any or all, or convert with .to(I32)"),
        arguments(new Extremum(true, List.of(1, 0)), List.of(x(F64, 2, 2)),
            "[max] axes [1, 0] of shape [2, 2]: name each axis once, ascending, counted from 0"),
        arguments(new CumSum(0, false), List.of(x(BOOL, 2)),
            "[cumSum] was given Bool but takes numbers; convert with .to(I32) to count"),
        arguments(new Product(List.of(0)), List.of(x(BOOL, 2)),
            "[prod] was given Bool but takes numbers; use all, or convert with .to(I32)"),
        arguments(new AnyAll(true, List.of(0)), List.of(x(F64, 2)),
            "[all] was given F64 but takes Bool; compare first, as in x.gt(0)"),
        arguments(new Iota(new Type(BOOL, Shape.of(2)), 0), List.of(),
            "[iota] counts in numbers, not in Bool; take I32 and compare"),
        arguments(MatMul.PLAIN, List.of(x(F64, 2), x(F64, 2, 2)),
            "[matmul] shapes [2] and [2, 2]: both sides need two axes or more; expandDims makes a matrix of a vector"));
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("mistakes")
  void anErrorNamesTheOperationAndTheRemedy(Primitive primitive, List<Value> x, String message) {
    assertThatThrownBy(() -> primitive.on(x.toArray(Value[]::new)))
        .isInstanceOf(ChainruleException.class)
        .hasMessage(message);
  }

  private static Value x(DType dtype, int... extents) {
    return Value.constant(Array.allocate(new Type(dtype, Shape.of(extents))));
  }
}
