package dev.chainrule.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Recorder;
import dev.chainrule.graph.Scalar;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Would the tests of the table notice a mistake in a row's derivatives? Each is written in all wrong ways that differ in
/// one place, and each of these must come out wrong in what the tests look at: differences of values, whether derivatives
/// are finite at special values, and the conventions at kinks.
class RuleMutationTest {
  private static final double[][] INTERVALS = {{-2, 2}, {-0.95, 0.95}, {0.05, 3}, {1.05, 40}, {-40, 40}};
  private static final double[] SPECIAL = {0, 1e-30, -1e-30, 0.5, -0.5, 1, -1, 2, -2, 3, 100, -100, 1e4, -1e4, 1e30, -1e30};
  /// Of these all pairs are compared with differences too: what is 0 in one input only is no corner for the other.
  private static final double[] PLAIN = {0, 0.5, -0.5, 1, 2, -3, 100, 1e4};
  private static final double STEP = 1e-3;
  private static final double TOLERANCE = 1e-8;

  /// A row's derivative in one input, and where it is looked at.
  private record Rule(Pointwise row, int argument, Scalar derivative) {
    double[] at(Scalar other, Value[] x) {
      List<Value> arguments = new ArrayList<>(List.of(x));
      arguments.add(row.on(x));
      return Modes.flat(Recorder.compute(ScalarProgram.of(row.arity() + 1, other), x[0].type(), arguments.toArray(Value[]::new)));
    }

    /// Whether it is the same, as far as differences can tell, wherever the row has a value.
    boolean isEquivalent(Scalar mutant, List<Value[]> points, Value[] special) {
      return Stream.concat(points.stream(), Stream.<Value[]>of(special)).allMatch(x -> {
        double[] is = at(mutant, x);
        double[] should = at(derivative, x);
        double[] value = Modes.flat(row.on(x));
        return IntStream.range(0, is.length).filter(i -> Double.isFinite(value[i])).allMatch(i ->
            Double.isFinite(should[i]) ? Math.abs(is[i] - should[i]) <= TOLERANCE * Math.max(1, Math.abs(should[i])) : !Double.isFinite(is[i]));
      });
    }

    boolean isNoticed(Scalar mutant, List<Value[]> points, Value[] special) {
      return points.stream().anyMatch(x -> differsFromDifference(at(mutant, x), x)) || differsAtSpecialValues(mutant, special);
    }

    /// As the tests of derivatives see it.
    private boolean differsFromDifference(double[] is, Value[] x) {
      double[] expected = at(derivative, x);
      double[] difference = difference(x);
      return IntStream.range(0, is.length).anyMatch(i -> {
        double tolerance = TOLERANCE * Math.max(1, Math.abs(difference[i]));
        return Math.abs(expected[i] - difference[i]) < tolerance && !(Math.abs(is[i] - difference[i]) < tolerance);
      });
    }

    /// Of five points, of which that in the middle does not count.
    private double[] difference(Value[] x) {
      double[] farBelow = Modes.flat(row.on(moved(x, -2 * STEP)));
      double[] below = Modes.flat(row.on(moved(x, -STEP)));
      double[] above = Modes.flat(row.on(moved(x, STEP)));
      double[] farAbove = Modes.flat(row.on(moved(x, 2 * STEP)));
      return IntStream.range(0, below.length)
          .mapToDouble(i -> (farBelow[i] - farAbove[i] + 8 * (above[i] - below[i])) / (12 * STEP)).toArray();
    }

    private Value[] moved(Value[] x, double step) {
      Value[] result = x.clone();
      result[argument] = values(Arrays.stream(Modes.flat(x[argument])).map(number -> number + step).toArray());
      return result;
    }

    /// As the tests of special values and of untaken branches see it: finite where it should be, and the same at kinks.
    private boolean differsAtSpecialValues(Scalar mutant, Value[] special) {
      double[] is = at(mutant, special);
      double[] should = at(derivative, special);
      double[] value = Modes.flat(row.on(special));
      return IntStream.range(0, is.length).filter(i -> Double.isFinite(value[i])).anyMatch(i ->
          Double.isFinite(is[i]) != Double.isFinite(should[i]) || isKink(special, i) && Math.abs(is[i] - should[i]) > 1e-9);
    }

    private boolean isKink(Value[] special, int i) {
      double first = Modes.flat(special[0])[i];
      if (row.arity() != 2) {
        return row.arity() == 1 && first == 0;
      }
      double second = Modes.flat(special[1])[i];
      // The references of derivatives have gamma distributions at 0.
      boolean isEnd = second == 0 && (row == SpecialGates.GAMMAINC || row == SpecialGates.GAMMAINCC);
      return first == second || first == 0 || isEnd;
    }
  }

  private static Value values(double... elements) {
    return Value.constant(Array.of(new Type(DType.F64, Shape.of(elements.length)), elements));
  }

  private static Stream<Rule> rules() {
    return Gates.table().stream().flatMap(row -> IntStream.range(0, row.arity()).boxed()
        .filter(i -> row.partials().get(i) instanceof Partial.Local)
        .map(i -> new Rule(row, i, ((Partial.Local) row.partials().get(i)).derivative())));
  }

  private static List<Value[]> points(int arity) {
    Stream<Value[]> drawn = Arrays.stream(INTERVALS).map(interval -> {
      Random random = new Random(arity);
      return IntStream.range(0, arity).mapToObj(i -> values(random.doubles(40, interval[0], interval[1]).toArray())).toArray(Value[]::new);
    });
    return Stream.concat(drawn, Stream.<Value[]>of(combinations(arity, PLAIN))).toList();
  }

  /// All of the numbers, or all pairs; an order before two is 0.
  private static Value[] combinations(int arity, double[] numbers) {
    int n = numbers.length;
    if (arity == 1) {
      return new Value[] {values(numbers)};
    }
    Value first = values(IntStream.range(0, n * n).mapToDouble(i -> numbers[i / n]).toArray());
    Value second = values(IntStream.range(0, n * n).mapToDouble(i -> numbers[i % n]).toArray());
    return arity == 2 ? new Value[] {first, second} : new Value[] {values(new double[n * n]), first, second};
  }

  @Test
  void everyMistakeIsNoticed() {
    List<String> unnoticed = new ArrayList<>();
    int noticed = 0;
    for (Rule rule : rules().filter(rule -> rule.row.signature() != Pointwise.Signature.SELECTION).toList()) {
      List<Value[]> points = points(rule.row.arity());
      Value[] special = combinations(rule.row.arity(), SPECIAL);
      for (Scalar mutant : ScalarMutants.of(rule.derivative, rule.row.arity() + 1)) {
        if (rule.isNoticed(mutant, points, special)) {
          noticed++;
        } else if (!rule.isEquivalent(mutant, points, special)) {
          unnoticed.add(rule.row + ", input " + rule.argument + ": " + ScalarMutants.text(mutant));
        }
      }
    }
    assertThat(unnoticed).as("%d were noticed", noticed).isEmpty();
    assertThat(noticed).isGreaterThan(1000);
  }
}
