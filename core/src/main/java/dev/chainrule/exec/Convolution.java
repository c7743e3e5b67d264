package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.op.Convolve;

/// Convolutions of floating numbers by the kernels of matrix products.
final class Convolution {
  /// The most elements that partial sums of all channels may have together.
  private static final int MOST_SUMS = 1 << 20;
  /// Products of two elements that are worth a task: some 20 µs.
  private static final long TASK = 1L << 20;

  private Convolution() {}

  /// Input or kernel: planes that are contiguous, along two outer axes that need not be.
  ///
  /// @param first       where the first plane begins
  /// @param outerStride the distance of planes along the first axis
  /// @param innerStride the distance along the second
  record Side<A>(A elements, int first, int outerStride, int innerStride) {
    int at(int outer, int inner) {
      return first + outer * outerStride + inner * innerStride;
    }

    /// The array as a side, copied only if its planes are not contiguous.
    static Side<Object> of(Array array) {
      int[] strides = array.strides();
      int plane = 1;
      boolean together = true;
      for (int axis = strides.length - 1; axis > 1; axis--) {
        together &= strides[axis] == plane || array.shape().extent(axis) == 1;
        plane *= array.shape().extent(axis);
      }
      Array usable = together ? array : array.contiguous();
      int[] usableStrides = usable.strides();
      return new Side<>(usable.elements(), usable.offset(), usableStrides[0], usableStrides[1]);
    }

    <B> Side<B> of(Class<B> type) {
      return new Side<>(type.cast(elements), first, outerStride, innerStride);
    }
  }

  /// The convolution, into an array that may hold anything.
  static void run(Convolve convolve, Array x, Array kernel, Array y) {
    long products = y.size() == 0 ? 0 : (long) y.size() * (kernel.size() / kernel.shape().extent(0));
    VectorSupport.GemmKind kind = SlidingPlan.fits(convolve, kernel.shape(), y.shape()) ? VectorSupport.gemm(y.dtype(), products)
        : VectorSupport.convolution(y.dtype(), products);
    run(convolve, x, kernel, y, kind, false, Epilogue.NONE);
  }

  static void run(Convolve convolve, Array x, Array kernel, Array y, VectorSupport.GemmKind kind, boolean add, Epilogue epilogue) {
    if (y.size() == 0) {
      return;
    }
    if (x.size() == 0 || kernel.size() == 0) {
      sumNothing(y, add, epilogue);
      return;
    }
    Side<Object> left = Side.of(x);
    Side<Object> right = Side.of(kernel);
    if (SlidingPlan.fits(convolve, kernel.shape(), y.shape())) {
      SlidingPlan plan = SlidingPlan.of(convolve, x.shape(), kernel.shape(), y.shape());
      switch (y.elements()) {
        case float[] floats -> new FloatSlidingConvolution(plan, kind, left.of(float[].class), right.of(float[].class), floats, add, epilogue).run();
        case double[] doubles -> new DoubleSlidingConvolution(plan, kind, left.of(double[].class), right.of(double[].class), doubles, add, epilogue).run();
        default -> throw new AssertionError("no fast convolution of " + y.dtype());
      }
      return;
    }
    int columns = GatheringKernels.of(y.dtype(), kind).wholeColumns(kernel.shape().extent(0) / convolve.groups());
    ConvolutionPlan plan = ConvolutionPlan.of(convolve, x.shape(), kernel.shape(), y.shape(), left.outerStride, left.innerStride, columns);
    switch (y.elements()) {
      case float[] floats -> new FloatConvolution(plan, kind, left.of(float[].class), right.of(float[].class), floats, add, epilogue).run();
      case double[] doubles -> new DoubleConvolution(plan, kind, left.of(double[].class), right.of(double[].class), doubles, add, epilogue).run();
      default -> throw new AssertionError("no fast convolution of " + y.dtype());
    }
  }

  private static void sumNothing(Array y, boolean add, Epilogue epilogue) {
    int places = y.shape().range(2, y.shape().rank()).size();
    if (!add) {
      y.clear();
    }
    for (int row = 0; row < y.size() / places; row++) {
      epilogue.run(row * places, (row + 1) * places);
    }
  }

  /// How many of so many tasks are done together, so that they are worth it.
  static int tasksTogether(long products, int tasks) {
    return (int) Math.clamp(TASK * tasks / Math.max(1, products), 1, tasks);
  }

  /// In how many parts blocks of channels are summed. More let more threads work, but each has a result of its own.
  static int partsOfChannels(ConvolutionPlan.Sizes sizes, int blocks) {
    long worth = sizes.products() / sizes.groups() / TASK;
    long size = (long) sizes.examples() * sizes.places() * sizes.outputs();
    return (int) Math.clamp(Math.min(worth, MOST_SUMS / size), 1, Math.min(8, blocks));
  }
}
