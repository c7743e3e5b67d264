package dev.chainrule;

import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.hessian;
import static dev.chainrule.Chainrule.hvp;
import static dev.chainrule.Chainrule.vjp;
import static dev.chainrule.Functions.arange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// The examples of the lecture, second half: neurons and networks, second derivatives, paths.
class LectureNetworksTest {
  private static final Offset<Double> EXACT = within(1e-12);

  /// What staged code for L = σ(w0·x0 + w1·x1 + w2) looks like, forward and then back in the opposite order. Names
  /// are those of the lecture: s0 and s1 are the products, s2 their sum, s3 what the sigmoid is given.
  private record FlatNeuron(double l, double gradW0, double gradX0, double gradW1, double gradX1, double gradW2) {
    static FlatNeuron run(double w0, double x0, double w1, double x1, double w2) {
      double s0 = w0 * x0;
      double s1 = w1 * x1;
      double s2 = s0 + s1;
      double s3 = s2 + w2;
      double l = 1 / (1 + Math.exp(-s3));

      double gradL = 1;
      double gradS3 = gradL * (1 - l) * l;
      double gradW2 = gradS3;
      double gradS2 = gradS3;
      double gradS0 = gradS2;
      double gradS1 = gradS2;
      double gradW1 = gradS1 * x1;
      double gradX1 = gradS1 * w1;
      double gradW0 = gradS0 * x0;
      double gradX0 = gradS0 * w0;
      return new FlatNeuron(l, gradW0, gradX0, gradW1, gradX1, gradW2);
    }
  }

  @Test
  void theBackwardPassIsFlatCodeInTheOppositeOrder() {
    FlatNeuron flat = FlatNeuron.run(2, -1, -3, -2, -3);
    NamedBackward neuron = neuron(2, -1, -3, -2, -3);
    assertThat(neuron.value("L")).isCloseTo(flat.l, EXACT);
    assertThat(List.of("w0", "x0", "w1", "x1", "w2")).extracting(neuron::gradient)
        .containsExactly(flat.gradW0, flat.gradX0, flat.gradW1, flat.gradX1, flat.gradW2);
  }

  /// The notes have the line `grad_x0 = grad_w0 * w0`. It multiplies with the gradient of the other factor, which
  /// is grad_s0 · x0 and so has the value of x0 in it once too often. What arrives at a product is the gradient of
  /// its result, s0; each factor gets that times the other factor: `grad_x0 = grad_s0 * w0`. A difference of the
  /// function itself decides it; at x0 = 1 the slip would not show.
  @Test
  void aFactorGetsTheGradientOfTheProductNotThatOfTheOtherFactor() {
    NamedBackward neuron = neuron(2, -1, -3, -2, -3);
    double step = 1e-6;
    double difference = (FlatNeuron.run(2, -1 + step, -3, -2, -3).l - FlatNeuron.run(2, -1 - step, -3, -2, -3).l) / (2 * step);
    double slip = neuron.gradient("w0") * neuron.value("w0");

    assertThat(neuron.gradient("x0")).isEqualTo(neuron.gradient("s0") * neuron.value("w0"));
    assertThat(neuron.gradient("x0")).isCloseTo(difference, within(1e-8));
    assertThat(slip).isEqualTo(neuron.gradient("x0") * neuron.value("x0")).isNotCloseTo(difference, within(0.5));
  }

  private static NamedBackward neuron(double w0, double x0, double w1, double x1, double w2) {
    return NamedBackward.of(LectureTest.scalars("w0", w0, "x0", x0, "w1", w1, "x1", x1, "w2", w2), (in, name) -> {
      Tensor s0 = name.step("s0", in.apply("w0").times(in.apply("x0")));
      Tensor s1 = name.step("s1", in.apply("w1").times(in.apply("x1")));
      Tensor s3 = name.step("s3", name.step("s2", s0.plus(s1)).plus(in.apply("w2")));
      return name.step("L", s3.sigmoid());
    });
  }

