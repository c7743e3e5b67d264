package dev.chainrule;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.I32;
import static dev.chainrule.Chainrule.cond;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jacobian;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.valueAndGrad;
import static dev.chainrule.Chainrule.vjp;
import static dev.chainrule.Chainrule.vmap;
import static dev.chainrule.Functions.concat;
import static dev.chainrule.Functions.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.DifferentiationException;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.StructureException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Errors teach: each names the operation, what it was given, and what to do instead. Those of traces are in
/// [TraceErrorTest].
class ErrorTest {
  private static final Tensor TWO = Tensor.of(1.0, 2.0);
  private static final Tensor THREE = Tensor.of(1.0, 2.0, 3.0);
  private static final Tensor MATRIX = Tensor.zeros(F64, 2, 3);
  private static final Tensor INTEGERS = Tensor.of(1, 2);
  private static final Tensor TRUTH = Tensor.of(true, false);

  private static void assertFails(Class<? extends ChainruleException> type, ThrowingCallable code, String... parts) {
    assertThatExceptionOfType(type).isThrownBy(code).satisfies(e -> {
      for (String part : parts) {
        assertThat(e).hasMessageContaining(part);
      }
    });
  }

  // Shapes and axes.

  @Test
  void shapesThatDoNotBroadcast() {
    assertFails(ShapeException.class, () -> MATRIX.plus(TWO),
        "[plus]", "[2, 3]", "[2]", "axis -1 is 3 on one side and 2 on the other", "expandDims");
    assertFails(ShapeException.class, () -> where(TRUTH, THREE, TWO), "[where]", "[2]", "[3]");
  }

  @Test
  void matricesThatDoNotFit() {
    assertFails(ShapeException.class, () -> MATRIX.matmul(MATRIX),
        "[matmul]", "[2, 3] and [2, 3]", "3 (axis -1 of the left) and 2 (axis -2 of the right)", "transpose");
    assertFails(ShapeException.class, () -> TWO.matmul(THREE), "[matmul]", "[2] and [3]", "2 (axis -1 of the left) and 3 (axis -1 of the right)");
    assertFails(ShapeException.class, () -> MATRIX.matmul(Tensor.of(2.0)), "[matmul]", "a scalar has no axis", "use times");
    assertFails(ShapeException.class, () -> TWO.dot(THREE), "[dot]", "2 and 3 elements");
    assertFails(ShapeException.class, () -> MATRIX.dot(TWO), "[dot]", "[2, 3]", "use matmul");
  }

  @Test
  void shapesThatHoldOtherElements() {
    assertFails(ShapeException.class, () -> MATRIX.reshape(4, 2), "[reshape]", "[2, 3]", "6", "[4, 2]", "8");
    assertFails(ShapeException.class, () -> MATRIX.reshape(-1, -1), "[reshape]", "more than one -1");
    assertFails(ShapeException.class, () -> concat(0, MATRIX, Tensor.zeros(F64, 2, 2)), "[concat]", "[2, 2]", "[2, 3]", "axis 0");
    assertFails(ElementException.class, () -> Tensor.of(Shape.of(2, 2), new double[3]), "[of]", "[2, 2]", "4", "3");
    assertFails(ElementException.class, () -> Tensor.of(new double[][] {{1}, {1, 2}}), "[of]", "row 1 has 2", "row 0 has 1");
    assertFails(ShapeException.class, () -> Tensor.zeros(F64, -1), "[-1]", "negative");
    assertFails(ShapeException.class, () -> Tensor.zeros(F64, 100_000, 100_000), "[100000, 100000]", "2^31");
  }

  @Test
  void axesThatDoNotExist() {
    assertFails(ShapeException.class, () -> MATRIX.sum(2), "[sum]", "axis 2", "[2, 3]", "from -2 to 1");
    assertFails(ShapeException.class, () -> MATRIX.sum(0, -2), "[sum]", "axis -2 is named twice");
    assertFails(ShapeException.class, () -> Tensor.of(1.0).sum(0), "[sum]", "a scalar has no axes");
    assertFails(ShapeException.class, () -> MATRIX.transpose(0, 0), "[transpose]", "[0, 0]", "from 0 to 1 once");
    assertFails(ShapeException.class, () -> MATRIX.squeeze(0), "[squeeze]", "axis 0", "extent 2");
    assertFails(ShapeException.class, () -> vmap(x -> x).apply(Tensor.of(1.0)), "[vmap]", "no axis", "broadcastTo");
    assertFails(ShapeException.class, () -> vmap((Tensor x, Tensor y) -> x.plus(y)).apply(TWO, THREE), "[vmap]", "2 (of [2])", "3 (of [3]");
  }

