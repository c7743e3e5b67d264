/**
 * A function and its gradient, step by step.
 *
 * The remarks name the gates:
 * - add distributes the upstream gradient to every input
 * - multiply scales the upstream gradient by the other input: the values swap
 * - local multiplies the upstream gradient by the local derivative
 */
public final class Example {
  private Example() {}

  /** What the function gives. */
  public record Result(double value, double grad_w0, double grad_x0, double grad_w1, double grad_x1, double grad_w2) {}

  public static Result valueAndGrad(double w0, double x0, double w1, double x1, double w2) {
    double s0 = w0 * x0; // multiply
    double s1 = w1 * x1; // multiply
    double s2 = s0 + s1; // add
    double s3 = s2 + w2; // add
    double L = 1.0 / (Math.exp(-s3) + 1.0); // local

    // Backward, from the result to the inputs.
    double grad_L = 1.0;
    double grad_s3 = L * (1.0 - L); // local
    double grad_w2 = grad_s3; // add
    double grad_s2 = grad_s3; // add
    double grad_s1 = grad_s2; // add
    double grad_s0 = grad_s2; // add
    double grad_x1 = grad_s1 * w1; // multiply
    double grad_w1 = grad_s1 * x1; // multiply
    double grad_x0 = grad_s0 * w0; // multiply
    double grad_w0 = grad_s0 * x0; // multiply

    if (Double.isNaN(grad_w0 + grad_x0 + grad_w1 + grad_x1)) {
      return exact(w0, x0, w1, x1, w2); // A 0 met an infinity or NaN.
    }
    return new Result(L, grad_w0, grad_x0, grad_w1, grad_x1, grad_w2);
  }

  /** The same with products in which a 0 wins, even against an infinity or NaN. */
  private static Result exact(double w0, double x0, double w1, double x1, double w2) {
    double s0 = w0 * x0; // multiply
    double s1 = w1 * x1; // multiply
    double s2 = s0 + s1; // add
    double s3 = s2 + w2; // add
    double L = 1.0 / (Math.exp(-s3) + 1.0); // local

    // Backward, from the result to the inputs.
    double grad_L = 1.0;
    double grad_s3 = L * (1.0 - L); // local
    double grad_w2 = grad_s3; // add
    double grad_s2 = grad_s3; // add
    double grad_s1 = grad_s2; // add
    double grad_s0 = grad_s2; // add
    double grad_x1 = times(grad_s1, w1); // multiply
    double grad_w1 = times(grad_s1, x1); // multiply
    double grad_x0 = times(grad_s0, w0); // multiply
    double grad_w0 = times(grad_s0, x0); // multiply

    return new Result(L, grad_w0, grad_x0, grad_w1, grad_x1, grad_w2);
  }

  /** A product in which a 0 wins, even against an infinity or NaN. */
  private static double times(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }
}