  /// x has 3 inputs, z 2 hidden units; J = y* log y + (1 − y*) log(1 − y), y = σ(b), b = Σ β_j z_j, z_j = σ(a_j),
  /// a_j = Σ α_ji x_i. The notes give dx_i without the factor dJ/da_j; each path from J to x_i passes through it.
  @Test
  void everyStepOfANetworkHasItsDerivative() {
    Tensor x = Tensor.of(0.5, -1.0, 2.0);
    Tensor alpha = Tensor.of(new double[][] {{0.1, -0.4, 0.3}, {-0.2, 0.6, 0.7}});
    Tensor beta = Tensor.of(1.5, -0.8);
    double target = 0.25;
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("x", x);
    inputs.put("alpha", alpha);
    inputs.put("beta", beta);
    NamedBackward network = NamedBackward.of(inputs, (in, name) -> {
      Tensor a = name.step("a", in.apply("alpha").matmul(in.apply("x")));
      Tensor z = name.step("z", a.sigmoid());
      Tensor b = name.step("b", in.apply("beta").times(z).sum());
      Tensor y = name.step("y", b.sigmoid());
      return name.step("J", y.log().times(target).plus(y.neg().plus(1).log().times(1 - target)));
    });

    double y = network.value("y");
    double dy = target / y + (1 - target) / (y - 1);
    double db = dy * y * (1 - y);
    double[] z = network.tensor("z").toDoubles();
    double[] da = new double[2];
    double[][] dalpha = new double[2][3];
    double[] dx = new double[3];
    assertThat(network.gradient("J")).isEqualTo(1);
    assertThat(network.gradient("y")).isCloseTo(dy, EXACT);
    assertThat(network.gradient("b")).isCloseTo(db, EXACT);
    for (int j = 0; j < 2; j++) {
      double dz = db * beta.get(j).item();
      assertThat(network.gradients("z")[j]).isCloseTo(dz, EXACT);
      assertThat(network.gradients("beta")[j]).isCloseTo(db * z[j], EXACT);
      da[j] = dz * z[j] * (1 - z[j]);
      for (int i = 0; i < 3; i++) {
        dalpha[j][i] = da[j] * x.get(i).item();
        dx[i] += da[j] * alpha.get(j, i).item();
      }
    }
    assertThat(network.gradients("a")).containsExactly(da, EXACT);
    assertThat(network.gradients("alpha")).containsExactly(Tensor.of(dalpha).flatten().toDoubles(), EXACT);
    assertThat(network.gradients("x")).containsExactly(dx, EXACT);
    assertThat(network.order()).startsWith("J", "y", "b", "z", "beta", "a");
  }

  /// L = (x·x)² has the Hessian 4 (x·x) I + 8 x xᵀ.
  private static Tensor quartic(Tensor x) {
    return x.times(x).sum().square();
  }

  @Test
  void theHessianTimesAVectorIsTheDerivativeOfAProduct() {
    Tensor x = Tensor.of(1.0, -2.0, 0.5);
    Tensor v = Tensor.of(0.3, 0.7, -1.1);
    Tensor product = hvp(LectureNetworksTest::quartic, x, v);
    Tensor derivativeOfProduct = grad(p -> grad(LectureNetworksTest::quartic).apply(p).times(v).sum()).apply(x);
    Tensor hessian = hessian(LectureNetworksTest::quartic).apply(x);

    assertThat(hessian.get(0, 1).item()).isCloseTo(8 * 1.0 * -2.0, EXACT);
    assertThat(product.toDoubles()).containsExactly(hessian.matmul(v).toDoubles(), EXACT);
    assertThat(product.toDoubles()).containsExactly(derivativeOfProduct.toDoubles(), EXACT);
  }

