package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.hessian;
import static dev.chainrule.Chainrule.jacobian;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.DType;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The determinant is a polynomial: it has derivatives of every order at every matrix, singular, regular or in between.
class DeterminantDerivativesTest {
  private static final double NAN = Double.NaN;
  private static final Tensor A = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 10}});
  /// Its third row is the sum of the others: rank 2.
  private static final Tensor SINGULAR = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 7}, {5, 7, 10}});
  private static final Tensor ZEROS = Tensor.zeros(DType.F64, 3, 3);

  @Test
  void theThirdDerivativeOfADeterminantOfThreeRowsIsTheSameEverywhere() {
    Tensor third = jacobian(hessian(Tensor::det)).apply(A);
    assertElements(third.get(0, 0).get(1, 1).get(2), 0, 0, 1);
    assertElements(third.get(0, 0).get(1, 2).get(2), 0, -1, 0);
    for (Tensor x : List.of(ZEROS, SINGULAR, Tensor.ones(DType.F64, 3, 3), diagonal(1, 2, 0), diagonal(1, 1e-9, 1e-10), A.times(1e-200))) {
      assertElements(jacobian(hessian(Tensor::det)).apply(x), third.toDoubles());
    }
  }

  @Test
  void aDeterminantHasDerivativesOfEveryOrderInEveryMode() {
    Tensor zero = Tensor.of(0.0);
    UnaryOperator<Tensor> ofOne = x -> x.reshape(1, 1).det();
    UnaryOperator<Tensor> ofFour = x -> Functions.eye(DType.F64, 4).times(x).det();
    UnaryOperator<Tensor> ofFive = x -> diagonal(0, 1, 0, 2, 0).plus(Functions.eye(DType.F64, 5).times(x)).det();
    double[][] expected = {{0, 1, 0, 0, 0, 0}, {0, 0, 0, 0, 24, 0}, {0, 0, 0, 12, 72, 120}};
    List<UnaryOperator<Tensor>> functions = List.of(ofOne, ofFour, ofFive);
    for (int f = 0; f < functions.size(); f++) {
      for (int modes = 0; modes < 32; modes++) {
        UnaryOperator<Tensor> derivative = functions.get(f);
        for (int order = 0; order <= 5; order++) {
          assertElements(derivative.apply(zero), expected[f][order]);
          derivative = (modes >> order & 1) == 0 ? grad(derivative)::apply : along(derivative);
        }
      }
    }
  }

  private static UnaryOperator<Tensor> along(UnaryOperator<Tensor> f) {
    return x -> jvp(f, x, x.onesLike()).tangent();
  }

  @Test
  void higherDerivativesOfDeterminantsTakeRegularAndSingularMatricesInOneBatch() {
    Tensor batch = Functions.stack(0, A, ZEROS, SINGULAR, Tensor.ones(DType.F64, 3, 3), A.times(-2));
    Tensor t = Tensor.of(new double[][] {{1, -1, 2}, {0.5, 3, 1}, {2, 1, -1}});
    UnaryOperator<Tensor> third = a -> {
      UnaryOperator<Tensor> det = s -> a.plus(t.to(a.dtype()).times(s)).det().sum();
      return along(along(along(det))).apply(Tensor.of(0.0).to(a.dtype()));
    };
    double expected = 6 * t.det().item();
    assertElements(third.apply(batch), 5 * expected);
    assertElements(vmap(third).apply(batch), expected, expected, expected, expected, expected);
    assertElements(jit(vmap(third)).apply(batch), expected, expected, expected, expected, expected);
    assertThat(third.apply(ZEROS.to(DType.F32)).item()).isCloseTo(expected, within(1e-5));
    assertElements(grad(third).apply(ZEROS), new double[9]);
    Tensor poisoned = Functions.stack(0, A, ZEROS.div(ZEROS));
    assertThat(vmap(third).apply(poisoned).toDoubles()).containsExactly(new double[] {expected, NAN}, within(1e-10));
    Tensor none = Tensor.zeros(DType.F64, 2, 0, 0);
    assertElements(grad((Tensor x) -> grad((Tensor y) -> grad((Tensor z) -> z.det().sum()).apply(y).sum()).apply(x).sum()).apply(none));
  }

  /// Against the products of all elements but those in whose directions the derivative is.
  @Test
  void derivativesOfTheDeterminantOfADiagonalMatrixAreProductsOfTheOthers() {
    Random random = new Random(7);
    for (int round = 0; round < 40; round++) {
      int n = 2 + random.nextInt(6);
      int order = 1 + random.nextInt(4);
      double[] s = random.doubles(n, 0.5, 2).map(x -> random.nextInt(3) == 0 ? 0 : random.nextInt(3) == 0 ? x * 1e-12 : x).toArray();
      UnaryOperator<Tensor> derivative = x -> x.diagEmbed().det();
      double[] product = {1};
      List<Integer> directions = random.ints(0, n).distinct().limit(Math.min(order, n)).boxed().toList();
      IntStream.range(0, n).filter(i -> !directions.contains(i)).forEach(i -> product[0] *= s[i]);
      for (int direction : directions) {
        UnaryOperator<Tensor> f = derivative;
        derivative = x -> grad(f).apply(x).get(direction);
      }
      assertThat(derivative.apply(Tensor.of(s)).item()).isCloseTo(product[0], within(1e-14 + 1e-12 * product[0]));
    }
  }

  private static Tensor diagonal(double... elements) {
    return Tensor.of(elements).diagEmbed();
  }

  private static void assertElements(Tensor actual, double... expected) {
    assertThat(actual.toDoubles()).containsExactly(expected, within(1e-10));
  }
}
