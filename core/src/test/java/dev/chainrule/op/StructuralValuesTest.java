package dev.chainrule.op;

import static dev.chainrule.graph.DType.BOOL;
import static dev.chainrule.graph.DType.F32;
import static dev.chainrule.graph.DType.F64;
import static dev.chainrule.graph.DType.I32;
import static dev.chainrule.graph.DType.I64;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the structural primitives compute, in small examples that can be checked by eye.
class StructuralValuesTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void sliceTakesEveryStepthElementAndRunsDownWithNegativeSteps() {
    Value x = floats(Shape.of(6), 0, 1, 2, 3, 4, 5);
    assertThat(Modes.flat(new Slice(List.of(1), Shape.of(3), List.of(2)).on(x))).containsExactly(1, 3, 5);
    assertThat(Modes.flat(new Slice(List.of(5), Shape.of(3), List.of(-2)).on(x))).containsExactly(5, 3, 1);
  }

  @Test
  void padPutsItsValueAroundAndBetween() {
    Value x = floats(Shape.of(2), 1, 2);
    assertThat(Modes.flat(new Pad(List.of(1), List.of(2), List.of(1), 9).on(x))).containsExactly(9, 1, 9, 2, 9, 9);
  }

  @Test
  void flipAndConcat() {
    Value x = floats(Shape.of(2, 2), 1, 2, 3, 4);
    assertThat(Modes.flat(new Flip(List.of(1)).on(x))).containsExactly(2, 1, 4, 3);
    assertThat(Modes.flat(new Concat(1).on(x, floats(Shape.of(2, 1), 8, 9)))).containsExactly(1, 2, 8, 3, 4, 9);
  }

  @Test
  void takePutsTheIndicesShapeInPlaceOfTheAxisAndCountsNegativeIndicesFromTheEnd() {
    Value table = floats(Shape.of(3, 2), 1, 2, 3, 4, 5, 6);
    Value rows = new Take(0).on(table, integers(Shape.of(2, 1), 2, -3));
    assertThat(rows.shape()).isEqualTo(Shape.of(2, 1, 2));
    assertThat(Modes.flat(rows)).containsExactly(5, 6, 1, 2);
    assertThat(Modes.flat(new Take(1).on(table, integers(Shape.of(), 1)))).containsExactly(2, 4, 6);
  }

  @Test
  void scatterAddAddsOnceForEachTimeThatAPlaceIsNamed() {
    Value base = floats(Shape.of(3), 10, 20, 30);
    assertThat(Modes.flat(new ScatterAdd(0).on(base, integers(Shape.of(3), 0, 2, 0), floats(Shape.of(3), 1, 2, 3))))
        .containsExactly(14, 20, 32);
  }

  @Test
  void argMaxIsTheFirstOfEqualsAndNanWins() {
    Value x = floats(Shape.of(3, 3), 1, 7, 7, 5, NAN, NAN, -1, -3, -3);
    assertThat(Modes.flat(new ArgExtremum(true, 1).on(x))).containsExactly(1, 1, 0);
    assertThat(Modes.flat(new ArgExtremum(false, 1).on(x))).containsExactly(0, 1, 1);
    assertThat(new ArgExtremum(true, 1).on(x).dtype()).isEqualTo(I32);
  }

  @Test
  void theMaximumIsNanWhereThereIsOne() {
    Value x = floats(Shape.of(2, 2), 1, NAN, -INFINITY, -INFINITY);
    assertThat(Modes.flat(new Extremum(true, List.of(1)).on(x))).containsExactly(NAN, -INFINITY);
  }

  @Test
  void maxRoutesTheGradientToTheFirstOfEquals() {
    Value[] x = {floats(Shape.of(2, 3), 2, 5, 5, 1, 1, 1)};
    Value[] dy = {floats(Shape.of(2), 10, 20)};
    assertThat(Modes.flat(Modes.vjp(at -> new Value[] {new Extremum(true, List.of(1)).on(at)}, x, dy)))
        .containsExactly(0, 10, 0, 20, 0, 0);
  }

  @Test
  void cumSumRunsBothWays() {
    Value x = floats(Shape.of(2, 2), 1, 2, 3, 4);
    assertThat(Modes.flat(new CumSum(0, false).on(x))).containsExactly(1, 2, 4, 6);
    assertThat(Modes.flat(new CumSum(1, true).on(x))).containsExactly(3, 2, 7, 4);
  }

  @Test
  void sortKeepsTheOrderOfEqualsAndPutsNanAboveAllNumbers() {
    Value x = floats(Shape.of(5), 2, NAN, 0.0, -0.0, 2);
    Value[] ascending = new Sort(false).allOn(x);
    assertThat(Modes.flat(ascending[0])).containsExactly(0.0, -0.0, 2, 2, NAN);
    assertThat(Modes.flat(ascending[1])).containsExactly(2, 3, 0, 4, 1);
    Value[] descending = new Sort(true).allOn(x);
    assertThat(Modes.flat(descending[0])).containsExactly(NAN, 2, 2, 0.0, -0.0);
    assertThat(Modes.flat(descending[1])).containsExactly(1, 0, 4, 2, 3);
  }

  @Test
  void castsAreJavas() {
    Value x = floats(Shape.of(5), -1.9, 2.9, NAN, 1e300, 0);
    assertThat(Modes.flat(new Cast(I32).on(x))).containsExactly(-1, 2, 0, Integer.MAX_VALUE, 0);
    assertThat(Modes.flat(new Cast(BOOL).on(x))).containsExactly(1, 1, 1, 1, 0);
    assertThat(Modes.flat(new Cast(F32).on(new Cast(BOOL).on(x)))).containsExactly(1, 1, 1, 1, 0);
  }

  @Test
  void castsBetweenFloatingTypesAreLinear() {
    Value[] x = {floats(Shape.of(2), 1.5, 2.5)};
    Modes.Function toSingle = at -> new Value[] {new Cast(F32).on(at)};
    assertThat(Modes.jvp(toSingle, x, x)[0].type()).isEqualTo(new Type(F32, Shape.of(2)));
    Value[] dx = Modes.vjp(toSingle, x, toSingle.apply(x));
    assertThat(dx[0].type()).isEqualTo(x[0].type());
    assertThat(Modes.flat(dx)).containsExactly(1.5, 2.5);
  }

  @Test
  void longsBecomeFloatsWithASingleRounding() {
    long number = (1L << 54) + (1L << 30) + 1;
    Value x = Value.constant(Array.of(Type.scalar(I64), new long[] {number}));
    assertThat(new Cast(F32).on(x).array().floats()[0]).isEqualTo((float) number);
  }

  @Test
  void noDerivativePassesAnInteger() {
    Value[] x = {floats(Shape.of(2), 1.5, 2.5)};
    Modes.Function throughIntegers = at -> new Value[] {new Cast(F64).on(new Cast(I32).on(at))};
    assertThat(Modes.flat(Modes.jvp(throughIntegers, x, x))).containsExactly(0, 0);
    assertThat(Modes.flat(Modes.vjp(throughIntegers, x, x))).containsExactly(0, 0);
  }

  @Test
  void quantifiersOverNothing() {
    Value none = Value.constant(Array.allocate(new Type(BOOL, Shape.of(2, 0))));
    assertThat(Modes.flat(new AnyAll(true, List.of(1)).on(none))).containsExactly(1, 1);
    assertThat(Modes.flat(new AnyAll(false, List.of(1)).on(none))).containsExactly(0, 0);
  }

  @Test
  void theDerivativeOfAProductIsTheProductOfTheOthersAlsoAtZeros() {
    Modes.Function product = at -> new Value[] {new Product(List.of(0)).on(at)};
    Value[] one = {floats(Shape.of(), 1)};
    assertThat(Modes.flat(Modes.vjp(product, new Value[] {floats(Shape.of(3), 2, 0, 5)}, one))).containsExactly(0, 10, 0);
    assertThat(Modes.flat(Modes.vjp(product, new Value[] {floats(Shape.of(3), 0, 0, 5)}, one))).containsExactly(0, 0, 0);
  }

  @Test
  void iotaCountsAlongItsAxis() {
    assertThat(Modes.flat(new Iota(new Type(I64, Shape.of(2, 3)), 0).on())).containsExactly(0, 0, 0, 1, 1, 1);
    assertThat(Modes.flat(new Iota(new Type(DType.F32, Shape.of(2, 3)), 1).on())).containsExactly(0, 1, 2, 0, 1, 2);
  }

  private static Value floats(Shape shape, double... elements) {
    return Value.constant(Array.of(new Type(F64, shape), elements));
  }

  private static Value integers(Shape shape, int... elements) {
    return Value.constant(Array.of(new Type(I32, shape), elements));
  }
}
