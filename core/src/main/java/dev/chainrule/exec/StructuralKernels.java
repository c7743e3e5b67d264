package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.op.AddAlong;
import dev.chainrule.op.Cast;
import dev.chainrule.op.Concat;
import dev.chainrule.op.Convolve;
import dev.chainrule.op.CumProduct;
import dev.chainrule.op.CumSum;
import dev.chainrule.op.Extremum;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.MaxPool;
import dev.chainrule.op.Norm;
import dev.chainrule.op.Pad;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.ScatterAdd;
import dev.chainrule.op.Slice;
import dev.chainrule.op.Sum;
import dev.chainrule.op.Take;
import dev.chainrule.op.TakeAlong;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs structural primitives: those that programs spend their time in by fast kernels, all others by their own
/// kernel of reference.
final class StructuralKernels {
  private static final PointwiseKernel COPY = PointwiseKernels.of(RowProgram.flat(new ScalarProgram(1, List.of(), List.of(0))), List.of(false));

  private StructuralKernels() {}

  static Array[] run(Structural primitive, Array[] x, List<Type> y) {
    StructuralKernel kernel = x.length == 0 ? null : of(primitive, x[0].type());
    if (kernel == null) {
      return primitive.evaluate(x, y);
    }
    Array[] results = y.stream().map(Array::allocate).toArray(Array[]::new);
    kernel.run(x, results);
    return results;
  }

  /// The fast kernel for a primitive whose first input has this type; null where there is none.
  static @Nullable StructuralKernel of(Structural primitive, Type x) {
    boolean floating = x.dtype().isFloating();
    return switch (primitive) {
      case MatMul matmul when floating -> (ProductKernel) (in, out, epilogue) -> MatrixProduct.run(matmul, in[0], in[1], out[0], epilogue);
      case Convolve convolve when floating -> (in, out) -> Convolution.run(convolve, in[0], in[1], out[0]);
      case MaxPool pool when floating -> Pooling.kernel(pool);
      case Take take -> (in, out) -> Picking.take(take, in, out[0]);
      case TakeAlong take when floating -> (in, out) -> Picking.take(take, in, out[0]);
      case AddAlong add when floating -> (in, out) -> Picking.add(add, in, out[0]);
      case ScatterAdd scatter when floating -> (in, out) -> Picking.scatter(scatter, in, out[0]);
      case Sum sum when floating -> (in, out) -> Reductions.sum(sum, in[0], out[0]);
      case Norm norm when floating -> (in, out) -> Reductions.norm(norm, in[0], out[0]);
      case Extremum extremum when floating -> (in, out) -> Reductions.extremum(extremum, in[0], out[0]);
      case Extremum.Chosen chosen when floating && Reductions.areLast(chosen.axes(), x.shape()) ->
          (in, out) -> Reductions.chosen(chosen, in[0], out[0]);
      case CumSum sum when floating -> (in, out) -> Accumulation.run(false, sum.axis(), sum.reverse(), in[0], out[0]);
      case CumProduct product when floating -> (in, out) -> Accumulation.run(true, product.axis(), false, in[0], out[0]);
      case Permute permute -> {
        int[] order = permute.order().stream().mapToInt(Integer::intValue).toArray();
        yield (in, out) -> Layouts.permute(in[0], order, out[0]);
      }
      case Reshape reshape -> (in, out) -> Layouts.copy(in[0], out[0]);
      case Slice slice -> (in, out) -> Layouts.slice(slice, in[0], out[0]);
      case Concat concat -> (in, out) -> Layouts.concat(concat, in, out[0]);
      case Pad pad when pad.value() == 0 -> (in, out) -> Layouts.padWithZeros(pad, in[0], out[0]);
      case Cast cast -> (in, out) -> COPY.run(in, out, out[0].size(), PointwiseKernels.numberType(in, out));
      default -> null;
    };
  }
}
