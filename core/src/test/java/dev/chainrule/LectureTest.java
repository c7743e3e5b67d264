package dev.chainrule;

import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.vjp;
import static dev.chainrule.Functions.arange;
import static dev.chainrule.Functions.maximum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.Recording;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// The examples of the lecture, first half: single gates, small graphs, and products of matrices.
class LectureTest {
  /// The lecture's notes give four decimals.
  private static final Offset<Double> PRINTED = within(5e-5);
  private static final Offset<Double> EXACT = within(1e-12);

  @Test
  void theBackwardPassVisitsEachStepAfterAllThatReadIt() {
    NamedBackward f = NamedBackward.of(scalars("x", -2, "y", 5, "z", -4), (in, name) -> {
      Tensor q = name.step("q", in.apply("x").plus(in.apply("y")));
      return name.step("f", q.times(in.apply("z")));
    });
    assertThat(f.value("q")).isEqualTo(3);
    assertThat(f.value("f")).isEqualTo(-12);
    assertThat(f.order()).containsExactly("f", "z", "q", "y", "x");
    assertThat(f.order().stream().map(f::gradient)).containsExactly(1.0, 3.0, -4.0, -4.0, -4.0);
  }

  @Test
  void forwardModeTakesASweepForEachInputReverseModeOneInAll() {
    Value[] ab = {Tensor.of(2.0).value(), Tensor.of(1.0).value()};
    Recording e = Recording.of("lecture", x -> {
      Tensor a = Tensor.of(x[0]);
      Tensor b = Tensor.of(x[1]);
      return new Value[] {a.plus(b).times(b.plus(1)).value()};
    }, ab);
    Value one = Literal.ones(Type.scalar(F64));
    assertThat(item(e.results()[0])).isEqualTo(6);

    int[] sweeps = new int[2];
    List<Double> forward = new ArrayList<>();
    for (int input = 0; input < 2; input++) {
      Value[] tangents = new Value[2];
      tangents[input] = one;
      forward.add(item(e.push((node, dx, dy) -> sweeps[0] += node.primitive().name().equals("times") ? 1 : 0, tangents)[0]));
    }
    Value[] reverse = e.pull((node, dy, dx) -> sweeps[1] += node.primitive().name().equals("times") ? 1 : 0, one);

    assertThat(forward).containsExactly(2.0, 5.0);
    assertThat(reverse).extracting(LectureTest::item).containsExactly(2.0, 5.0);
    assertThat(sweeps).as("forward and reverse sweeps").containsExactly(2, 1);
  }

  @Test
  void forwardModeCarriesTheDerivativeByOneInputAlong() {
    List<Double> derivativesByB = new ArrayList<>();
    Recording e = Recording.of("lecture", x -> {
      Tensor c = Tensor.of(x[0]).plus(Tensor.of(x[1]));
      Tensor d = Tensor.of(x[1]).plus(1);
      return new Value[] {c.times(d).value()};
    }, Tensor.of(2.0).value(), Tensor.of(1.0).value());
    e.push((node, dx, dy) -> derivativesByB.add(item(dy[0])), null, Literal.ones(Type.scalar(F64)));
    assertThat(derivativesByB).containsExactly(1.0, 1.0, 5.0);
  }

  @Test
  void aSigmoidIsOneGateOrFourAndTheGradientsAreTheSame() {
    record Neuron(Tensor w, Tensor x) {
      Tensor sum() {
        return w.get(0).times(x.get(0)).plus(w.get(1).times(x.get(1))).plus(w.get(2));
      }

      Tensor staged() {
        return sum().neg().exp().plus(1).reciprocal();
      }

      Tensor oneNode() {
        return sum().sigmoid();
      }
    }
    Neuron neuron = new Neuron(Tensor.of(2.0, -3.0, -3.0), Tensor.of(-1.0, -2.0));
    Neuron staged = grad(Neuron::staged).apply(neuron);
    Neuron oneNode = grad(Neuron::oneNode).apply(neuron);

    assertThat(neuron.oneNode().item()).isCloseTo(0.7311, PRINTED);
    assertThat(neuron.staged().item()).isCloseTo(neuron.oneNode().item(), EXACT);
    assertThat(oneNode.x().toDoubles()).containsExactly(new double[] {0.3932, -0.5898}, PRINTED);
    assertThat(oneNode.w().toDoubles()).containsExactly(new double[] {-0.1966, -0.3932, 0.1966}, PRINTED);
    assertThat(staged.x().toDoubles()).containsExactly(oneNode.x().toDoubles(), EXACT);
    assertThat(staged.w().toDoubles()).containsExactly(oneNode.w().toDoubles(), EXACT);
  }

  @Test
  void additionDistributesTheGradient() {
    assertThat(downstream(x -> x.getFirst().plus(x.getLast()), 2, 3, 7)).containsExactly(7.0, 7.0);
  }

