/**
 * A function and its gradient, step by step.
 * Tensors are arrays in row-major order: A is F64[5, 10], B is F64[10, 3].
 *
 * The remarks name the gates:
 * - add distributes the upstream gradient to every input
 * - local multiplies the upstream gradient by the local derivative
 * - linear carries the upstream gradient back by the transposed linear map
 */
public final class Example {
  private Example() {}

  /** What the function gives. */
  public record Result(double value, double[] grad_A) {}

  public static Result valueAndGrad(double[] A, double[] B) {
    double[] D = new double[15]; // linear
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 10; k++) {
          D[i * 3 + j] += A[i * 10 + k] * B[j + k * 3];
        }
      }
    }
    double[] s0 = new double[15]; // local
    for (int i = 0; i < 15; i++) {
      s0[i] = D[i] * D[i];
    }
    double s1 = 0.0; // add
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 3; j++) {
        s1 += s0[i * 3 + j];
      }
    }

    // Backward, from the result to the inputs.
    double grad_s1 = 1.0;
    double[] grad_s0 = new double[15]; // add
    java.util.Arrays.fill(grad_s0, 1.0);
    double[] grad_D = new double[15]; // local
    for (int i = 0; i < 15; i++) {
      grad_D[i] = D[i] * 2.0;
    }
    double[] grad_A = new double[50]; // linear
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 10; j++) {
        for (int k = 0; k < 3; k++) {
          grad_A[i * 10 + j] += grad_D[i * 3 + k] * B[j * 3 + k];
        }
      }
    }

    return new Result(s1, grad_A);
  }
}
