package dev.chainrule.nn.fit;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Functions;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.nn.optimize.Untrained;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FitTest {
  /// One way to minimise a function, or the squares of residuals.
  private interface Minimizer {
    <P> Fit<P> minimize(Function<P, Tensor> function, P start);
  }

  private record Named(String name, Minimizer minimizer, boolean ofResiduals) {
    @Override
    public String toString() {
      return name;
    }

    /// The value of residuals by each.
    <P> Fit<P> leastSquares(Function<P, Tensor> residuals, P start) {
      return ofResiduals ? minimizer.minimize(residuals, start)
          : minimizer.minimize((P p) -> residuals.apply(p).square().sum().times(0.5), start);
    }
  }

  static List<Named> minimizers() {
    return List.of(
        new Named("lbfgs", new Minimizer() {
          @Override
          public <P> Fit<P> minimize(Function<P, Tensor> function, P start) {
            return new Lbfgs().minimize(function, start);
          }
        }, false),
        new Named("newtonCg", new Minimizer() {
          @Override
          public <P> Fit<P> minimize(Function<P, Tensor> function, P start) {
            return new NewtonCg().minimize(function, start);
          }
        }, false),
        new Named("gaussNewton", new Minimizer() {
          @Override
          public <P> Fit<P> minimize(Function<P, Tensor> function, P start) {
            return new GaussNewton().minimize(function, start);
          }
        }, true),
        new Named("levenbergMarquardt", new Minimizer() {
          @Override
          public <P> Fit<P> minimize(Function<P, Tensor> function, P start) {
            return new LevenbergMarquardt().minimize(function, start);
          }
        }, true));
  }

  private record Known(Tensor scale) implements Untrained {}

  private record Model(Tensor a, List<Tensor> rest, Map<String, Tensor> named, Tensor count, Known known) {}

  /// A tree of all kinds of parts, some of which are no parameters.
  @ParameterizedTest
  @MethodSource("minimizers")
  void anyTreeIsFit(Named named) {
    Model start = new Model(Tensor.of(1.0), List.of(Tensor.of(0.5, -1)), Map.of("b", Tensor.of(new double[][] {{0, 0}})),
        Tensor.of(7), new Known(Tensor.of(2.0)));
    Tensor targets = Tensor.of(3.0, 1, 2, -1, 4);
    Fit<Model> fit = named.leastSquares((Model m) -> Functions.concat(0,
        m.a.expandDims(0), m.rest.getFirst(), m.named.get("b").flatten()).times(m.known.scale).minus(targets), start);
    assertThat(fit.converged()).isTrue();
    assertThat(fit.value()).isLessThan(1e-15);
    assertThat(fit.parameters().a.item()).isCloseTo(1.5, within(1e-8));
    assertThat(fit.parameters().named.get("b").toDoubles()).containsExactly(new double[] {-0.5, 2}, within(1e-8));
    assertThat(fit.parameters().count).isEqualTo(start.count);
    assertThat(fit.parameters().known.scale.item()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("minimizers")
  void rosenbrocksValleyIsFollowedToItsEnd(Named named) {
    Fit<Tensor> fit = named.leastSquares((Tensor x) -> {
      Tensor first = x.slice(0, 0, 2);
      Tensor second = x.slice(0, 2, 4);
      return Functions.concat(0, second.minus(first.square()).times(10), first.neg().plus(1));
    }, Tensor.of(-1.2, 2, 1, 0.5));
    assertThat(fit.converged()).isTrue();
    assertThat(fit.iterations()).isBetween(5, 200);
    assertThat(fit.parameters().toDoubles()).containsExactly(new double[] {1, 1, 1, 1}, within(1e-6));
    assertThat(fit.gradientNorm()).isLessThan(1e-6);
    assertThat(fit.evaluations()).isGreaterThanOrEqualTo(fit.iterations());
  }

  @ParameterizedTest
  @MethodSource("minimizers")
  void floatsAreFitToWhatTheyHold(Named named) {
    Fit<Tensor> fit = named.leastSquares((Tensor x) -> x.minus(0.25), Tensor.of(3f, -2f));
    assertThat(fit.parameters().dtype()).isEqualTo(F32);
    assertThat(fit.parameters().toFloats()).containsExactly(new float[] {0.25f, 0.25f}, within(1e-6f));
    assertThat(fit.converged()).isTrue();
  }

  /// Where the function is not defined, steps are shortened and not taken.
  @ParameterizedTest
  @MethodSource("minimizers")
  void stepsOutOfTheDomainAreTakenBack(Named named) {
    Fit<Tensor> fit = named.leastSquares((Tensor x) -> x.log().minus(2), Tensor.of(new double[] {200}));
    assertThat(fit.parameters().toDoubles()).containsExactly(new double[] {Math.exp(2)}, within(1e-6));
  }

  @ParameterizedTest
  @MethodSource("minimizers")
  void aStartThatIsNotFiniteIsRefused(Named named) {
    assertThatThrownBy(() -> named.leastSquares((Tensor x) -> x.log(), Tensor.of(new double[] {-1}))).hasMessageMatching(
        "\\[%s] at the start .* is NaN; begin elsewhere, or let findNonFinite say where that comes from".formatted(named));
    assertThatThrownBy(() -> named.leastSquares((Tensor x) -> x, Tensor.of(Double.NaN)))
        .hasMessage("[%s] a parameter is NaN at the start; begin with finite numbers".formatted(named));
    assertThatThrownBy(() -> named.leastSquares((Tensor x) -> x, Tensor.of(3)))
        .hasMessage("[%s] a Tensor has no floating tensors to fit".formatted(named));
  }

  @Test
  void aStartWithoutADerivativeIsRefused() {
    Tensor zero = Tensor.of(new double[] {0});
    assertThatThrownBy(() -> new Lbfgs().minimize((Tensor x) -> x.sqrt().sum(), zero)).hasMessage(
        "[lbfgs] at the start the value is 0.0, but its gradient is not finite; begin elsewhere, or let findNonFinite say where that comes from");
    assertThatThrownBy(() -> new LevenbergMarquardt().minimize((Tensor x) -> x.sqrt(), zero)).hasMessage(
        "[levenbergMarquardt] at the start half the sum of squares is 0.0, but the Jacobian is not finite; begin elsewhere, or let findNonFinite say where that comes from");
  }

  @Test
  void directionsThatCurveDownwardAreFollowed() {
    Fit<Tensor> fit = new NewtonCg().minimize((Tensor x) -> x.square().minus(1).square().sum(), Tensor.of(0.01, -0.2));
    assertThat(fit.parameters().toDoubles()).containsExactly(new double[] {1, -1}, within(1e-7));
  }

  @Test
  void oneMinimizesFunctionsOfManyParameters() {
    Tensor target = RandomKey.of(1).normal(F64, 2000);
    Tensor weights = RandomKey.of(2).uniform(0.01, 10, F64, 2000);
    Fit<Tensor> fit = new Lbfgs().minimize((Tensor x) -> x.minus(target).square().times(weights).sum(), Tensor.zeros(F64, 2000));
    assertThat(fit.converged()).isTrue();
    assertThat(fit.parameters().minus(target).abs().max().item()).isLessThan(1e-6);
  }

  @Test
  void allowedStepsAreNotExceeded() {
    Function<Tensor, Tensor> valley = x -> x.slice(0, 1, 2).minus(x.slice(0, 0, 1).square()).square().times(100).plus(x.slice(0, 0, 1).neg().plus(1).square()).sum();
    Fit<Tensor> fit = new Lbfgs(5, new Limits().iterations(3)).minimize(valley, Tensor.of(-1.2, 1));
    assertThat(fit.stop()).isEqualTo(Fit.Stop.ITERATIONS);
    assertThat(fit.iterations()).isEqualTo(3);
    assertThat(fit.converged()).isFalse();
    assertThatThrownBy(() -> new Limits().iterations(0))
        .hasMessage("[Limits] 0 iterations, a gradient of 1.0E-9 and a step of 1.0E-14: at least one step, and nothing negative");
    assertThatThrownBy(() -> new Lbfgs(0, new Limits())).hasMessage("[Lbfgs] a memory of 0 steps: there must be at least 1");
  }
}