  /// The Hessian of 10⁵ inputs would take 80 GB.
  @Test
  void theHessianTimesAVectorNeedsNoHessian() {
    int size = 100_000;
    Tensor x = arange(F64, size).sin();
    Tensor v = arange(F64, size).cos();
    Tensor expected = v.times(x.dot(x)).times(4).plus(x.times(x.dot(v)).times(8));
    assertThat(hvp(LectureNetworksTest::quartic, x, v).toDoubles()).containsExactly(expected.toDoubles(), within(1e-6));
  }

  @Test
  void inputsScaledByNScaleTheGradientsOfTheWeights() {
    Tensor w = Tensor.of(new double[][] {{0.5, -1.0, 2.0}, {1.5, 0.25, -0.5}});
    Tensor x = Tensor.of(1.0, 2.0, 3.0);
    Tensor upstream = Tensor.of(0.7, -0.2);
    UnaryOperator<Tensor> once = weights -> weights.matmul(x);
    UnaryOperator<Tensor> thousandfold = weights -> weights.matmul(x.times(1000));

    double[] gradient = vjp(once, w).pullback().apply(upstream).toDoubles();
    double[] scaled = vjp(thousandfold, w).pullback().apply(upstream).toDoubles();
    for (int i = 0; i < gradient.length; i++) {
      assertThat(scaled[i]).isCloseTo(1000 * gradient[i], within(1e-9));
    }
  }

  /// Three edges lead from X to Y and three from Y to Z, so there are 9 paths; summed over paths, six products are
  /// computed from two factors nine times. The backward pass comes past each of the 6 edges once.
  @Test
  void reverseModeTouchesEachEdgeOnceAndSoSumsOverAllPaths() {
    double[] first = {2, 3, 5};
    double[] second = {7, 11, 13};
    NamedBackward z = NamedBackward.of(LectureTest.scalars("X", 1), (in, name) ->
        fan(name.step("Y", fan(in.apply("X"), first)), second));

    double overPaths = 0;
    for (double alpha : first) {
      for (double delta : second) {
        overPaths += alpha * delta;
      }
    }
    assertThat(z.gradient("X")).isEqualTo(overPaths).isEqualTo((2.0 + 3 + 5) * (7 + 11 + 13));
    assertThat(Collections.frequency(z.operations(), "times")).as("edges visited").isEqualTo(6);
  }

  /// One edge for each factor, added up.
  private static Tensor fan(Tensor from, double... factors) {
    return from.times(factors[0]).plus(from.times(factors[1])).plus(from.times(factors[2]));
  }

  @Test
  void anElementwiseProductPassesItsGradientElementwise() {
    record Factors(Tensor a, Tensor b) {}
    Tensor a = Tensor.of(1.0, -2.0, 3.0);
    Tensor b = Tensor.of(4.0, 5.0, -6.0);
    Tensor upstream = Tensor.of(0.5, 1.0, 2.0);
    Factors gradient = vjp((Factors f) -> f.a.times(f.b), new Factors(a, b)).pullback().apply(upstream);
    assertThat(gradient.a.toDoubles()).containsExactly(0.5 * 4, 1.0 * 5, 2.0 * -6);
    assertThat(gradient.b.toDoubles()).containsExactly(0.5 * 1, 1.0 * -2, 2.0 * 3);
  }

  @Test
  void theGradientsOfSeveralPathsAddUp() {
    UnaryOperator<Tensor> onePath = x -> x.sin().sum();
    UnaryOperator<Tensor> otherPath = x -> x.times(x).sum();
    Tensor x = Tensor.of(0.1, 0.2, 0.3);
    double[] together = grad(p -> onePath.apply(p).plus(otherPath.apply(p))).apply(x).toDoubles();
    assertThat(together).containsExactly(
        Stream.of(0.1, 0.2, 0.3).mapToDouble(p -> Math.cos(p) + 2 * p).toArray(), EXACT);
    assertThat(together).containsExactly(grad(onePath).apply(x).plus(grad(otherPath).apply(x)).toDoubles(), EXACT);
  }
}
