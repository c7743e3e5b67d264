/**
 * A function and its gradient, step by step.
 *
 * The remarks name the gates:
 * - add distributes the upstream gradient to every input
 * - multiply scales the upstream gradient by the other input: the values swap
 */
public final class Example {
  private Example() {}

  /** What the function gives. */
  public record Result(double value, double grad_x, double grad_y, double grad_z) {}

  public static Result valueAndGrad(double x, double y, double z) {
    double q = x + y; // add
    double f = q * z; // multiply

    // Backward, from the result to the inputs.
    double grad_f = 1.0;
    double grad_z = q; // multiply
    double grad_q = z; // multiply
    double grad_y = grad_q; // add
    double grad_x = grad_q; // add

    return new Result(f, grad_x, grad_y, grad_z);
  }
}
