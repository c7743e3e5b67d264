package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.hvp;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Random compositions of operations, differentiated in every mode: all must agree with each other and with
/// differences. A failing program shrinks to a short one, and prints as one reads it.
class RandomProgramsTest {
  /// An operation on vectors of three numbers that keeps them in a range where differences are accurate.
  private record Operation(String name, BinaryOperator<Tensor> apply) {
    static Operation unary(String name, UnaryOperator<Tensor> f) {
      return new Operation(name, (x, y) -> f.apply(x));
    }
  }

  private static final List<Operation> OPERATIONS = List.of(
      Operation.unary("sin", Tensor::sin),
      Operation.unary("tanh", Tensor::tanh),
      Operation.unary("sigmoid", Tensor::sigmoid),
      Operation.unary("softplus", x -> x.tanh().softplus()),
      Operation.unary("exp", x -> x.tanh().exp()),
      Operation.unary("neg", Tensor::neg),
      Operation.unary("square", x -> x.tanh().square()),
      Operation.unary("log1p", x -> x.square().log1p()),
      Operation.unary("sqrt", x -> x.square().plus(1).sqrt()),
      Operation.unary("softmax", x -> x.softmax(0)),
      Operation.unary("logSoftmax", x -> x.tanh().logSoftmax(0)),
      Operation.unary("cumSum", x -> x.tanh().cumSum(0)),
      Operation.unary("flip", Tensor::flip),
      Operation.unary("mean", x -> x.mean().broadcastTo(3)),
      Operation.unary("norm", x -> x.div(x.norm().plus(1))),
      Operation.unary("prod", x -> x.tanh().prod().plus(x)),
      Operation.unary("roll", x -> x.roll(1, 0)),
      Operation.unary("jit", x -> jit(Tensor::sin).apply(x)),
      Operation.unary("cond", x -> Chainrule.cond(x.sum().stopGradient().gt(-100), x::cos, () -> x)),
      Operation.unary("scan", x -> Chainrule.scan((Tensor c, Tensor s) -> new Step<>(c.times(s).tanh().plus(x), c), x, x).carry()),
      new Operation("plus", Tensor::plus),
      new Operation("minus", Tensor::minus),
      new Operation("times", (x, y) -> x.tanh().times(y)),
      new Operation("div", (x, y) -> x.div(y.square().plus(1))),
      new Operation("atan2", (x, y) -> x.atan2(y.square().plus(1))),
      new Operation("matmul", (x, y) -> x.tanh().expandDims(1).matmul(y.tanh().expandDims(0)).matmul(x.tanh())),
      new Operation("where", (x, y) -> x.gt(100).where(x.cos(), y.plus(x))),
      new Operation("gather", (x, y) -> x.take(Tensor.of(2, 0, 2), 0).plus(y)));

  /// One line: an operation on two earlier values, counted back from the last.
  private record Line(Operation operation, int first, int second) {}

  private record Program(List<Line> lines) {
    Tensor run(Tensor x) {
      List<Tensor> values = new ArrayList<>(List.of(x));
      for (Line line : lines) {
        values.add(line.operation.apply.apply(earlier(values, line.first), earlier(values, line.second)));
      }
      return values.getLast().sum();
    }

    private static Tensor earlier(List<Tensor> values, int back) {
      return values.get(Math.max(0, values.size() - 1 - back));
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("v0 = x");
      for (int i = 0; i < lines.size(); i++) {
        Line line = lines.get(i);
        text.append("; v%d = %s(v%d, v%d)".formatted(i + 1, line.operation.name, Math.max(0, i - line.first), Math.max(0, i - line.second)));
      }
      return text.append("; sum").toString();
    }
  }

  @Provide
  Arbitrary<Program> programs() {
    Arbitrary<Line> line = Combinators.combine(Arbitraries.of(OPERATIONS), Arbitraries.integers().between(0, 3), Arbitraries.integers().between(0, 3))
        .as(Line::new);
    return line.list().ofMinSize(1).ofMaxSize(8).map(Program::new);
  }

  @Provide
  Arbitrary<Tensor> points() {
    return Arbitraries.doubles().between(-2, 2).ofScale(3).array(double[].class).ofSize(3).map(Tensor::of);
  }

  @Property(tries = 150, seed = "20")
  void everyModeAgrees(@ForAll("programs") Program program, @ForAll("points") Tensor x, @ForAll("points") Tensor v) {
    UnaryOperator<Tensor> f = program::run;
    Tensor gradient = grad(f).apply(x);
    double along = gradient.dot(v).item();
    assertClose(jvp(f, x, v).tangent().item(), along, 1e-9);
    double h = 1e-6;
    double difference = (f.apply(x.plus(v.times(h))).item() - f.apply(x.minus(v.times(h))).item()) / (2 * h);
    assertClose(difference, along, 1e-5);
    assertThat(jit(grad(f)).apply(x).toDoubles()).containsExactly(gradient.toDoubles(), within(1e-9 * scale(gradient)));
    assertThat(grad(u -> jit(f).apply(u)).apply(x).toDoubles()).containsExactly(gradient.toDoubles(), within(1e-9 * scale(gradient)));
    assertThat(grad(u -> Chainrule.checkpoint(f).apply(u)).apply(x).toDoubles()).containsExactly(gradient.toDoubles(), within(1e-9 * scale(gradient)));
    Tensor batch = vmap(grad(f)).apply(Functions.stack(0, x, v));
    assertThat(batch.get(0).toDoubles()).containsExactly(gradient.toDoubles(), within(1e-9 * scale(gradient)));
  }

  @Property(tries = 80, seed = "21")
  void allSecondOrderModesAgree(@ForAll("programs") Program program, @ForAll("points") Tensor x, @ForAll("points") Tensor v) {
    UnaryOperator<Tensor> f = program::run;
    Tensor forwardOverReverse = hvp(f, x, v);
    Tensor reverseOverReverse = grad(u -> grad(f).apply(u).dot(v)).apply(x);
    Tensor reverseOverForward = grad(u -> jvp(f, u, v).tangent()).apply(x);
    Tensor forwardOverForward = Functions.stack(0,
        curvature(f, x, v, 0), curvature(f, x, v, 1), curvature(f, x, v, 2));
    double tolerance = 1e-8 * scale(forwardOverReverse);
    assertThat(reverseOverReverse.toDoubles()).containsExactly(forwardOverReverse.toDoubles(), within(tolerance));
    assertThat(reverseOverForward.toDoubles()).containsExactly(forwardOverReverse.toDoubles(), within(tolerance));
    assertThat(forwardOverForward.toDoubles()).containsExactly(forwardOverReverse.toDoubles(), within(tolerance));
  }

  private static Tensor curvature(UnaryOperator<Tensor> f, Tensor x, Tensor v, int i) {
    Tensor unit = Tensor.of(i).oneHot(3, Chainrule.F64);
    return jvp(u -> jvp(f, u, v).tangent(), x, unit).tangent();
  }

  private static double scale(Tensor x) {
    return Math.max(1, x.abs().max().item());
  }

  private static void assertClose(double actual, double expected, double tolerance) {
    assertThat(actual).isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(expected))));
  }
}
