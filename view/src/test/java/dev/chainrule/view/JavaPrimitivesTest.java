package dev.chainrule.view;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Functions.concat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Chainrule;
import dev.chainrule.Convolution;
import dev.chainrule.Functions;
import dev.chainrule.Pooling;
import dev.chainrule.RandomKey;
import dev.chainrule.Range;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Value;
import dev.chainrule.op.ClassNumbers;
import dev.chainrule.op.Gates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Every primitive, printed as Java, computes what the engine computes.
class JavaPrimitivesTest {
  private static final double[] NUMBERS = {0, -0.0, 1, -1, 0.5, -2.5, 3, 7, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN};

  private static Tensor apply(Pointwise gate, List<Tensor> x) {
    return Tensor.of(gate.on(x.stream().map(Tensor::value).toArray(Value[]::new)));
  }

  /// Inputs of a type, moved along the list so that numbers meet others.
  private static Tensor input(DType dtype, int shift) {
    int size = NUMBERS.length * NUMBERS.length;
    double[] numbers = new double[size];
    Arrays.setAll(numbers, i -> NUMBERS[(shift == 0 ? i : shift == 1 ? i / NUMBERS.length : i * 7) % NUMBERS.length]);
    if (dtype.isInteger()) {
      Arrays.setAll(numbers, i -> i % 13 - 6 == 0 ? 5 : i % 13 - 6);
    }
    return Tensor.of(numbers).to(dtype);
  }

  private static List<Tensor> inputs(Pointwise gate, DType dtype) {
    List<Tensor> inputs = new ArrayList<>();
    for (int i = 0; i < gate.arity(); i++) {
      inputs.add(input(gate.signature() == Pointwise.Signature.SELECTION && i == 0 ? DType.BOOL : dtype, i));
    }
    return inputs;
  }

  @Test
  void everyGateOnEveryElementType() {
    PrintedPrograms programs = new PrintedPrograms(0);
    for (Pointwise gate : Gates.table()) {
      for (DType dtype : DType.values()) {
        List<Tensor> inputs = inputs(gate, dtype);
        try {
          programs.add(gate + " of " + dtype, x -> List.of(apply(gate, x)), inputs.toArray(Tensor[]::new));
        } catch (DTypeException refused) {
          continue;
        }
        for (int element = 0; element < 3; element++) {
          int at = element * 17 + 3;
          Tensor[] scalars = inputs.stream().map(tensor -> tensor.get(at)).toArray(Tensor[]::new);
          programs.add(gate + " of one " + dtype, x -> List.of(apply(gate, x)), scalars);
        }
      }
    }
    assertThat(programs.size()).isGreaterThan(400);
    programs.verify();
  }

  @Test
  void everyGatesGradientsToTheSecondOrder() {
    PrintedPrograms programs = new PrintedPrograms(0);
    for (Pointwise gate : Gates.table()) {
      for (DType dtype : List.of(DType.F64, DType.F32)) {
        List<Tensor> inputs = inputs(gate, dtype);
        if (Set.of(Pointwise.Signature.LOGICAL, Pointwise.Signature.COMPARISON, Pointwise.Signature.INTEGER).contains(gate.signature())) {
          continue;
        }
        var gradient = Chainrule.grad((List<Tensor> x) -> apply(gate, x).sum());
        var second = Chainrule.grad((List<Tensor> x) -> {
          List<Tensor> first = gradient.apply(x);
          return first.stream().filter(part -> part.dtype().isFloating()).reduce(Tensor::plus).orElseThrow().sum();
        });
        programs.add("gradient of " + gate, gradient::apply, inputs.toArray(Tensor[]::new));
        programs.add("second gradient of " + gate, second::apply, inputs.toArray(Tensor[]::new));
        for (int at : dtype == DType.F64 ? new int[] {0, 88} : new int[0]) {
          Tensor[] scalars = inputs.stream().map(tensor -> tensor.get(at)).toArray(Tensor[]::new);
          programs.add("gradient of one " + gate, gradient::apply, scalars);
          programs.add("second gradient of one " + gate, second::apply, scalars);
        }
      }
    }
    assertThat(programs.size()).isGreaterThan(200);
    programs.verify();
  }

  static Tensor random(long seed, int... extents) {
    double[] elements = new Random(seed).doubles(Shape.of(extents).size(), -2, 2).toArray();
    return Tensor.of(Shape.of(extents), elements);
  }

