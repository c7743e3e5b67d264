/**
 * A function and its gradient, step by step.
 *
 * The remarks name the gates:
 * - add distributes the upstream gradient to every input
 * - multiply scales the upstream gradient by the other input: the values swap
 * - copy adds up the gradients of its copies
 * - local multiplies the upstream gradient by the local derivative
 * - cut stops the gradient: the result does not change with a small change of the input
 */
public final class Example {
  private Example() {}

  /** What the function gives. */
  public record Result(double value, double grad_x, double grad_a) {}

  public static Result valueAndGrad(double x, double a) {
    double s0 = Math.sqrt(x); // local
    double s1 = Math.signum(a); // cut
    double s2 = s0 * s1; // multiply
    double s3 = Math.pow(x, 3.0); // local
    double s4 = s2 + s3; // add
    double s5 = 1.0 / a; // local
    double s6 = s4 + s5; // add

    // Backward, from the result to the inputs.
    double grad_s6 = 1.0;
    double grad_s5 = 1.0; // add
    double grad_s4 = 1.0; // add
    double grad_a = -(s5 * s5); // local
    double grad_s3 = 1.0; // add
    double grad_s2 = 1.0; // add
    double grad_s0 = s1; // multiply
    double grad_x = 3.0 * Math.pow(x, 2.0) + grad_s0 * (0.5 / s0); // copy of local

    if (Double.isNaN(grad_x + grad_a)) {
      return exact(x, a); // A 0 met an infinity or NaN.
    }
    return new Result(s6, grad_x, grad_a);
  }

  /** The same with products in which a 0 wins, even against an infinity or NaN. */
  private static Result exact(double x, double a) {
    double s0 = Math.sqrt(x); // local
    double s1 = Math.signum(a); // cut
    double s2 = s0 * s1; // multiply
    double s3 = Math.pow(x, 3.0); // local
    double s4 = s2 + s3; // add
    double s5 = 1.0 / a; // local
    double s6 = s4 + s5; // add

    // Backward, from the result to the inputs.
    double grad_s6 = 1.0;
    double grad_s5 = 1.0; // add
    double grad_s4 = 1.0; // add
    double grad_a = -times(s5, s5); // local
    double grad_s3 = 1.0; // add
    double grad_s2 = 1.0; // add
    double grad_s0 = s1; // multiply
    double grad_x = 3.0 * Math.pow(x, 2.0) + times(grad_s0, 0.5 / s0); // copy of local

    return new Result(s6, grad_x, grad_a);
  }

  /** A product in which a 0 wins, even against an infinity or NaN. */
  private static double times(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }
}