  @Test
  void aForkAddsTheGradientsOfItsCopiesUp() {
    UnaryOperator<Tensor> fork = x -> x.times(3).plus(x.times(4));
    assertThat(vjp(fork, Tensor.of(2.0)).pullback().apply(Tensor.of(10.0)).item()).isEqualTo(30 + 40);
  }

  @Test
  void multiplicationSwapsTheValues() {
    assertThat(downstream(x -> x.getFirst().times(x.getLast()), 2, 3, 7)).containsExactly(7.0 * 3, 7.0 * 2);
  }

  @Test
  void theMaximumRoutesTheGradientToExactlyOneInput() {
    assertThat(downstream(x -> maximum(x.getFirst(), x.getLast()), 2, 3, 7)).containsExactly(0.0, 7.0);
    assertThat(downstream(x -> maximum(x.getFirst(), x.getLast()), 3, 2, 7)).containsExactly(7.0, 0.0);
    assertThat(downstream(x -> maximum(x.getFirst(), x.getLast()), 3, 3, 7)).as("a tie").containsExactly(7.0, 0.0);
    assertThat(grad(x -> x.max()).apply(Tensor.of(1.0, 5.0, 5.0)).toDoubles()).containsExactly(0, 1, 0);
  }

  @Test
  void reluLetsTheGradientThroughWhereTheInputWasPositive() {
    Tensor upstream = Tensor.of(4.0, -1.0, 5.0, 9.0);
    Tensor downstream = vjp(Tensor::relu, Tensor.of(1.0, -2.0, 3.0, -3.0)).pullback().apply(upstream);
    assertThat(downstream.toDoubles()).containsExactly(4, 0, 5, 0);
  }

  /// The Jacobian would take a million vectors of 8 MB. A few are needed; kernels that are not compiled yet box some.
  @Test
  void aGradientIsAProductWithAJacobianThatIsNeverFormed() {
    int size = 1_000_000;
    Tensor x = arange(F64, size).minus(size / 2);
    Tensor upstream = arange(F64, size);
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = memory.getTotalThreadAllocatedBytes();
    Tensor downstream = vjp(Tensor::relu, x).pullback().apply(upstream);
    long allocated = memory.getTotalThreadAllocatedBytes() - before;

    long vector = 8L * size;
    assertThat(allocated).isBetween(2 * vector, 100 * vector);
    assertThat(downstream.get(size / 2 - 1).item()).isZero();
    assertThat(downstream.get(size / 2 + 1).item()).isEqualTo(size / 2 + 1);
    assertThat(downstream.sum().item()).isEqualTo(upstream.slice(0, size / 2 + 1, size).sum().item());
  }

  @Test
  void theGradientsOfAMatrixProductAreMatrixProducts() {
    record Factors(Tensor w, Tensor x) {}
    Factors at = new Factors(arange(F64, 50).sin().reshape(5, 10), arange(F64, 30).cos().reshape(10, 3));
    Tensor upstream = arange(F64, 15).reshape(5, 3).minus(7);
    Factors gradient = vjp((Factors f) -> f.w().matmul(f.x()), at).pullback().apply(upstream);

    assertSame(gradient.w(), upstream.matmul(at.x().transpose()));
    assertSame(gradient.x(), at.w().transpose().matmul(upstream));
  }

  @Test
  void theSameHoldsWhereTheInputsAreRows() {
    record Factors(Tensor x, Tensor w) {}
    Factors at = new Factors(arange(F64, 8).sin().reshape(2, 4), arange(F64, 12).cos().reshape(4, 3));
    Tensor upstream = arange(F64, 6).reshape(2, 3).minus(2);
    Factors gradient = vjp((Factors f) -> f.x().matmul(f.w()), at).pullback().apply(upstream);

    assertSame(gradient.x(), upstream.matmul(at.w().transpose()));
    assertSame(gradient.w(), at.x().transpose().matmul(upstream));
  }

  /// What two inputs of a gate receive from an upstream gradient.
  private static List<Double> downstream(java.util.function.Function<List<Tensor>, Tensor> gate, double a, double b, double upstream) {
    return vjp(gate, List.of(Tensor.of(a), Tensor.of(b))).pullback().apply(Tensor.of(upstream)).stream().map(Tensor::item).toList();
  }

  private static void assertSame(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.toDoubles()).containsExactly(expected.toDoubles(), EXACT);
  }

  private static double item(Value value) {
    return value.array().getDouble(0);
  }

  /// Scalars by name, from names and numbers in turn.
  static Map<String, Tensor> scalars(Object... namesAndNumbers) {
    Map<String, Tensor> result = new LinkedHashMap<>();
    for (int i = 0; i < namesAndNumbers.length; i += 2) {
      result.put((String) namesAndNumbers[i], Tensor.of(((Number) namesAndNumbers[i + 1]).doubleValue()));
    }
    return result;
  }
}