  @Test
  void layout() {
    PrintedPrograms programs = new PrintedPrograms(1e-14);
    Tensor x = random(1, 2, 3, 4);
    programs.addWithGradient("transpose", p -> p.getFirst().transpose(2, 0, 1).times(2), x);
    programs.addWithGradient("reshape", p -> p.getFirst().reshape(6, 4).square(), x);
    programs.addWithGradient("reshape to and from a scalar", p -> p.getFirst().reshape(1, 1).times(p.getFirst().reshape(1)).reshape(), Tensor.of(3.0));
    programs.addWithGradient("broadcast", p -> p.get(0).times(p.get(1)).times(p.get(2)), x, random(2, 3, 1), Tensor.of(3.0));
    programs.addWithGradient("slice", p -> p.getFirst().get(Range.at(1), Range.all().step(-2), Range.from(1).step(2)).exp(), x);
    programs.addWithGradient("element", p -> p.getFirst().get(1, 2, 3).square(), x);
    programs.addWithGradient("flip", p -> p.getFirst().flip(0, 2).times(p.getFirst()), x);
    programs.addWithGradient("pad", p -> p.getFirst().pad(new int[] {1, 0, 2}, new int[] {0, 3, 1}, 7).square(), x);
    programs.addWithGradient("concat", p -> concat(1, p.get(0), p.get(1), p.get(0)).square(), x, random(3, 2, 1, 4));
    programs.addWithGradient("stack, tile, roll", p -> Functions.stack(1, p.get(0), p.get(0).tile(1, 1, 1).roll(1, 2)).square(), x);
    programs.add("iota", p -> List.of(Functions.arange(Chainrule.F64, 5).times(p.getFirst()), Functions.eye(Chainrule.I32, 3)), Tensor.of(2.0));
    programs.add("of nothing", p -> List.of(p.getFirst().transpose().times(2), p.getFirst().sum(0), p.getFirst().sum()), Tensor.zeros(Chainrule.F64, 0, 3));
    programs.verify();
  }

  @Test
  void reductions() {
    PrintedPrograms programs = new PrintedPrograms(1e-14);
    Tensor x = random(4, 2, 3, 4);
    Tensor ties = Tensor.of(new double[][] {{1, 3, 3}, {Double.NaN, 2, Double.NaN}, {-0.0, 0, -1}});
    programs.addWithGradient("sum", p -> p.getFirst().sum(0, 2).square(), x);
    programs.addWithGradient("sum of all", p -> p.getFirst().sum().square(), x);
    programs.addWithGradient("mean, var, norm", p -> p.getFirst().mean(1).plus(p.getFirst().var(1)).plus(p.getFirst().norm(1)), x);
    programs.addWithGradient("prod", p -> p.getFirst().prod(1).plus(p.getFirst().prod(1, 2).sum()), x);
    programs.addWithGradient("max", p -> p.getFirst().max(1).plus(p.getFirst().max()), ties);
    programs.addWithGradient("min", p -> p.getFirst().min(0).plus(p.getFirst().min(1)), ties);
    programs.addWithGradient("max over outer axes", p -> p.getFirst().max(0, 2).square(), x);
    programs.addWithGradient("softmax", p -> p.getFirst().softmax(1).times(p.getFirst().logSumExp(0)), x);
    programs.addWithGradient("cumSum", p -> p.getFirst().cumSum(1).square(), x);
    programs.add("any and all", p -> List.of(p.getFirst().gt(0).any(1), p.getFirst().gt(-1).all(0, 2), p.getFirst().gt(0).any()), x);
    programs.add("argMax", p -> List.of(p.getFirst().argMax(1), p.getFirst().argMin(0), p.getFirst().argMax(-1)), ties);
    programs.add("argMax of a vector", p -> List.of(p.getFirst().argMax(0), p.getFirst().max(), p.getFirst().cumSum(0)), Tensor.of(1.0, 4, 4));
    programs.add("integers", p -> List.of(p.getFirst().sum(0), p.getFirst().max(1), p.getFirst().min(), p.getFirst().prod(0), p.getFirst().cumSum(0), p.getFirst().to(Chainrule.I64).max(0)),
        Tensor.of(Shape.of(2, 3), new int[] {4, -7, 2, 9, 0, 2}));
    programs.verify();
  }

