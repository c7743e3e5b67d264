package dev.chainrule.nn.fit;

/// Where a minimiser ended, and why.
///
/// {@snippet :
/// Fit<Tensor> fit = new Lbfgs().minimize((Tensor x) -> x.minus(3).square().sum(), Tensor.of(0.0, 10.0));
/// System.out.println(fit.parameters() + " " + fit.converged()); // F64[2] [3.0, 3.0] true
/// }
///
/// @param parameters   the best that were found
/// @param value        what is minimised, there; of residuals half the sum of their squares
/// @param gradientNorm the largest component of the gradient, there
/// @param iterations   how many steps were taken
/// @param evaluations  how often the function was computed
/// @param stop         why no more were taken
public record Fit<P>(P parameters, double value, double gradientNorm, int iterations, int evaluations, Stop stop) {
  /// Why a minimiser ends.
  public enum Stop {
    /// The gradient is as good as 0.
    GRADIENT,
    /// Steps no longer move the parameters.
    STEP,
    /// Steps no longer make the value smaller; closer to the minimum rounding does not let one see.
    VALUE,
    /// As many steps as were allowed.
    ITERATIONS
  }

  /// Whether it ended because nothing was left to do.
  public boolean converged() {
    return stop != Stop.ITERATIONS;
  }
}
