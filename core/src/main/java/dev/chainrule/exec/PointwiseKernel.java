package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A program to be run for each element, of whose results some are summed over runs of elements, or for each row. Small work
/// without rows is interpreted, so that a first small result needs no code generation; what comes to some size, at once or
/// in many calls, is compiled. Both give the same bits.
final class PointwiseKernel {
  /// Fewer elements than this are interpreted however often they come: a kernel's set-up costs more.
  private static final int SMALL = 16;
  private final RowProgram program;
  private final boolean[] summed;
  private final Interpreter interpreter;
  private final Interpreted interpreted = new Interpreted();
  private final Map<KernelSignature, TiledKernel> compiled = new ConcurrentHashMap<>();

  /// @param summed for each result, whether it is summed
  PointwiseKernel(RowProgram program, boolean... summed) {
    this.program = program;
    this.summed = summed.clone();
    this.interpreter = new Interpreter(program.program());
  }

  /// What its code does, for arrays of this signature.
  TilePlan plan(KernelSignature signature) {
    return TilePlanner.plan(program, signature);
  }

  /// The same with loops over vectors.
  TilePlan fusedPlan(KernelSignature signature) {
    return TilePlanner.fused(program, signature);
  }

  boolean isSummed(int result) {
    return summed[result];
  }

  /// Its signature for arrays of these types.
  KernelSignature signature(List<KernelSignature.Argument> arguments, List<Type> y, DType number) {
    List<KernelSignature.Result> results = new ArrayList<>();
    for (int i = 0; i < summed.length; i++) {
      results.add(new KernelSignature.Result(y.get(i).dtype(), summed[i]));
    }
    return new KernelSignature(number, arguments, results);
  }

  /// Fills the results.
  ///
  /// @param x      the arguments, of `size` elements each, broadcast or not
  /// @param y      the results: of `size` elements, or one for each run that is summed
  /// @param number the type in which numbers are computed; Bool where there are none
  ///
  /// @throws ElementException where an integer is divided by 0
  void run(Array[] x, Array[] y, int size, DType number) {
    run(x, y, size, 1, number, new Scratch(Math.min(size, TileFrame.TILE)));
  }

  /// Fills the results.
  ///
  /// @param row     the length of a row; 1 where there are no rows
  /// @param scratch buffers of a tile's or `size` elements
  void run(Array[] x, Array[] y, int size, int row, DType number, Scratch scratch) {
    try {
      compute(x, y, size, row, number, scratch);
    } catch (ArithmeticException divisionByZero) {
      throw dividedByZero();
    }
  }

  static ElementException dividedByZero() {
    return new ElementException("[div] an integer was divided by 0, which has no result; keep the divisor from 0 with where or maximum, or convert to floating numbers with .to(F64)");
  }

  private void compute(Array[] x, Array[] y, int size, int row, DType number, Scratch scratch) {
    if (row == 1 && (size < SMALL || interpreted.isCheap((long) size * (interpreter.length() + 1)))) {
      interpret(x, y, size, number);
      return;
    }
    KernelSignature signature = KernelSignature.of(number, x, y, summed);
    if (!signature.hasOneNumberType()) {
      interpret(x, y, size, number);
      return;
    }
    compiled(signature).run(x, y, size, row, scratch);
  }

  /// The kernel for these arrays, however little they hold.
  TiledKernel compiled(Array[] x, Array[] y, DType number) {
    return compiled(KernelSignature.of(number, x, y, summed));
  }

  private TiledKernel compiled(KernelSignature signature) {
    TiledKernel kernel = compiled.get(signature);
    return kernel != null ? kernel : compiled.computeIfAbsent(signature, wanted -> new TiledKernel(program, wanted));
  }

  private void interpret(Array[] x, Array[] y, int size, DType number) {
    Array[] whole = y.clone();
    for (int i = 0; i < y.length; i++) {
      if (summed[i]) {
        whole[i] = Array.allocate(new Type(y[i].dtype(), Shape.of(size)));
      }
    }
    interpreter.run(x, whole, number);
    for (int i = 0; i < y.length; i++) {
      if (summed[i]) {
        RunSums.run(whole[i], y[i]);
      }
    }
  }

  /// Whether a result may be written over an argument, each element being read for the last time before.
  boolean mayReplace(int argument, int result, KernelSignature signature) {
    return TilePlanner.mayReplace(program, signature, argument, result);
  }

  /// A program with what is summed of it, by which kernels are found.
  record Key(RowProgram program, List<Boolean> summed) {}
}