  @Test
  void products() {
    PrintedPrograms programs = new PrintedPrograms(1e-13);
    programs.addWithGradient("matmul", p -> p.get(0).matmul(p.get(1)).tanh(), random(5, 5, 10), random(6, 10, 3));
    programs.addWithGradient("batched matmul", p -> p.get(0).matmul(p.get(1)), random(7, 2, 3, 4), random(8, 4, 2));
    programs.addWithGradient("vectors", p -> p.get(0).dot(p.get(1)).times(p.get(2).matmul(p.get(0))), random(9, 3), random(10, 3), random(11, 2, 3));
    programs.addWithGradient("of one", p -> p.get(0).matmul(p.get(1)), random(12, 1, 1), random(13, 1, 1));
    programs.add("integers", p -> List.of(p.getFirst().matmul(p.getFirst())), Tensor.of(Shape.of(2, 2), new int[] {1, 2, 3, 4}));
    programs.verify();
  }

  @Test
  void decompositions() {
    PrintedPrograms programs = new PrintedPrograms(1e-9);
    Tensor square = random(30, 2, 3, 3);
    Tensor definite = square.matmul(square.transpose(0, 2, 1)).plus(Functions.eye(Chainrule.F64, 3));
    programs.addWithGradient("cholesky", p -> p.getFirst().cholesky().square(), definite);
    programs.addWithGradient("qr", p -> p.getFirst().qr().r().plus(p.getFirst().qr().q()).square(), square);
    programs.addWithGradient("eigh", p -> p.getFirst().eigh().values().square().sum().plus(p.getFirst().eigh().vectors().square().times(p.get(1)).sum()), definite, random(31, 2, 3, 3));
    programs.addWithGradient("svd", p -> p.getFirst().svd().s().exp(), random(32, 4, 3));
    programs.addWithGradient("solve", p -> p.get(0).solve(p.get(1)).tanh(), square, random(33, 2, 3, 2));
    programs.addWithGradient("solveTriangular", p -> p.get(0).solveTriangular(p.get(1), true).tanh(), definite, random(34, 2, 3, 2));
    programs.addWithGradient("det, inverse", p -> p.getFirst().det().plus(p.getFirst().inv().sum()), random(35, 3, 3));
    programs.add("third derivative of det", p -> List.of(grad((Tensor x) -> grad((Tensor y) -> grad((Tensor z) -> z.det().sum()).apply(y).square().sum()).apply(x).square().sum()).apply(p.getFirst())),
        random(37, 2, 3, 3));
    programs.addWithGradient("slogdet", p -> p.getFirst().logAbsDet(), square);
    programs.addWithGradient("pinv", p -> p.getFirst().pinv().square(), random(36, 2, 3));
    programs.add("of floats", p -> List.of(p.getFirst().cholesky(), p.getFirst().det()), definite.to(Chainrule.F32));
    programs.verify();
  }

  @Test
  void randomNumbersAreTheEngines() {
    PrintedPrograms programs = new PrintedPrograms(1e-15);
    programs.add("bits", p -> List.of(new RandomKey(p.getFirst()).bits(Chainrule.I32, 3, 2), new RandomKey(p.getFirst()).split(3).get(2).words(),
        new RandomKey(p.getFirst()).uniform(Chainrule.F64)), RandomKey.of(7).words());
    programs.verify();
  }

  @Test
  void cumulative() {
    PrintedPrograms programs = new PrintedPrograms(1e-12);
    Tensor x = random(37, 2, 4, 3);
    programs.addWithGradient("cumProd", p -> p.getFirst().cumProd(1).square(), x);
    programs.addWithGradient("cumMax", p -> p.getFirst().cumMax(1).square(), x);
    programs.addWithGradient("cumMin", p -> p.getFirst().cumMin(-1).square(), x);
    programs.add("of NaN", p -> List.of(p.getFirst().cumMax(0), p.getFirst().cumProd(0)), Tensor.of(1.0, 3, Double.NaN, 2));
    programs.verify();
  }

