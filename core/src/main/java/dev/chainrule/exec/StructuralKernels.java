package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.op.Cast;
import dev.chainrule.op.Extremum;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Sum;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs structural primitives: those that programs spend their time in by fast kernels, all others by their own
/// kernel of reference.
final class StructuralKernels {
  private static final ScalarProgram COPY = new ScalarProgram(1, List.of(), List.of(0));

  private StructuralKernels() {}

  static Array[] run(Structural primitive, Array[] x, List<Type> y) {
    Array result = x.length == 0 ? null : runFast(primitive, x, y.getFirst());
    return result != null ? new Array[] {result} : primitive.evaluate(x, y);
  }

  /// The result of the fast kernel; null where there is none.
  private static @Nullable Array runFast(Structural primitive, Array[] x, Type y) {
    boolean floating = x[0].dtype().isFloating();
    if (primitive instanceof MatMul matmul && floating) {
      return MatrixProduct.run(matmul, x[0], x[1], y);
    }
    if (primitive instanceof Sum sum && floating) {
      return Reductions.sum(sum, x[0], y);
    }
    if (primitive instanceof Extremum extremum && floating) {
      return Reductions.extremum(extremum, x[0], y);
    }
    if (primitive instanceof Extremum.Chosen chosen && floating && Reductions.areLast(chosen.axes(), x[0].shape())) {
      return Reductions.chosen(chosen, x[0], y);
    }
    if (primitive instanceof Permute permute) {
      return Layouts.permute(x[0], permute.order().stream().mapToInt(Integer::intValue).toArray());
    }
    if (primitive instanceof Cast) {
      return PointwiseKernels.run(COPY, x, y);
    }
    return null;
  }
}
