package dev.chainrule;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vjp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import dev.chainrule.op.SpecialGates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every row of the table at the values where formulas fail, and at all pairs of them where it takes two: 0 and -0,
/// tiny and large numbers, ties, the ends of domains, infinities and NaN.
class SpecialValuesTest {
  private static final double[] NUMBERS = {0.0, -0.0, 1e-30, -1e-30, 0.5, -0.5, 1, -1, 2, -2, 3, 100, -100, 1e4, -1e4, 1e30, -1e30,
      Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
  /// So small that derivatives of F32 truly overflow there.
  private static final double TINY = 1e-20;

  private static Stream<Pointwise> rows() {
    return Gates.table().stream().filter(row -> switch (row.signature()) {
      case FLOATING, NUMERIC, COMPARISON, ANY -> true;
      case INTEGER, LOGICAL, SELECTION -> false;
    });
  }

  private static Stream<DynamicTest> onBothTypes(java.util.function.Predicate<Pointwise> which, Check check) {
    return rows().filter(which).flatMap(row -> Stream.of(F32, F64).map(dtype ->
        DynamicTest.dynamicTest(row + " of " + dtype, () -> check.run(row, dtype))));
  }

  private interface Check {
    void run(Pointwise row, DType dtype);
  }

  /// All inputs of a row: its numbers, or all pairs of them; what it takes before two is an order, 0.
  private static List<Tensor> inputs(Pointwise row, DType dtype) {
    int n = NUMBERS.length;
    if (row.arity() == 1) {
      return List.of(Tensor.of(NUMBERS).to(dtype));
    }
    if (row.arity() == 3) {
      List<Tensor> pair = inputs(Gates.ADD, dtype);
      return List.of(pair.getFirst().zerosLike(), pair.getFirst(), pair.getLast());
    }
    double[] a = new double[n * n];
    double[] b = new double[n * n];
    Arrays.setAll(a, i -> NUMBERS[i / n]);
    Arrays.setAll(b, i -> NUMBERS[i % n]);
    return List.of(Tensor.of(a).to(dtype), Tensor.of(b).to(dtype));
  }

  private static Function<List<Tensor>, Tensor> function(Pointwise row) {
    return x -> Tensor.of(row.on(x.stream().map(Tensor::value).toArray(Value[]::new)));
  }

  @TestFactory
  Stream<DynamicTest> compiledGivesWhatEagerDoes() {
    return onBothTypes(row -> true, (row, dtype) -> {
      List<Tensor> x = inputs(row, dtype);
      assertSame(row, AllModes.elements(jit(function(row)).apply(x)), AllModes.elements(function(row).apply(x)));
    });
  }

  @TestFactory
  Stream<DynamicTest> compiledDerivativesAreTheEagerOnes() {
    return onBothTypes(row -> row.signature() == Pointwise.Signature.FLOATING, (row, dtype) -> {
      List<Tensor> x = inputs(row, dtype);
      Function<List<Tensor>, List<Tensor>> gradient = at -> vjp(function(row), at).pullback().apply(at.getFirst().onesLike());
      List<Tensor> eager = gradient.apply(x);
      List<Tensor> compiled = jit(gradient).apply(x);
      for (int i = 0; i < eager.size(); i++) {
        assertSame(row, AllModes.elements(compiled.get(i)), AllModes.elements(eager.get(i)));
      }
    });
  }

  /// The same bits, but for the sign of 0: a product with the number 1, which compiling leaves out, makes -0 a 0.
  private static void assertSame(Pointwise row, double[] actual, double[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i] + 0.0).as("%s, number %d", row, i).isEqualTo(Double.valueOf(expected[i] + 0.0));
    }
  }

  @TestFactory
  Stream<DynamicTest> nanComesOutWhereItGoesIn() {
    return onBothTypes(row -> row.signature() != Pointwise.Signature.COMPARISON, (row, dtype) -> {
      List<double[]> x = inputs(row, dtype).stream().map(AllModes::elements).toList();
      double[] y = AllModes.elements(function(row).apply(inputs(row, dtype)));
      for (int i = 0; i < y.length; i++) {
        double a = x.get(Math.max(0, x.size() - 2))[i];
        double b = x.getLast()[i];
        if ((Double.isNaN(a) || Double.isNaN(b)) && !hidesNaN(row, a, b)) {
          assertThat(y[i]).as("%s of %s and %s", row, a, b).isNaN();
        }
      }
    });
  }

  /// What is the same number for every value of one input: a product with 0 in derivatives, the power of 0, and the
  /// distance of a point that is infinitely far away.
  private static boolean hidesNaN(Pointwise row, double a, double b) {
    return row == Gates.ZERO_TIMES && (a == 0 || b == 0)
        || row == Gates.POW && b == 0
        || row == Gates.HYPOT && (Double.isInfinite(a) || Double.isInfinite(b));
  }

  @TestFactory
  Stream<DynamicTest> derivativesAreFiniteWhereValuesAre() {
    return onBothTypes(row -> row.signature() == Pointwise.Signature.FLOATING || row.signature() == Pointwise.Signature.NUMERIC,
        (row, dtype) -> {
          List<Tensor> x = inputs(row, dtype);
          List<double[]> at = x.stream().map(AllModes::elements).toList();
          Tensor y = function(row).apply(x);
          double[] values = AllModes.elements(y);
          List<Tensor> reverse = vjp(function(row), x).pullback().apply(y.onesLike());
          for (int argument = 0; argument < x.size(); argument++) {
            double[] pulled = AllModes.elements(reverse.get(argument));
            double[] pushed = AllModes.elements(jvp(function(row), x, direction(x, argument)).tangent());
            for (int i = 0; i < values.length; i++) {
              double a = at.get(Math.max(0, x.size() - 2))[i];
              double b = at.getLast()[i];
              boolean overflows = dtype == F32 && (isTiny(a) || isTiny(b));
              if (Double.isFinite(values[i]) && Double.isFinite(a) && Double.isFinite(b) && !overflows) {
                String what = "%s of %s and %s, input %d".formatted(row, a, b, argument);
                assertThat(Double.isFinite(pulled[i])).as(what).isEqualTo(!isInfinitelySteep(row, a, b, argument, values[i]));
                assertThat(pushed[i] + 0.0).as(what).isEqualTo(Double.valueOf(pulled[i] + 0.0));
              }
            }
          }
        });
  }

  private static boolean isTiny(double x) {
    return x != 0 && Math.abs(x) < TINY;
  }

  private static List<Tensor> direction(List<Tensor> x, int argument) {
    List<Tensor> direction = new ArrayList<>();
    for (int i = 0; i < x.size(); i++) {
      direction.add(i == argument ? x.get(i).onesLike() : x.get(i).zerosLike());
    }
    return direction;
  }

  /// Where a finite value truly has an infinite derivative, or none: roots and entropies at 0, the ends of inverse functions, a
  /// power of a negative number, which is no real number for neighbouring exponents, and gamma distributions at 0.
  private static boolean isInfinitelySteep(Pointwise row, double a, double b, int argument, double value) {
    if (row == Gates.SQRT || row == Gates.CBRT) {
      return a == 0;
    }
    if (row == Gates.ASIN || row == Gates.ACOS) {
      return Math.abs(a) == 1;
    }
    if (row == Gates.ACOSH) {
      return a == 1;
    }
    if (row == Gates.POW) {
      return argument == 0 ? a == 0 && b > 0 && b < 1 : a < 0 && value != 0;
    }
    if (row == SpecialGates.ENTR || row == SpecialGates.REL_ENTR || row == SpecialGates.KL_DIV) {
      return argument == 0 && a == 0;
    }
    if (row == SpecialGates.XLOGY || row == SpecialGates.XLOG1PY) {
      return argument == 0 && a == 0 && b <= (row == SpecialGates.XLOGY ? 0 : -1);
    }
    return (row == SpecialGates.GAMMAINC || row == SpecialGates.GAMMAINCC) && argument == 1 && b == 0 && a < 1;
  }
}
