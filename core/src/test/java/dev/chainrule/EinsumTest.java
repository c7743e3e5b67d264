package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.vmap;
import static dev.chainrule.Functions.arange;
import static dev.chainrule.Functions.einsum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Sums of products by equations: random ones against the loops that they stand for, and the ways to get one wrong.
class EinsumTest {
  private static final String LETTERS = "abcde";
  private static final int[] EXTENTS = {2, 3, 1, 2, 0};

  /// A random equation: one to four operands of up to three axes from few letters, which then often repeat and meet.
  private record Equation(List<String> operands, String result) {
    static Equation random(Random random) {
      int letters = random.nextInt(10) == 0 ? 5 : 4;
      List<String> operands = IntStream.rangeClosed(0, random.nextInt(4)).mapToObj(i -> name(random, letters)).toList();
      List<Integer> present = new ArrayList<>(String.join("", operands).chars().distinct().boxed().toList());
      Collections.shuffle(present, random);
      return new Equation(operands, present.subList(0, random.nextInt(present.size() + 1)).stream()
          .map(Character::toString).collect(Collectors.joining()));
    }

    private static String name(Random random, int letters) {
      return IntStream.range(0, random.nextInt(4)).mapToObj(i -> LETTERS.substring(0, letters).charAt(random.nextInt(letters)))
          .map(String::valueOf).collect(Collectors.joining());
    }

    static Shape shape(String names) {
      return Shape.of(names.chars().map(name -> EXTENTS[LETTERS.indexOf(name)]).toArray());
    }

    @Override
    public String toString() {
      return String.join(",", operands) + "->" + result;
    }

    /// By a loop over all values of all letters.
    double[] loop(List<Tensor> x) {
      String all = String.join("", operands).chars().distinct().mapToObj(Character::toString).collect(Collectors.joining());
      double[] y = new double[shape(result).size()];
      Shape space = shape(all);
      for (int point = 0; point < space.size(); point++) {
        int[] index = index(space, point);
        double product = 1;
        for (int i = 0; i < x.size(); i++) {
          product *= x.get(i).value().array().getDouble(position(operands.get(i), all, index));
        }
        y[position(result, all, index)] += product;
      }
      return y;
    }

    private static int[] index(Shape space, int point) {
      int[] index = new int[space.rank()];
      int rest = point;
      for (int axis = index.length - 1; axis >= 0; axis--) {
        index[axis] = rest % space.extent(axis);
        rest /= space.extent(axis);
      }
      return index;
    }

    private static int position(String names, String all, int[] index) {
      int position = 0;
      for (char name : names.toCharArray()) {
        position = position * EXTENTS[LETTERS.indexOf(name)] + index[all.indexOf(name)];
      }
      return position;
    }
  }

  @Property(tries = 500)
  void anEquationIsALoop(@ForAll long seed) {
    Random random = new Random(seed);
    Equation equation = Equation.random(random);
    List<Tensor> x = new ArrayList<>();
    for (String operand : equation.operands()) {
      Shape shape = Equation.shape(operand);
      x.add(Tensor.of(shape, random.doubles(shape.size(), -1, 1).toArray()));
    }
    Tensor y = einsum(equation.toString(), x.toArray(Tensor[]::new));
    assertThat(y.shape()).as(equation.toString()).isEqualTo(Equation.shape(equation.result()));
    assertThat(y.toDoubles()).as(equation.toString()).containsExactly(equation.loop(x), within(1e-12));
    Tensor z = einsum(equation.toString(), x.stream().map(operand -> operand.times(4).floor().to(DType.I32)).toArray(Tensor[]::new));
    assertThat(z.dtype()).isEqualTo(DType.I32);
  }

  @Test
  void withoutAnArrowTheResultHasWhatOccursOnceInAlphabeticalOrder() {
    Tensor x = arange(6).reshape(2, 3);
    assertElements(einsum("ba", x), x.transpose());
    assertElements(einsum("ij,jk", x, x.transpose()), x.matmul(x.transpose()));
    assertElements(einsum("ii", x.get(Range.all(), Range.of(0, 2))), Tensor.of(4));
    assertElements(einsum("i...", x), x.transpose());
    assertElements(einsum(" i j -> j i ", x), x.transpose());
  }

  @Test
  void anEllipsisStandsForFurtherAxesWhichBroadcast() {
    Tensor a = arange(24).reshape(2, 3, 4);
    Tensor b = arange(20).reshape(1, 4, 5);
    assertElements(einsum("...ij,...jk->...ik", a, b), a.matmul(b));
    assertElements(einsum("...ij,...jk", a, b.get(0)), a.matmul(b));
    assertElements(einsum("...,...->...", a, arange(4)), a.times(arange(4)));
    assertElements(einsum("...,...", arange(3).reshape(3, 1), arange(4)), arange(3).outer(arange(4)));
    assertElements(einsum("i...->...", a), a.sum(0));
    assertElements(einsum("...->...", Tensor.of(5)), Tensor.of(5));
    assertElements(einsum("a...b->b...a", a), a.transpose(2, 1, 0));
  }

