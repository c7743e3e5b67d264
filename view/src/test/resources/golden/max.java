/**
 * A function and its gradient, step by step.
 *
 * The remarks name the gates:
 * - add distributes the upstream gradient to every input
 * - multiply scales the upstream gradient by the other input: the values swap
 * - max routes the upstream gradient to exactly one input, the first of equals
 * - copy adds up the gradients of its copies
 * - local multiplies the upstream gradient by the local derivative
 */
public final class Example {
  private Example() {}

  /** What the function gives. */
  public record Result(double value, double grad_x, double grad_y, double grad_z) {}

  public static Result valueAndGrad(double x, double y, double z) {
    double s0 = Math.max(x, y); // max
    double s1 = y * z; // multiply
    double s2 = s0 + s1; // add
    double s3 = Math.pow(z, 2.0); // local
    double s4 = Math.max(s2, s3); // max
    double s5 = s4 * 2.0; // multiply

    // Backward, from the result to the inputs.
    double grad_s5 = 1.0;
    double grad_s4 = 2.0; // multiply
    boolean t0 = s2 < s3;
    double grad_s3 = (t0 ? 1.0 : 0.0) * 2.0; // max
    double grad_s2 = (t0 ? 0.0 : 1.0) * 2.0; // max
    double grad_s1 = grad_s2; // add
    double grad_s0 = grad_s2; // add
    double grad_z = grad_s3 * (2.0 * Math.pow(z, 1.0)) + grad_s1 * y; // copy of local, multiply
    boolean t1 = x < y;
    double grad_y = grad_s1 * z + grad_s1 * (t1 ? 1.0 : 0.0); // copy of multiply, max
    double grad_x = grad_s0 * (t1 ? 0.0 : 1.0); // max

    if (Double.isNaN(grad_x + grad_y + grad_z)) {
      return exact(x, y, z); // A 0 met an infinity or NaN.
    }
    return new Result(s5, grad_x, grad_y, grad_z);
  }

  /** The same with products in which a 0 wins, even against an infinity or NaN. */
  private static Result exact(double x, double y, double z) {
    double s0 = Math.max(x, y); // max
    double s1 = y * z; // multiply
    double s2 = s0 + s1; // add
    double s3 = Math.pow(z, 2.0); // local
    double s4 = Math.max(s2, s3); // max
    double s5 = s4 * 2.0; // multiply

    // Backward, from the result to the inputs.
    double grad_s5 = 1.0;
    double grad_s4 = 2.0; // multiply
    boolean t0 = s2 < s3;
    double grad_s3 = (t0 ? 1.0 : 0.0) * 2.0; // max
    double grad_s2 = (t0 ? 0.0 : 1.0) * 2.0; // max
    double grad_s1 = grad_s2; // add
    double grad_s0 = grad_s2; // add
    double grad_z = times(grad_s3, 2.0 * Math.pow(z, 1.0)) + times(grad_s1, y); // copy of local, multiply
    boolean t1 = x < y;
    double grad_y = times(grad_s1, z) + times(grad_s1, t1 ? 1.0 : 0.0); // copy of multiply, max
    double grad_x = times(grad_s0, t1 ? 0.0 : 1.0); // max

    return new Result(s5, grad_x, grad_y, grad_z);
  }

  /** A product in which a 0 wins, even against an infinity or NaN. */
  private static double times(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }
}
