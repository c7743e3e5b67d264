/**
 * A function and its gradient, step by step.
 *
 * The remarks name the gates:
 * - add distributes the upstream gradient to every input
 * - multiply scales the upstream gradient by the other input: the values swap
 * - copy adds up the gradients of its copies
 */
public final class Example {
  private Example() {}

  /** What the function gives. */
  public record Result(double value, double grad_a, double grad_b) {}

  public static Result valueAndGrad(double a, double b) {
    double c = a + b; // add
    double d = b + 1.0; // add
    double e = c * d; // multiply

    // Backward, from the result to the inputs.
    double grad_e = 1.0;
    double grad_d = c; // multiply
    double grad_c = d; // multiply
    double grad_b = grad_d + grad_c; // copy of add
    double grad_a = grad_c; // add

    return new Result(e, grad_a, grad_b);
  }
}
