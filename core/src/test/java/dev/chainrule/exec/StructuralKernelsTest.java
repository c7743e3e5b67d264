package dev.chainrule.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.op.AddAlong;
import dev.chainrule.op.Cast;
import dev.chainrule.op.CumProduct;
import dev.chainrule.op.CumSum;
import dev.chainrule.op.Convolve;
import dev.chainrule.op.Extremum;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.MaxPool;
import dev.chainrule.op.Permute;
import dev.chainrule.op.ScatterAdd;
import dev.chainrule.op.Norm;
import dev.chainrule.op.Sum;
import dev.chainrule.op.Take;
import dev.chainrule.op.TakeAlong;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The fast kernels give what the primitives' own kernels of reference give: the same bits where nothing is
/// rounded, else but for the rounding of sums.
class StructuralKernelsTest {
  private static final DType[] FLOATING = {DType.F32, DType.F64};

  private final SpecialValues values = new SpecialValues(3);

  @TestFactory
  Stream<DynamicTest> sums() {
    return Stream.of(List.of(0), List.of(1), List.of(2), List.of(0, 1), List.of(1, 2), List.of(0, 2), List.of(0, 1, 2), List.<Integer>of())
        .map(axes -> DynamicTest.dynamicTest("over " + axes, () -> {
          for (DType dtype : FLOATING) {
            for (int[] extents : new int[][] {{3, 5, 7}, {130, 9, 17}, {2, 1, 3000}, {4, 0, 3}, {1, 1, 1}}) {
              isClose(new Sum(axes), values.ordinary(dtype, extents));
              isClose(new Norm(axes), values.ordinary(dtype, extents));
            }
            isClose(new Sum(axes), values.ordinary(dtype, 7).broadcast(values.ordinary(dtype, 3, 5, 7).shape(), new int[] {2}));
          }
        }));
  }