  @Test
  void theDiagonalOfThreeAxes() {
    assertElements(einsum("iii->i", arange(27).reshape(3, 3, 3)), Tensor.of(0, 13, 26));
    assertElements(einsum("iji->j", arange(12).reshape(2, 3, 2)), Tensor.of(7, 11, 15));
  }

  /// In the order written, the first would hold 300⁴ elements, and the second multiply two matrices.
  @Test
  void pairsAreMultipliedSoThatLittleIsHeldAndDone() {
    Tensor x = Functions.linspace(DType.F64, -1, 1, 300);
    double square = x.square().sum().item();
    assertThat(einsum("i,j,k,l,i,j,k,l->", x, x, x, x, x, x, x, x).item()).isCloseTo(Math.pow(square, 4), within(1e-6 * Math.pow(square, 4)));
    Tensor matrix = Tensor.ones(DType.F64, 7, 7);
    String steps = Chainrule.graph(v -> einsum("ij,jk,k->i", matrix, matrix, v), Tensor.of(new double[7])).toString();
    assertThat(steps).doesNotContain("F64[7, 7] = matmul").contains("matmul");
  }

  @Test
  void everyOperandHasItsGradient() {
    Tensor a = arange(DType.F64, 6).reshape(2, 3);
    Tensor v = Tensor.of(1.0, -1.0);
    var gradient = grad((List<Tensor> x) -> einsum("ij,i,ij->", x.get(0), x.get(1), x.get(0)));
    List<Tensor> gradients = gradient.apply(List.of(a, v));
    assertElements(gradients.get(0), a.times(v.expandDims(1)).times(2));
    assertElements(gradients.get(1), a.square().sum(1));
    assertElements(jit(gradient).apply(List.of(a, v)).get(1), a.square().sum(1));
    assertElements(vmap((Tensor row) -> einsum("i,i->", row, row)).apply(a), a.square().sum(1));
  }

  @Test
  void aBadEquationIsNamedWithTheOffendingLetterAndExtents() {
    Tensor x = arange(6).reshape(2, 3);
    assertFails(() -> einsum("ij,jk->ik", x, x), "[einsum] 'ij,jk->ik': 'j' is 2 in operand 1 of shape [2, 3], but 3 in operand 0 of shape [2, 3]");
    assertFails(() -> einsum("ii", x), "[einsum] 'ii': 'i' is 3 in operand 0 of shape [2, 3], but 2 in operand 0 of shape [2, 3]");
    assertFails(() -> einsum("i...,...->...", x, arange(2)), "[einsum] 'i...,...->...': axis -1 of '...' is 2 in operand 1 of shape [2], but 3 in operand 0 of shape [2, 3]");
    assertFails(() -> einsum("ij,jk->ik", x), "[einsum] 'ij,jk->ik': names 2 operands, but 1 were given");
    assertFails(() -> einsum("ij", x, x), "[einsum] 'ij': names 1 operand, but 2 were given");
    assertFails(() -> einsum("ij"), "[einsum] 'ij': no operands were given; it takes one or more");
    assertFails(() -> einsum("ijk->i", x), "[einsum] 'ijk->i': operand 0 is 'ijk', so 3 axes, but has shape [2, 3] with 2");
    assertFails(() -> einsum("ijk...->i", x), "[einsum] 'ijk...->i': operand 0 is 'ijk...', at least 3 axes, but has shape [2, 3] with 2");
    assertFails(() -> einsum("ij->ik", x), "[einsum] 'ij->ik': 'k' of the result is in no operand");
    assertFails(() -> einsum("ij->ii", x), "[einsum] 'ij->ii': 'i' is twice in the result; to put a vector on a diagonal, use diag");
    assertFails(() -> einsum("i...->i", x), "[einsum] 'i...->i': the result lacks the '...' that operands have; write it there, or name these axes to sum over them");
    assertFails(() -> einsum("ij->i,j", x), "[einsum] 'ij->i,j': has a comma after '->'; there is one result");
    assertFails(() -> einsum("i......", x), "[einsum] 'i......': has two ellipses in 'i......'; an operand has one at most");
    assertFails(() -> einsum("i...->......i", x), "[einsum] 'i...->......i': has two ellipses in '......i'; a result has one at most");
    for (String bad : new String[] {"i1", "ij->->i", "i.j", "ij-i"}) {
      assertThatThrownBy(() -> einsum(bad, x)).hasMessageContaining("but axes are named by letters a to Z or '...'");
    }
    assertFails(() -> einsum("ij,ij", x, x.to(DType.F64)), "[einsum] was given I32 and F64; operands must have one number type: convert with .to(I32)");
    assertFails(() -> einsum("ij", x.gt(0)), "[einsum] was given Bool and Bool; operands must have one number type: convert with .to(I32)");
  }

  private static void assertElements(Tensor actual, Tensor expected) {
    assertThat(actual.value().type()).isEqualTo(expected.value().type());
    assertThat(actual.to(DType.F64).toDoubles()).containsExactly(expected.to(DType.F64).toDoubles(), within(1e-12));
  }

  private static void assertFails(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(ChainruleException.class).hasMessage(message);
  }
}
