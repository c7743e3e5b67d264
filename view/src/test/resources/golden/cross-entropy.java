/**
 * A function and its gradient, step by step.
 * Tensors are arrays in row-major order: logits is F64[3].
 *
 * The remarks name the gates:
 * - add distributes the upstream gradient to every input
 * - max routes the upstream gradient to exactly one input, the first of equals
 * - copy adds up the gradients of its copies
 * - local multiplies the upstream gradient by the local derivative
 * - linear carries the upstream gradient back by the transposed linear map
 * - cut stops the gradient: the result does not change with a small change of the input
 */
public final class Example {
  private Example() {}

  /** What the function gives. */
  public record Result(double value, double[] grad_logits) {}

  public static Result valueAndGrad(double[] logits, int label) {
    double[] s0 = new double[3]; // cut
    for (int i = 0; i < 3; i++) {
      s0[i] = logits[i];
    }
    double s1 = Double.NEGATIVE_INFINITY; // max
    for (int i = 0; i < 3; i++) {
      s1 = s0[i] > s1 || s0[i] != s0[i] ? s0[i] : s1;
    }
    double[] s2 = {s1}; // linear
    double[] s3 = new double[1]; // add
    s3[0] = s2[0] - s2[0];
    boolean[] s4 = new boolean[1]; // cut
    s4[0] = s3[0] == 0.0;
    double[] s5 = new double[1]; // max
    s5[0] = s4[0] ? s2[0] : 0.0;
    double[] s6 = new double[3]; // copy
    for (int i = 0; i < 3; i++) {
      s6[i] = s5[0];
    }
    double[] s7 = new double[3]; // add
    for (int i = 0; i < 3; i++) {
      s7[i] = logits[i] - s6[i];
    }
    double[] s8 = new double[3]; // local
    for (int i = 0; i < 3; i++) {
      s8[i] = Math.exp(s7[i]);
    }
    double s9 = 0.0; // add
    for (int i = 0; i < 3; i++) {
      s9 += s8[i];
    }
    double[] s10 = {s9}; // linear
    double[] s11 = new double[3]; // copy
    for (int i = 0; i < 3; i++) {
      s11[i] = s10[0];
    }
    double[] p = new double[3]; // local
    for (int i = 0; i < 3; i++) {
      p[i] = s8[i] / s11[i];
    }
    double s12 = 0.0; // linear
    s12 = p[index(label, 3)];
    double s13 = Math.log(s12); // local
    double loss = -s13; // add

    // Backward, from the result to the inputs.
    double grad_loss = 1.0;
    double grad_s13 = -1.0; // add
    double grad_s12 = 1.0 / s12 * -1.0; // local
    double[] t0 = new double[3];
    double[] grad_p = t0.clone(); // linear
    grad_p[index(label, 3)] += grad_s12;
    double[] t1 = new double[3];
    for (int i = 0; i < 3; i++) {
      t1[i] = 1.0 / s11[i];
    }
    double[] grad_s11 = new double[3]; // local
    for (int i = 0; i < 3; i++) {
      grad_s11[i] = times(grad_p[i], -times(t1[i], p[i]));
    }
    double grad_s9 = 0.0; // linear
    for (int i = 0; i < 3; i++) {
      grad_s9 += grad_s11[i];
    }
    double[] grad_s10 = {grad_s9}; // copy
    double[] grad_s8 = new double[3]; // copy of local, add
    for (int i = 0; i < 3; i++) {
      grad_s8[i] = times(grad_p[i], t1[i]) + grad_s9;
    }
    double[] grad_s7 = new double[3]; // local
    for (int i = 0; i < 3; i++) {
      grad_s7[i] = times(grad_s8[i], s8[i]);
    }
    double[] grad_logits = grad_s7; // add

    return new Result(loss, grad_logits);
  }

  /** A product in which a 0 wins, even against an infinity or NaN. */
  private static double times(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }

  /** An index, counted from the end where it is negative. */
  private static int index(long index, int extent) {
    return java.util.Objects.checkIndex((int) (index < 0 ? index + extent : index), extent);
  }
}
