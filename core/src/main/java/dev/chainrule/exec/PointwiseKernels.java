package dev.chainrule.exec;

import dev.chainrule.graph.BoundedCache;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.Type;
import java.util.Collections;
import java.util.List;

/// All pointwise kernels of the process, by the structure of their programs.
final class PointwiseKernels {
  private static final BoundedCache<PointwiseKernel.Key, PointwiseKernel> KERNELS = new BoundedCache<>(1024);
  /// Programs come as the same object again and again; hashing one line by line costs more than running it once.
  private static final IdentityCache<ScalarProgram, PointwiseKernel> RECENT = new IdentityCache<>(1024);

  private PointwiseKernels() {}

  /// The kernel that stores or sums a program's results.
  static PointwiseKernel of(RowProgram program, List<Boolean> summed) {
    return KERNELS.get(new PointwiseKernel.Key(program, summed), PointwiseKernels::make);
  }

  private static PointwiseKernel make(PointwiseKernel.Key key) {
    boolean[] summed = new boolean[key.summed().size()];
    for (int i = 0; i < summed.length; i++) {
      summed[i] = key.summed().get(i);
    }
    return new PointwiseKernel(key.program(), summed);
  }

  /// The single result of a program.
  static Array run(ScalarProgram program, Array[] x, Type y) {
    Array[] results = {Array.allocate(y)};
    run(program, x, results);
    return results[0];
  }

  /// All results of a program; they have one shape.
  static Array[] run(ScalarProgram program, Array[] x, List<Type> y) {
    Array[] results = y.stream().map(Array::allocate).toArray(Array[]::new);
    run(program, x, results);
    return results;
  }

  private static void run(ScalarProgram program, Array[] x, Array[] y) {
    PointwiseKernel kernel = RECENT.get(program, key -> of(RowProgram.flat(key), Collections.nCopies(key.results().size(), false)));
    kernel.run(x, y, y[0].size(), numberType(x, y));
  }

  /// The number type of a program's inputs, or else of its results; Bool where there are truth values only.
  static DType numberType(Array[] x, Array[] y) {
    for (Array input : x) {
      if (input.dtype() != DType.BOOL) {
        return input.dtype();
      }
    }
    for (Array result : y) {
      if (result.dtype() != DType.BOOL) {
        return result.dtype();
      }
    }
    return DType.BOOL;
  }
}
