/**
 * A function and its gradient, step by step.
 * Tensors are arrays in row-major order: W is F64[2, 3], x is F64[3], b is F64[2].
 *
 * The remarks name the gates:
 * - add distributes the upstream gradient to every input
 * - local multiplies the upstream gradient by the local derivative
 * - linear carries the upstream gradient back by the transposed linear map
 */
public final class Example {
  private Example() {}

  /** What the function gives. */
  public record Result(double value, double[] grad_W, double[] grad_x, double[] grad_b) {}

  public static Result valueAndGrad(double[] W, double[] x, double[] b) {
    double[] s0 = x; // linear
    double[] s1 = new double[2]; // linear
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        s1[i] += W[i * 3 + j] * s0[j];
      }
    }
    double[] s2 = s1; // linear
    double[] z = new double[2]; // add
    for (int i = 0; i < 2; i++) {
      z[i] = s2[i] + b[i];
    }
    double[] h = new double[2]; // local
    for (int i = 0; i < 2; i++) {
      h[i] = Math.tanh(z[i]);
    }
    double[] s3 = new double[2]; // local
    for (int i = 0; i < 2; i++) {
      s3[i] = h[i] * h[i];
    }
    double s4 = 0.0; // add
    for (int i = 0; i < 2; i++) {
      s4 += s3[i];
    }
    double J = s4 / 2.0; // local

    // Backward, from the result to the inputs.
    double grad_J = 1.0;
    double grad_s4 = 0.5; // local
    double[] grad_s3 = new double[2]; // add
    java.util.Arrays.fill(grad_s3, 0.5);
    double[] grad_h = new double[2]; // local
    for (int i = 0; i < 2; i++) {
      grad_h[i] = h[i] * 2.0 * 0.5;
    }
    double[] grad_z = new double[2]; // local
    for (int i = 0; i < 2; i++) {
      grad_z[i] = times(grad_h[i], 1.0 - h[i] * h[i]);
    }
    double[] grad_b = grad_z; // add
    double[] grad_s2 = grad_z; // add
    double[] grad_s1 = grad_s2; // linear
    double[] grad_s0 = new double[3]; // linear
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 2; j++) {
        grad_s0[i] += W[i + j * 3] * grad_s1[j];
      }
    }
    double[] grad_W = new double[6]; // linear
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        grad_W[i * 3 + j] += grad_s1[i] * s0[j];
      }
    }
    double[] grad_x = grad_s0; // linear

    return new Result(J, grad_W, grad_x, grad_b);
  }

  /** A product in which a 0 wins, even against an infinity or NaN. */
  private static double times(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }
}
