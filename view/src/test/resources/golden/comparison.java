/**
 * A function and its gradient, step by step.
 *
 * The remarks name the gates:
 * - max routes the upstream gradient to exactly one input, the first of equals
 * - copy adds up the gradients of its copies
 * - local multiplies the upstream gradient by the local derivative
 * - cut stops the gradient: the result does not change with a small change of the input
 */
public final class Example {
  private Example() {}

  /** What the function gives. */
  public record Result(double value, double grad_x, double grad_y, double grad_unused) {}

  public static Result valueAndGrad(double x, double y, double unused) {
    boolean s0 = 1.0 < x; // cut
    double s1 = Math.log(y); // local
    double s2 = Math.exp(y); // local
    double s3 = s0 ? s1 : s2; // max

    // Backward, from the result to the inputs.
    double grad_s3 = 1.0;
    double grad_s2 = s0 ? 0.0 : 1.0; // max
    double grad_s1 = s0 ? 1.0 : 0.0; // max
    double grad_y = grad_s2 * s2 + grad_s1 * (1.0 / y); // copy of local

    if (Double.isNaN(grad_y)) {
      return exact(x, y, unused); // A 0 met an infinity or NaN.
    }
    return new Result(s3, 0.0, grad_y, 0.0);
  }

  /** The same with products in which a 0 wins, even against an infinity or NaN. */
  private static Result exact(double x, double y, double unused) {
    boolean s0 = 1.0 < x; // cut
    double s1 = Math.log(y); // local
    double s2 = Math.exp(y); // local
    double s3 = s0 ? s1 : s2; // max

    // Backward, from the result to the inputs.
    double grad_s3 = 1.0;
    double grad_s2 = s0 ? 0.0 : 1.0; // max
    double grad_s1 = s0 ? 1.0 : 0.0; // max
    double grad_y = times(grad_s2, s2) + times(grad_s1, 1.0 / y); // copy of local

    return new Result(s3, 0.0, grad_y, 0.0);
  }

  /** A product in which a 0 wins, even against an infinity or NaN. */
  private static double times(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }
}