  @Test
  void positionsThatDoNotExist() {
    assertFails(ShapeException.class, () -> TWO.get(2), "[get]", "position 2", "axis 0", "[2]");
    assertFails(ElementException.class, () -> TWO.take(Tensor.of(5), 0), "[take]", "index 5", "axis 0");
    assertFails(ElementException.class, TWO::item, "[item]", "[2]", "2 elements", "sum() or mean()");
  }

  @Test
  void noElementIsTheLargestOfNone() {
    assertFails(ShapeException.class, () -> Tensor.zeros(F64, 0).max(), "[max]", "axis 0", "[0]", "empty");
    assertFails(ShapeException.class, () -> Tensor.zeros(F64, 2, 0).min(1), "[min]", "axis 1", "[2, 0]", "empty");
    assertFails(ShapeException.class, () -> Tensor.zeros(F64, 0).argMax(), "[argMax]", "empty");
    assertFails(ShapeException.class, () -> concat(0), "[concat]", "no tensors");
    assertFails(ElementException.class, () -> Tensor.zeros(F64, 0).item(), "[item]", "[0]", "0 elements");
  }

  // Types.

  @Test
  void typesAreNeverMixedInSilence() {
    assertFails(DTypeException.class, () -> Tensor.of(1f).plus(Tensor.of(1.0)), "[plus]", "F32", "F64", ".to(F32)", ".to(F64)");
    assertFails(DTypeException.class, () -> INTEGERS.plus(TWO), "[plus]", "I32", "F64", ".to(");
    assertFails(DTypeException.class, () -> Tensor.zeros(F32, 2, 3).matmul(Tensor.zeros(F64, 3, 2)), "[matmul]", "F32", "F64", ".to(");
    assertFails(DTypeException.class, TWO::toFloats, "[toFloats]", "F64", ".to(F32)");
  }

  @Test
  void integersTakeNoFractions() {
    assertFails(DTypeException.class, () -> INTEGERS.times(0.5), "[times]", "0.5", "I32", ".to(F32)");
    assertFails(DTypeException.class, () -> INTEGERS.plus(Double.NaN), "[plus]", "NaN", "I32");
    assertFails(DTypeException.class, () -> INTEGERS.plus(1e10), "[plus]", "1.0E10", "I32");
    assertFails(DTypeException.class, () -> Tensor.full(I32, 0.5, 2), "0.5", "I32");
  }

  @Test
  void someOperationsTakeSomeTypesOnly() {
    assertFails(DTypeException.class, INTEGERS::sin, "[sin]", "I32", "floating", ".to(F32)");
    assertFails(DTypeException.class, () -> TRUTH.plus(TRUTH), "[plus]", "Bool", ".to(");
    assertFails(DTypeException.class, () -> TWO.and(TWO), "[and]", "F64", "Bool", "x.gt(0)");
    assertFails(DTypeException.class, () -> where(TWO, TWO, TWO), "[where]", "Bool condition", "x.gt(0)");
    assertFails(DTypeException.class, () -> TWO.take(TWO, 0), "[take]", "indices", "F64", ".to(I32)");
    assertFails(DTypeException.class, () -> cond(TWO, () -> TWO, () -> TWO), "[cond]", "Bool scalar", "F64[2]", "where");
  }

  // Derivatives that do not exist.

  @Test
  void integersAreNotDifferentiated() {
    UnaryOperator<Tensor> square = x -> x.times(x);
    Tensor two = Tensor.of(2);
    for (ThrowingCallable code : List.<ThrowingCallable>of(() -> grad(square).apply(two), () -> vjp(square, two),
        () -> jvp(square, two, two), () -> jacobian(square).apply(two))) {
      assertFails(DifferentiationException.class, code, "nothing to differentiate", "I32[]", "2.0 instead of 2");
    }
    assertFails(DifferentiationException.class, () -> grad(square).apply(two), "[grad]");
  }

