package dev.chainrule;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vjp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.DType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Functions and their derivatives up to the fourth order, where written-out formulas cancel, overflow or meet 0 · ∞,
/// against numbers that mpmath computed with 40 to 400 digits, or limits.
class DerivativeReferencesTest {
  private static final Map<String, Function<List<Tensor>, Tensor>> FUNCTIONS = Map.ofEntries(
      one("logNdtr", Tensor::logNdtr), one("ndtr", Tensor::ndtr), one("erfcx", Tensor::erfcx), one("softplus", Tensor::softplus),
      one("mish", Tensor::mish), one("sigmoid", Tensor::sigmoid), one("entr", Tensor::entr),
      two("logAddExp", Tensor::logAddExp), two("relEntr", Tensor::relEntr), two("klDiv", Tensor::klDiv),
      two("gammainc", Tensor::gammainc), two("gammaincc", Tensor::gammaincc),
      Map.entry("betainc", x -> x.get(0).betainc(x.get(1), x.get(2))));

  private static Map.Entry<String, Function<List<Tensor>, Tensor>> one(String name, Function<Tensor, Tensor> f) {
    return Map.entry(name, x -> f.apply(x.getFirst()));
  }

  private static Map.Entry<String, Function<List<Tensor>, Tensor>> two(String name, java.util.function.BinaryOperator<Tensor> f) {
    return Map.entry(name, x -> f.apply(x.get(0), x.get(1)));
  }

  /// One line: the function, the inputs in which it is differentiated, one after the other, the point and the value.
  private record Case(String name, String inputs, List<Double> at, double expected) {
    static Case of(String line) {
      String[] parts = line.split(" \\| ");
      String[] head = parts[0].split(" ");
      return new Case(head[0], head[1].equals("-") ? "" : head[1],
          Arrays.stream(parts[1].split(" ")).map(Double::valueOf).toList(), Double.parseDouble(parts[2]));
    }

    Function<List<Tensor>, Tensor> function() {
      for (String ofOrder : List.of("besselIScaled", "besselI", "sphericalBessel")) {
        if (name.startsWith(ofOrder)) {
          int order = Integer.parseInt(name.substring(ofOrder.length()));
          return x -> switch (ofOrder) {
            case "besselI" -> x.getFirst().besselI(order);
            case "besselIScaled" -> x.getFirst().besselIScaled(order);
            default -> x.getFirst().sphericalBessel(order);
          };
        }
      }
      return FUNCTIONS.get(name);
    }

    List<Tensor> point(DType dtype) {
      return at.stream().map(number -> Tensor.of(number).to(dtype)).toList();
    }

    Function<List<Tensor>, Tensor> derivative(boolean forward) {
      Function<List<Tensor>, Tensor> function = function();
      for (char input : inputs.toCharArray()) {
        Function<List<Tensor>, Tensor> before = function;
        int argument = input - 'A';
        function = forward
            ? x -> jvp(before, x, direction(x, argument)).tangent()
            : x -> vjp(before, x).pullback().apply(x.getFirst().onesLike()).get(argument);
      }
      return function;
    }

    /// Whether F32 holds the point exactly, and has all its digits for the value.
    boolean isForSingles() {
      return at.stream().allMatch(x -> (float) (double) x == x)
          && (!Double.isFinite(expected) || expected == 0 || Math.abs(expected) > Float.MIN_NORMAL && Math.abs(expected) < Float.MAX_VALUE);
    }

    void check(Tensor actual, double tolerance) {
      double found = actual.to(F64).item();
      if (Double.isFinite(expected)) {
        assertThat(found).isCloseTo(expected, within(tolerance * Math.abs(expected)));
      } else {
        assertThat(found).isEqualTo(expected);
      }
    }

    @Override
    public String toString() {
      return "%s %s %s".formatted(name, inputs, at);
    }
  }

  private static List<DynamicTest> tests(java.util.function.Predicate<Case> which, java.util.function.Consumer<Case> check) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (InputStream text = DerivativeReferencesTest.class.getResourceAsStream("derivatives.txt")) {
      for (String line : new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        Case each = Case.of(line);
        if (which.test(each)) {
          tests.add(DynamicTest.dynamicTest(each.toString(), () -> check.accept(each)));
        }
      }
    }
    return tests;
  }

  private static List<Tensor> direction(List<Tensor> x, int argument) {
    List<Tensor> direction = new ArrayList<>(x.stream().map(Tensor::zerosLike).toList());
    direction.set(argument, x.get(argument).onesLike());
    return direction;
  }

  @TestFactory
  List<DynamicTest> ofDoubles() throws IOException {
    return tests(each -> true, each -> Stream.of(true, false).forEach(forward ->
        each.check(each.derivative(forward).apply(each.point(F64)), 5e-12)));
  }

  @TestFactory
  List<DynamicTest> ofSingles() throws IOException {
    return tests(Case::isForSingles, each -> Stream.of(true, false).forEach(forward ->
        each.check(each.derivative(forward).apply(each.point(F32)), 2e-5)));
  }

  @TestFactory
  List<DynamicTest> compiled() throws IOException {
    return tests(each -> each.inputs.length() == 2, each -> each.check(jit(each.derivative(false)).apply(each.point(F64)), 5e-12));
  }

  /// Iₙ' is (Iₙ₋₁ + Iₙ₊₁) / 2, so the twelfth derivative is Σ (12 over k) Iₙ₋₁₂₊₂ₖ / 2¹².
  @Test
  void besselFunctionsHaveDerivativesOfHighOrders() {
    for (int order : new int[] {20, 100}) {
      Tensor x = Tensor.of(7.5);
      Tensor[] directions = new Tensor[12];
      Arrays.setAll(directions, i -> i == 0 ? x.onesLike() : x.zerosLike());
      double expected = 0;
      double ways = 1;
      for (int k = 0; k <= 12; k++) {
        expected += ways * dev.chainrule.graph.SpecialFunctions.besselI(order - 12 + 2 * k, 7.5) / 4096;
        ways = ways * (12 - k) / (k + 1);
      }
      double twelfth = Chainrule.jet((Tensor at) -> at.besselI(order), x, directions).derivatives().getLast().item();
      assertThat(twelfth).isCloseTo(expected, within(1e-12 * expected));
    }
  }
}
