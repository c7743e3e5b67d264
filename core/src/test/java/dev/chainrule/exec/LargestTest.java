package dev.chainrule.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import org.junit.jupiter.api.Test;

/// The largest of windows with vectors and without: the same bits, at the same positions.
class LargestTest {
  private static final int[][] OFFSETS = {{0}, {0, 1, 20, 21}, {0, 3, 1, 40}};

  private final SpecialValues values = new SpecialValues(5);

  @Test
  void vectorsAgreeWithTheTwin() {
    for (int[] offsets : OFFSETS) {
      for (int stride = 1; stride <= 3; stride++) {
        for (int n : new int[] {1, 2, 7, 8, 9, 16, 17, 33, 100}) {
          // The last window ends with the array: nothing behind it may be read.
          int size = 5 + (n - 1) * stride + Math.max(offsets[offsets.length - 1], offsets[1 % offsets.length]) + 1;
          agree(new FloatVectorLargest(), new FloatLargest(), values.array(DType.F32, size), offsets, stride, n);
          agree(new DoubleVectorLargest(), new DoubleLargest(), values.array(DType.F64, size), offsets, stride, n);
        }
      }
    }
  }

  @SuppressWarnings("unchecked") // The arrays are of the kernels' type.
  private static <A> void agree(Largest<A> better, Largest<A> plain, Array x, int[] offsets, int stride, int n) {
    Array expected = Array.allocate(new Type(x.dtype(), Shape.of(n + 2)));
    Array given = Array.allocate(expected.type());
    int[] expectedAt = new int[n + 2];
    int[] givenAt = new int[n + 2];
    plain.run((A) x.elements(), 2, 3, offsets, stride, (A) expected.elements(), expectedAt, 1, n);
    better.run((A) x.elements(), 2, 3, offsets, stride, (A) given.elements(), givenAt, 1, n);
    PointwiseKernelsTest.assertSameBits(given, expected, "stride " + stride);
    assertThat(givenAt).isEqualTo(expectedAt);
  }
}