  @Test
  void windows() {
    PrintedPrograms programs = new PrintedPrograms(1e-12);
    Tensor image = random(20, 2, 4, 5, 6);
    programs.addWithGradient("conv2d", p -> p.get(0).conv2d(p.get(1)).tanh(), image, random(21, 3, 4, 2, 3));
    programs.addWithGradient("conv2d with all", p -> p.get(0).conv2d(p.get(1), new Convolution().stride(2, 1).padding(1, 2).dilation(1, 2).groups(2)).tanh(),
        image, random(22, 6, 2, 3, 2));
    programs.addWithGradient("convTranspose2d", p -> p.get(0).convTranspose2d(p.get(1), new Convolution().stride(2).padding(1)).tanh(), image, random(23, 4, 3, 3, 3));
    programs.addWithGradient("conv1d of one", p -> p.get(0).conv1d(p.get(1)), random(24, 1, 1, 3), random(25, 1, 1, 3));
    programs.addWithGradient("maxPool2d", p -> p.getFirst().maxPool2d(2).square(), image);
    programs.addWithGradient("maxPool2d padded", p -> p.getFirst().maxPool2d(new Pooling(3).stride(2).padding(1)).square(), image);
    programs.addWithGradient("maxPool1d with ties and NaN", p -> p.getFirst().maxPool1d(2).square(), Tensor.of(new double[][] {{1, 1, Double.NaN, 2, -0.0, 0}}));
    programs.addWithGradient("avgPool2d", p -> p.getFirst().avgPool2d(2).square(), image);
    programs.verify();
  }

  @Test
  void indexing() {
    PrintedPrograms programs = new PrintedPrograms(0);
    Tensor x = random(14, 4, 3);
    Tensor rows = Tensor.of(2, -1, 0, 2);
    programs.addWithGradient("take", p -> p.get(0).take(p.get(1), 0).square(), x, rows);
    programs.addWithGradient("take columns", p -> p.get(0).take(p.get(1), 1).square(), x, Tensor.of(Shape.of(2, 2), new long[] {0, 2, -2, 2}));
    programs.addWithGradient("take one", p -> p.get(0).take(p.get(1), 0).square(), x, Tensor.of(3));
    programs.addWithGradient("takeAlongAxis", p -> p.get(0).takeAlongAxis(p.get(1), 1).square(), x, Tensor.of(Shape.of(4, 2), new int[] {0, 2, 1, 1, -1, 0, 2, 2}));
    programs.addWithGradient("scatterAdd", p -> p.get(0).scatterAdd(p.get(1), p.get(2), 0).square(), x, rows, random(15, 4, 3));
    programs.addWithGradient("scatterSet", p -> p.get(0).scatterSet(p.get(1), p.get(2), 0).square(), x, rows, random(38, 4, 3));
    programs.addWithGradient("scatterMax", p -> p.get(0).scatterMax(p.get(1), p.get(2), 0).square(), x, rows, random(39, 4, 3));
    programs.add("classNumbers", p -> List.of(Tensor.of(new ClassNumbers("loss", 3).on(p.getFirst().value())),
        Tensor.of(new ClassNumbers("loss", 3).on(p.getFirst().get(0).value()))), Tensor.of(2, 0, 1));
    programs.add("oneHot", p -> List.of(p.getFirst().oneHot(3), p.getFirst().get(0).oneHot(4)), Tensor.of(2, 0, -1));
    Tensor ties = Tensor.of(new double[][] {{1, Double.NaN, -3, 1, 0.5}, {2, 2, 0, -0.0, 5}});
    programs.addWithGradient("sort", p -> p.getFirst().sort().square(), ties);
    programs.add("argSort", p -> List.of(p.getFirst().argSort(), p.getFirst().argSortDescending(1), p.getFirst().sortDescending(1), p.getFirst().topK(2).values()), ties);
    programs.verify();
  }

  @Test
  void indicesThatNameNoPlaceAreRefusedAsByTheEngine() {
    var source = JavaSource.of(Chainrule.graph((List<Tensor> p) -> p.get(0).take(p.get(1), 0), List.of(random(1, 4), Tensor.of(0))), "Take");
    CompiledSource compiled = CompiledSource.of("Take", source);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> compiled.call("Take", "run", random(1, 4), Tensor.of(4)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void casts() {
    PrintedPrograms programs = new PrintedPrograms(0);
    for (DType from : DType.values()) {
      for (DType to : DType.values()) {
        programs.add(from + " to " + to, p -> List.of(p.getFirst().to(to)), input(from, 0));
      }
    }
    programs.addWithGradient("through F32", p -> p.getFirst().to(Chainrule.F32).square().to(Chainrule.F64), random(16, 3));
    programs.verify();
  }
}