  @Test
  void sumsOfSpecialValuesAreSpecial() {
    for (DType dtype : FLOATING) {
      for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
        Array x = values.ordinary(dtype, 40, 50);
        x.setDouble(777, value);
        for (List<Integer> axes : List.of(List.of(0), List.of(1), List.of(0, 1))) {
          isClose(new Sum(axes), x);
        }
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> extremaAndTheirMasks() {
    return Stream.of(List.of(0), List.of(1), List.of(0, 1), List.of(2), List.of(1, 2), List.of(0, 1, 2))
        .flatMap(axes -> Stream.of(true, false).map(largest -> DynamicTest.dynamicTest(axes + (largest ? " max" : " min"), () -> {
          for (DType dtype : FLOATING) {
            for (int[] extents : new int[][] {{3, 5, 7}, {9, 3, 70}, {2, 4, 600}}) {
              isSame(new Extremum(largest, axes), values.array(dtype, extents));
              isSame(new Extremum.Chosen(largest, axes), values.array(dtype, extents));
              isSame(new Extremum(largest, axes), Array.allocate(new Type(dtype, values.array(dtype, extents).shape())));
            }
          }
        })));
  }

  @Test
  void runningSumsAndProducts() {
    for (DType dtype : FLOATING) {
      for (int axis = 0; axis < 3; axis++) {
        for (int[] extents : new int[][] {{3, 5, 7}, {4, 3, 600}, {2, 0, 3}, {1, 1, 1}}) {
          isSame(new CumProduct(axis), values.array(dtype, extents));
          isSame(new CumSum(axis, false), values.array(dtype, extents));
          isSame(new CumSum(axis, true), values.array(dtype, extents));
        }
      }
      isSame(new CumSum(0, true), values.array(dtype, 6).broadcast(values.array(dtype, 5, 6).shape(), new int[] {1}));
    }
  }

  @Test
  void permutations() {
    for (DType dtype : DType.values()) {
      for (List<Integer> order : List.of(List.of(0, 1, 2), List.of(2, 1, 0), List.of(1, 0, 2), List.of(0, 2, 1), List.of(2, 0, 1))) {
        isSame(new Permute(order), values.array(dtype, 40, 3, 70));
        isSame(new Permute(order), values.array(dtype, 2, 0, 5));
        isSame(new Permute(order), values.array(dtype, 3, 1, 5));
        isSame(new Permute(order), values.array(dtype, 6).broadcast(values.array(dtype, 5, 6, 7).shape(), new int[] {1}));
      }
    }
  }

  @Test
  void conversions() {
    for (DType from : DType.values()) {
      for (DType to : DType.values()) {
        for (int size : new int[] {0, 1, 20, 700}) {
          Array x = values.array(from, size);
          isSame(new Cast(to), x);
          Array[] y = {Array.allocate(new Type(to, x.shape()))};
          PointwiseKernelsTest.compile(new ScalarProgram(1, List.of(), List.of(0)), new Array[] {x}, y, new boolean[1], size);
          PointwiseKernelsTest.assertSameBits(y[0], new Cast(to).evaluate(new Array[] {x}, List.of(y[0].type()))[0], from + " to " + to);
        }
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> matrixProducts() {
    return Stream.of(false, true).flatMap(left -> Stream.of(false, true).map(right ->
        DynamicTest.dynamicTest(new MatMul(left, right).toString(), () -> {
          for (DType dtype : FLOATING) {
            for (int[] mnk : new int[][] {{1, 1, 1}, {3, 4, 5}, {12, 32, 2}, {13, 33, 301}, {1, 70, 9}, {70, 1, 9}, {1, 5, 700}, {5, 1, 700}, {1, 1, 70}, {250, 10, 7}, {7, 700, 3}, {130, 530, 260},
                {5, 5, 0}, {0, 3, 2}}) {
              Array a = values.ordinary(dtype, left ? new int[] {mnk[2], mnk[0]} : new int[] {mnk[0], mnk[2]});
              Array b = values.ordinary(dtype, right ? new int[] {mnk[1], mnk[2]} : new int[] {mnk[2], mnk[1]});
              allWaysAgree(new MatMul(left, right), a, b);
            }
          }
        })));
  }

  @Test
  void matrixProductsOfBatchesAndOfBroadcastOperands() {
    for (DType dtype : FLOATING) {
      Array a = values.ordinary(dtype, 3, 2, 5, 6);
      Array b = values.ordinary(dtype, 3, 2, 6, 4);
      allWaysAgree(MatMul.PLAIN, a, b);
      allWaysAgree(MatMul.PLAIN, a, values.ordinary(dtype, 6, 4).broadcast(b.shape(), new int[] {2, 3}));
      allWaysAgree(MatMul.PLAIN, values.ordinary(dtype, 2, 1, 6).broadcast(a.shape(), new int[] {1, 2, 3}), b);
      allWaysAgree(new MatMul(true, true), values.ordinary(dtype, 6).broadcast(values.ordinary(dtype, 6, 5).shape(), new int[] {0}),
          values.ordinary(dtype, 4, 6));
    }
  }

  @Test
  void matrixProductsPropagateNaNAndInfinity() {
    for (DType dtype : FLOATING) {
      Array a = values.ordinary(dtype, 14, 9);
      Array b = values.ordinary(dtype, 9, 35);
      a.setDouble(5, Double.NaN);
      a.setDouble(20, Double.POSITIVE_INFINITY);
      b.setDouble(40, Double.NEGATIVE_INFINITY);
      b.setDouble(41, 0);
      allWaysAgree(MatMul.PLAIN, a, b);
    }
  }

  /// All ways, with one thread and several, give the same bits, and these are close to the reference.
  private static void allWaysAgree(MatMul matmul, Array a, Array b) {
    Type y = matmul.infer(List.of(a.type(), b.type())).getFirst();
    Array plain = product(matmul, a, b, y, VectorSupport.GemmKind.PLAIN);
    for (VectorSupport.GemmKind kind : VectorSupport.gemmKinds()) {
      PointwiseKernelsTest.assertSameBits(product(matmul, a, b, y, kind), plain, kind.toString());
    }
    try (PackedRight packed = new PackedRight(matmul, b)) {
      for (VectorSupport.GemmKind kind : VectorSupport.gemmKinds()) {
        Array result = SpecialValues.dirty(y);
        packed.multiply(a, result, kind);
        PointwiseKernelsTest.assertSameBits(result, plain, "packed, " + kind);
      }
    }
    int terms = a.shape().extent(matmul.transposeLeft() ? -2 : -1);
    isClose(plain, matmul.evaluate(new Array[] {a, b}, List.of(y))[0], terms, matmul + " of " + a.type() + " and " + b.type());
  }

  /// The product, in an array that held something else.
  private static Array product(MatMul matmul, Array a, Array b, Type y, VectorSupport.GemmKind kind) {
    Array result = SpecialValues.dirty(y);
    MatrixProduct.run(matmul, a, b, result, kind);
    return result;
  }

  @Test
  void elementsByIndices() {
    for (DType dtype : FLOATING) {
      for (DType integer : new DType[] {DType.I32, DType.I64}) {
        for (int axis = 0; axis < 3; axis++) {
          int[] picked = {3, 4, 5};
          picked[axis] = 6;
          Array indices = indices(integer, 3 + axis, picked);
          isSame(new TakeAlong(axis), values.array(dtype, 3, 4, 5), indices);
          isSame(new AddAlong(axis, Shape.of(3, 4, 5)), values.ordinary(dtype, picked), indices);
          Array two = indices(integer, 3 + axis, 2, 2);
          isSame(new Take(axis), values.array(dtype, 3, 4, 5), two);
          int[] slices = axis == 0 ? new int[] {2, 2, 4, 5} : axis == 1 ? new int[] {3, 2, 2, 5} : new int[] {3, 4, 2, 2};
          isSame(new ScatterAdd(axis), values.ordinary(dtype, 3, 4, 5), two, values.ordinary(dtype, slices));
        }
      }
      Array repeated = indices(DType.I32, 4, 5).broadcast(Shape.of(3, 2, 5), new int[] {2});
      isSame(new TakeAlong(1), values.array(dtype, 3, 4, 5), repeated);
      isSame(new TakeAlong(0), values.array(dtype, 3, 0), indices(DType.I32, 3, 2, 0));
    }
  }

  @Test
  void indicesOutsideAreNamed() {
    Array x = values.ordinary(DType.F32, 4, 3);
    Array indices = Array.allocate(new Type(DType.I32, Shape.of(4, 2)));
    indices.setLong(5, 7);
    for (Structural primitive : List.of(new TakeAlong(1), new AddAlong(1, Shape.of(4, 3)))) {
      Array[] inputs = {primitive instanceof TakeAlong ? x : values.ordinary(DType.F32, 4, 2), indices};
      List<Type> types = primitive.infer(List.of(inputs[0].type(), indices.type()));
      assertThatThrownBy(() -> StructuralKernels.run(primitive, inputs, types))
          .isInstanceOf(ElementException.class).hasMessageContaining("index 7 at position 5 is outside axis 1, which has extent 3");
    }
  }

  private Array indices(DType dtype, int limit, int... extents) {
    Array result = Array.allocate(new Type(dtype, Shape.of(extents)));
    for (int i = 0; i < result.size(); i++) {
      result.setLong(i, i * 7 % (2 * limit) - limit);
    }
    return result;
  }

  @Test
  void largestOfWindows() {
    for (DType dtype : FLOATING) {
      MaxPool.Window two = new MaxPool.Window(2, 2, 0, 0, 1);
      isSame(new MaxPool(List.of(two, two)), values.array(dtype, 2, 3, 8, 10));
      isSame(new MaxPool(List.of(new MaxPool.Window(3, 2, 1, 1, 2), new MaxPool.Window(2, 1, 0, 1, 1))), values.array(dtype, 3, 9, 7));
      isSame(new MaxPool(List.of(new MaxPool.Window(3, 1, 0, 0, 1))), values.array(dtype, 70, 300));
      isSame(new MaxPool(List.of(two)), values.array(dtype, 0, 4));
    }
  }

  @TestFactory
  Stream<DynamicTest> convolutions() {
    return CONVOLUTIONS.stream().map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> {
      for (DType dtype : FLOATING) {
        Array x = values.ordinary(dtype, sample.input);
        Array kernel = values.ordinary(dtype, sample.kernel);
        allWaysAgree(sample.convolve, x, kernel, false, Epilogue.NONE);
        if (x.size() > 0 && kernel.size() > 0) {
          allWaysAgree(sample.convolve, exchanged(dtype, sample.input), exchanged(dtype, sample.kernel), false, Epilogue.NONE);
        }
      }
    }));
  }

  /// A view whose first two axes are exchanged in memory, as gradients in a kernel read their inputs; it has an offset.
  private Array exchanged(DType dtype, int[] extents) {
    int[] other = extents.clone();
    other[0] = extents[1];
    other[1] = extents[0] + 1;
    Array memory = values.ordinary(dtype, other);
    int[] strides = memory.strides();
    int first = strides[1];
    strides[1] = strides[0];
    strides[0] = first;
    return memory.view(Shape.of(extents), first, strides);
  }

  private record Sample(Convolve convolve, int[] input, int[] kernel) {
    static Sample of(int groups, int[] input, int[] kernel, Convolve.Axis... axes) {
      return new Sample(new Convolve(List.of(axes), groups), input, kernel);
    }

    @Override
    public String toString() {
      return convolve + " of " + Arrays.toString(input) + " and " + Arrays.toString(kernel);
    }
  }

  private static final Convolve.Axis SIMPLE = new Convolve.Axis(1, 0, 0, 1, 1);

  /// Strides, paddings (negative ones too), both dilations, groups; edges of tiles; blocks of sums; strips of large planes;
  /// one, two and three axes; and kernels that are larger than the result, as in gradients.
  private static final List<Sample> CONVOLUTIONS = List.of(
      Sample.of(1, new int[] {2, 3, 9, 11}, new int[] {5, 3, 3, 3}, SIMPLE, SIMPLE),
      Sample.of(1, new int[] {2, 9, 10, 12}, new int[] {17, 9, 5, 7}, new Convolve.Axis(1, 2, 2, 1, 1), new Convolve.Axis(1, 3, 3, 1, 1)),
      Sample.of(2, new int[] {2, 4, 13, 14}, new int[] {6, 2, 3, 4}, new Convolve.Axis(2, 1, 0, 1, 1), new Convolve.Axis(3, 2, 1, 1, 2)),
      Sample.of(3, new int[] {1, 3, 9, 8}, new int[] {3, 1, 4, 2}, new Convolve.Axis(3, 1, 1, 1, 2), new Convolve.Axis(1, -1, -2, 1, 1)),
      Sample.of(1, new int[] {2, 3, 5, 6}, new int[] {4, 3, 3, 3}, new Convolve.Axis(1, 2, 2, 2, 1), new Convolve.Axis(2, 2, 2, 3, 1)),
      Sample.of(1, new int[] {3, 5, 40}, new int[] {9, 5, 4}, new Convolve.Axis(2, 1, 1, 1, 3)),
      Sample.of(2, new int[] {3, 4, 7}, new int[] {4, 2, 9}, new Convolve.Axis(1, 3, 4, 1, 1)),
      Sample.of(1, new int[] {2, 3, 6, 5, 7}, new int[] {4, 3, 2, 3, 2}, new Convolve.Axis(2, 1, 0, 1, 1), new Convolve.Axis(1, 0, 1, 1, 1),
          new Convolve.Axis(1, 1, 1, 1, 2)),
      Sample.of(1, new int[] {1, 7, 70, 75}, new int[] {3, 7, 3, 5}, new Convolve.Axis(1, 1, 1, 1, 1), new Convolve.Axis(1, 2, 2, 1, 1)),
      Sample.of(1, new int[] {1, 6, 150, 140}, new int[] {3, 6, 5, 2}, new Convolve.Axis(2, 1, 1, 1, 1), new Convolve.Axis(1, 0, 0, 1, 1)),
      Sample.of(1, new int[] {9, 4, 8, 9}, new int[] {5, 4, 6, 7}, SIMPLE, SIMPLE),
      Sample.of(2, new int[] {3, 6, 20, 21}, new int[] {10, 3, 18, 17}, new Convolve.Axis(1, 1, 0, 1, 1), new Convolve.Axis(2, 1, 1, 1, 1)),
      Sample.of(1, new int[] {3, 40, 6, 6}, new int[] {10, 40, 3, 3}, new Convolve.Axis(2, 1, 1, 1, 2), new Convolve.Axis(1, 1, 1, 2, 4)),
      Sample.of(3, new int[] {2, 6, 9, 70}, new int[] {6, 2, 3, 3}, new Convolve.Axis(1, 1, 1, 1, 1), new Convolve.Axis(1, 2, -3, 1, 2)),
      Sample.of(5, new int[] {2, 5, 40, 41}, new int[] {5, 1, 38, 39}, new Convolve.Axis(1, 1, 0, 1, 1), new Convolve.Axis(1, 0, 2, 1, 1)),
      Sample.of(1, new int[] {2, 3, 300}, new int[] {20, 3, 7}, new Convolve.Axis(1, 3, 3, 1, 1)),
      Sample.of(1, new int[] {6, 2, 9, 9}, new int[] {40, 2, 3, 3}, new Convolve.Axis(1, 2, 2, 2, 1), new Convolve.Axis(1, 2, 2, 2, 1)),
      Sample.of(1, new int[] {1, 1, 3}, new int[] {2, 1, 0}, SIMPLE),
      Sample.of(1, new int[] {2, 0, 5}, new int[] {3, 0, 2}, SIMPLE),
      Sample.of(1, new int[] {0, 2, 5}, new int[] {3, 2, 2}, SIMPLE),
      Sample.of(1, new int[] {1, 1, 3}, new int[] {2, 1, 5}, SIMPLE));

  @Test
  void convolutionsAddToWhatIsThereAndEndWithAnEpilogue() {
    for (DType dtype : FLOATING) {
      for (Sample sample : CONVOLUTIONS) {
        Convolve convolve = sample.convolve;
        Array x = values.ordinary(dtype, sample.input);
        Array kernel = values.ordinary(dtype, sample.kernel);
        Type type = convolve.infer(List.of(x.type(), kernel.type())).getFirst();
        Array y = values.ordinary(dtype, type.shape().extents());
        double[] before = doubles(y);
        int places = type.shape().size() / Math.max(1, type.shape().extent(0) * type.shape().extent(1));
        Convolution.run(convolve, x, kernel, y, VectorSupport.GemmKind.PLAIN, true, (from, to) -> {
          for (int at = from; at < to; at++) {
            y.setDouble(at, 2 * y.getDouble(at) + at / places);
          }
        });
        Array expected = convolve.evaluate(new Array[] {x, kernel}, List.of(type))[0];
        for (int i = 0; i < before.length; i++) {
          expected.setDouble(i, 2 * (before[i] + expected.getDouble(i)) + i / places);
        }
        isClose(y, expected, 4 * kernel.size(), sample.toString());
      }
    }
  }

  private static double[] doubles(Array x) {
    double[] elements = new double[x.size()];
    Arrays.setAll(elements, x::getDouble);
    return elements;
  }

  private static void allWaysAgree(Convolve convolve, Array x, Array kernel, boolean add, Epilogue epilogue) {
    Type type = convolve.infer(List.of(x.type(), kernel.type())).getFirst();
    Array plain = Array.allocate(type);
    for (VectorSupport.GemmKind kind : VectorSupport.gemmKinds()) {
      Array y = SpecialValues.dirty(type);
      Convolution.run(convolve, x, kernel, y, kind, add, epilogue);
      if (kind == VectorSupport.GemmKind.PLAIN) {
        plain = y;
        Array expected = convolve.evaluate(new Array[] {x, kernel}, List.of(type))[0];
        isClose(y, expected, kernel.size(), convolve + " of " + x.type() + " and " + kernel.type());
      }
      PointwiseKernelsTest.assertSameBits(y, plain, kind + " " + convolve);
    }
  }

  private static void isSame(Structural primitive, Array... x) {
    List<Type> y = primitive.infer(Arrays.stream(x).map(Array::type).toList());
    Array[] expected = primitive.evaluate(x, y);
    Array[] actual = filled(primitive, x, y);
    Array[] ofViews = filled(primitive, Arrays.stream(x).map(SpecialValues::shifted).toArray(Array[]::new), y);
    for (int i = 0; i < expected.length; i++) {
      String what = primitive + " of " + Arrays.stream(x).map(Array::type).toList();
      PointwiseKernelsTest.assertSameBits(actual[i].contiguous(), expected[i].contiguous(), what);
      PointwiseKernelsTest.assertSameBits(ofViews[i].contiguous(), expected[i].contiguous(), what + " as views");
    }
  }

  /// By the fast kernel, where there is one, into memory that holds something else.
  private static Array[] filled(Structural primitive, Array[] x, List<Type> y) {
    StructuralKernel kernel = StructuralKernels.of(primitive, x[0].type());
    if (kernel == null) {
      return primitive.evaluate(x, y);
    }
    Array[] results = y.stream().map(SpecialValues::dirty).toArray(Array[]::new);
    kernel.run(x, results);
    return results;
  }

  private static void isClose(Structural primitive, Array x) {
    Type y = primitive.infer(List.of(x.type())).getFirst();
    Array expected = primitive.evaluate(new Array[] {x}, List.of(y))[0];
    isClose(filled(primitive, new Array[] {x}, List.of(y))[0], expected, y.shape().size() == 0 ? 0 : x.size() / y.shape().size(), primitive + " of " + x.type());
  }

  /// Close for sums of so many ordinary numbers.
  private static void isClose(Array actual, Array expected, int terms, String what) {
    assertThat(actual.type()).isEqualTo(expected.type());
    double tolerance = (terms + 4) * (expected.dtype() == DType.F32 ? 1e-7 : 1e-15);
    for (int i = 0; i < expected.size(); i++) {
      double wanted = expected.getDouble(i);
      double given = actual.getDouble(i);
      boolean near = Double.compare(wanted, given) == 0 || Math.abs(given - wanted) <= tolerance * (1 + Math.abs(wanted));
      assertThat(near).as("%s: %s instead of %s at %d of %s", what, given, wanted, i, Arrays.toString(expected.shape().extents())).isTrue();
    }
  }
}
