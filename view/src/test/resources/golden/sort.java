/**
 * A function and its gradient, step by step.
 * Tensors are arrays in row-major order: x is F64[3], c0 is F64[3].
 *
 * The remarks name the gates:
 * - add distributes the upstream gradient to every input
 * - multiply scales the upstream gradient by the other input: the values swap
 * - structured carries the upstream gradient back by the transpose of its linearization
 */
public final class Example {
  private static final double[] c0 = {1.0, 10.0, 100.0};

  private Example() {}

  /** What the function gives. */
  public record Result(double value, double[] grad_x) {}

  public static Result valueAndGrad(double[] x) {
    double[] s0 = new double[3]; // structured
    int[] s1 = new int[3];
    for (int i = 0; i < 3; i++) {
      {
        int at = i;
        for (; at > 0 && (x[i] < s0[at - 1] || x[i] == x[i] && s0[at - 1] != s0[at - 1]); at--) {
          s0[at] = s0[at - 1];
          s1[at] = s1[at - 1];
        }
        s0[at] = x[i];
        s1[at] = i;
      }
    }
    double[] s2 = new double[3]; // multiply
    for (int i = 0; i < 3; i++) {
      s2[i] = s0[i] * c0[i];
    }
    double s3 = 0.0; // add
    for (int i = 0; i < 3; i++) {
      s3 += s2[i];
    }

    // Backward, from the result to the inputs.
    double grad_s3 = 1.0;
    double[] grad_s2 = new double[3]; // add
    java.util.Arrays.fill(grad_s2, 1.0);
    double[] grad_s0 = c0; // multiply
    double[] grad_x = new double[3]; // structured
    for (int i = 0; i < 3; i++) {
      grad_x[index(s1[i], 3)] += grad_s0[i];
    }

    return new Result(s3, grad_x);
  }

  /** An index, counted from the end where it is negative. */
  private static int index(long index, int extent) {
    return java.util.Objects.checkIndex((int) (index < 0 ? index + extent : index), extent);
  }
}