  @Test
  void aGradientIsThatOfAFloatingScalar() {
    assertFails(DifferentiationException.class, () -> grad(x -> x.times(x)).apply(TWO), "[grad]", "F64[2]", "sum() or mean()", "vjp", "jacobian");
    assertFails(DifferentiationException.class, () -> valueAndGrad(x -> x.times(x)).apply(TWO), "[valueAndGrad]", "F64[2]");
    assertFails(DifferentiationException.class, () -> grad(x -> x.sum().gt(0)).apply(TWO), "[grad]", "Bool[]", ".to(F32)");
    assertFails(StructureException.class, () -> grad((UnaryOperator<Tensor>) x -> null).apply(TWO), "[grad]", "null");
  }

  @Test
  void tangentsAndCotangentsHaveTheTypesOfWhatTheyBelongTo() {
    assertFails(ShapeException.class, () -> vjp(x -> x, TWO).pullback().apply(THREE), "[vjp]", "cotangent", "F64[2]", "F64[3]");
    assertFails(ShapeException.class, () -> jvp(x -> x, TWO, THREE), "[jvp]", "tangent", "F64[2]", "F64[3]");
  }

  @Test
  void branchesAndCarriesKeepTheirTypes() {
    assertFails(ShapeException.class, () -> cond(Tensor.of(true), () -> TWO, () -> THREE), "[cond]", "F64[2]", "F64[3]");
    assertFails(ShapeException.class, () -> scan((Tensor c, Tensor x) -> new Step<>(TWO, x), Tensor.of(1.0), TWO),
        "[scan]", "carry", "F64[]", "F64[2]");
    assertFails(ShapeException.class, () -> scan((Tensor c, List<Tensor> x) -> new Step<>(c, c), Tensor.of(1.0), List.of(TWO, THREE)),
        "[scan]", "first axis", "[2]", "[3]");
  }

  // Parameters.

  private record Doubles(double a, double b) {}

  private record Raw(Tensor w, double[] scales) {}

  private record Pair(Tensor w, Tensor b) {}

  private record Nested(Pair inner) {}

  private record Table(Map<Object, Tensor> entries) {}

  private record Normalised(Tensor w) {
    Normalised {
      w = w.div(w.norm());
    }
  }

  @Test
  void aRecordOfPlainNumbersHasNothingToDifferentiate() {
    assertFails(StructureException.class, () -> grad((Doubles d) -> Tensor.of(d.a)).apply(new Doubles(1, 2)), "[grad]", "Doubles", "no Tensor leaves");
    assertFails(StructureException.class, () -> jit((Doubles d) -> Tensor.of(d.a)).apply(new Doubles(1, 2)), "[jit]", "Doubles", "no Tensor leaves");
  }

  @Test
  void rawArraysAreNoParameters() {
    assertFails(StructureException.class, () -> grad((Raw r) -> r.w.sum()).apply(new Raw(TWO, new double[2])),
        "'scales'", "double[]", "compare by identity", "use a Tensor or a List");
  }

  @Test
  void nullIsNoParameter() {
    assertFails(StructureException.class, () -> grad((Nested n) -> n.inner.w.sum()).apply(new Nested(new Pair(TWO, null))), "'inner.b' is null", "empty list");
    assertFails(StructureException.class, () -> grad((Pair p) -> p.w.sum()).apply(null), "argument", "null");
    assertFails(StructureException.class, () -> jit((Pair p) -> p.w.sum()).apply(null), "null");
  }

  @Test
  void keysOfMapsHaveAnOrder() {
    assertFails(StructureException.class, () -> grad((Table t) -> t.entries.get(1).sum()).apply(new Table(Map.of(1, TWO, "a", TWO))),
        "keys", "sortable", "strings, numbers or enum constants");
  }

  @Test
  void aConstructorThatChangesItsTensorsWouldChangeTheDerivative() {
    assertFails(StructureException.class, () -> grad((Normalised n) -> n.w.sum()).apply(new Normalised(TWO)),
        "Normalised", "component w", "method instead of the constructor");
  }

  @Test
  void theUsersOwnExceptionsArriveAsTheyAre() {
    IllegalStateException own = new IllegalStateException("mine");
    UnaryOperator<Tensor> failing = x -> {
      throw own;
    };
    for (ThrowingCallable code : List.<ThrowingCallable>of(() -> grad(failing).apply(TWO), () -> jit(failing).apply(TWO),
        () -> vmap(failing).apply(TWO), () -> vjp(failing, TWO), () -> cond(Tensor.of(true), () -> failing.apply(TWO), () -> TWO),
        () -> jit(vmap(grad(failing))).apply(TWO))) {
      assertThatThrownBy(code).isSameAs(own);
    }
  }
}
