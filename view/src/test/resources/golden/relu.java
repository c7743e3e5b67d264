/**
 * A function and its gradient, step by step.
 * Tensors are arrays in row-major order: x is F64[4], upstream is F64[4].
 *
 * The remarks name the gates:
 * - add distributes the upstream gradient to every input
 * - multiply scales the upstream gradient by the other input: the values swap
 * - max routes the upstream gradient to exactly one input, the first of equals
 */
public final class Example {
  private Example() {}

  /** What the function gives. */
  public record Result(double value, double[] grad_x) {}

  public static Result valueAndGrad(double[] x, double[] upstream) {
    double[] y = new double[4]; // max
    for (int i = 0; i < 4; i++) {
      y[i] = Math.max(x[i], 0.0);
    }
    double[] s0 = new double[4]; // multiply
    for (int i = 0; i < 4; i++) {
      s0[i] = y[i] * upstream[i];
    }
    double s1 = 0.0; // add
    for (int i = 0; i < 4; i++) {
      s1 += s0[i];
    }

    // Backward, from the result to the inputs.
    double grad_s1 = 1.0;
    double[] grad_s0 = new double[4]; // add
    java.util.Arrays.fill(grad_s0, 1.0);
    double[] grad_y = upstream; // multiply
    double[] grad_x = new double[4]; // max
    for (int i = 0; i < 4; i++) {
      grad_x[i] = times(grad_y[i], 0.0 < y[i] ? 1.0 : 0.0);
    }

    return new Result(s1, grad_x);
  }

  /** A product in which a 0 wins, even against an infinity or NaN. */
  private static double times(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }
}
