package dev.chainrule.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Extremum;
import dev.chainrule.op.Gates;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Sum;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Fused graphs give what their steps give one by one: when they are interpreted, and when they are compiled.
class ExecutableTest {
  /// More than a kernel is interpreted for, at the shapes below.
  private static final int RUNS = 4;

  private final SpecialValues values = new SpecialValues(11);

  @TestFactory
  Stream<DynamicTest> graphsDrawnAtRandom() {
    return IntStream.range(0, 60).mapToObj(seed -> DynamicTest.dynamicTest("graph " + seed, () -> {
      DType dtype = seed % 2 == 0 ? DType.F32 : DType.F64;
      Graph graph = new RandomGraph(dtype, seed).draw(40);
      Array[] x = {values.array(dtype, 40, 64), values.array(dtype, 64), values.array(dtype, 40), values.array(DType.BOOL, 40, 64)};
      holds(graph, x);
    }));
  }

  @Test
  void aLayerForwardAndBackward() {
    for (DType dtype : new DType[] {DType.F32, DType.F64}) {
      Builder graph = new Builder(new Type(dtype, Shape.of(48, 20)), new Type(dtype, Shape.of(20, 30)), new Type(dtype, Shape.of(30)),
          new Type(dtype, Shape.of(48, 30)));
      int product = graph.add(MatMul.PLAIN, 0, 1);
      int bias = graph.add(new Broadcast(Shape.of(48, 30), List.of(1)), 2);
      int y = graph.add(Gates.RELU, graph.add(Gates.ADD, product, bias));
      int zero = graph.add(new Literal(graph.type(y), 0));
      int one = graph.add(new Literal(graph.type(y), 1));
      int local = graph.add(Gates.WHERE, graph.add(Gates.LESS, zero, y), one, zero);
      int dy = graph.add(Gates.ZERO_TIMES, local, 3);
      int loss = graph.add(new Sum(List.of(0, 1)), graph.add(Gates.MUL, y, 3));
      int dBias = graph.add(new Sum(List.of(0)), dy);
      int dWeights = graph.add(new MatMul(true, false), 0, dy);
      Graph built = graph.build(loss, dBias, dWeights);
      holds(built, values.ordinary(dtype, 48, 20), values.ordinary(dtype, 20, 30), values.ordinary(dtype, 30), values.ordinary(dtype, 48, 30));
      assertThat(new Executable(built).report().toString()).contains("plus, relu, lt, where, times, sum");
    }
  }

  @Test
  void aSoftmaxIsFusedBetweenItsReductions() {
    Type type = new Type(DType.F32, Shape.of(60, 33));
    Builder graph = new Builder(type);
    int largest = graph.add(new Broadcast(type.shape(), List.of(0)), graph.add(new Extremum(true, List.of(1)), 0));
    int exponential = graph.add(Gates.EXP, graph.add(Gates.SUB, 0, largest));
    int sum = graph.add(new Broadcast(type.shape(), List.of(0)), graph.add(new Sum(List.of(1)), exponential));
    Graph built = graph.build(graph.add(Gates.DIV, exponential, sum));
    holds(built, values.ordinary(DType.F32, 60, 33));
    assertThat(new Executable(built).report().toString().lines().filter(line -> line.contains("in one kernel"))).hasSize(2);
  }

  @Test
  void aSumOfASumIsNoneOfWhatIsComputedBesideIt() {
    Builder graph = new Builder(new Type(DType.F64, Shape.of(30, 40)), new Type(DType.F64, Shape.of(30, 40)));
    int rows = graph.add(new Sum(List.of(1)), graph.add(Gates.MUL, 0, 1));
    Graph built = graph.build(graph.add(new Sum(List.of(0)), rows));
    holds(built, values.array(DType.F64, 30, 40), values.array(DType.F64, 30, 40));
  }

  @Test
  void emptyShapesAndScalars() {
    for (int[] extents : new int[][] {{0}, {3, 0}, {}, {1}}) {
      Type type = new Type(DType.F64, Shape.of(extents));
      Builder graph = new Builder(type);
      int sigmoid = graph.add(Gates.SIGMOID, 0);
      List<Integer> all = IntStream.range(0, extents.length).boxed().toList();
      holds(graph.build(sigmoid, graph.add(new Sum(all), graph.add(Gates.SQUARE, sigmoid)), 0), values.ordinary(DType.F64, extents));
    }
  }

  @Test
  void resultsThatAreParametersLiteralsOrTwiceTheSame() {
    Type type = new Type(DType.F32, Shape.of(100));
    Builder graph = new Builder(type);
    int literal = graph.add(new Literal(type, -0.0));
    int sum = graph.add(Gates.ADD, 0, literal);
    int negative = graph.add(Gates.NEG, literal);
    holds(graph.build(0, literal, sum, sum, negative), values.array(DType.F32, 100));
  }

  @Test
  void longChainsBecomeSeveralKernels() {
    Type type = new Type(DType.F32, Shape.of(700));
    Builder graph = new Builder(type, type);
    int x = 0;
    for (int i = 0; i < 250; i++) {
      x = graph.add(i % 3 == 0 ? Gates.MUL : i % 3 == 1 ? Gates.ADD : Gates.MIN, x, 1);
    }
    Graph built = graph.build(x);
    holds(built, values.array(DType.F32, 700), values.array(DType.F32, 700));
    assertThat(new Executable(built).report().toString().lines().filter(line -> line.contains("in one kernel"))).hasSize(3);
  }

  @Test
  void manyThreadsRunOneExecutable() throws Exception {
    Graph graph = new RandomGraph(DType.F32, 99).draw(40);
    Array[] x = {values.array(DType.F32, 40, 64), values.array(DType.F32, 64), values.array(DType.F32, 40), values.array(DType.BOOL, 40, 64)};
    Array[] expected = GraphRunner.run(graph, x);
    Executable executable = new Executable(graph);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Array[]> work = () -> executable.run(x);
      for (Future<Array[]> result : threads.invokeAll(java.util.Collections.nCopies(64, work))) {
        areSame(result.get(), expected, graph);
      }
    }
  }

  private static void holds(Graph graph, Array... x) {
    Array[] expected = GraphRunner.run(graph, x);
    Executable executable = new Executable(graph);
    for (int run = 0; run < RUNS; run++) {
      areSame(executable.run(x), expected, graph);
    }
  }

  private static void areSame(Array[] actual, Array[] expected, Graph graph) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      PointwiseKernelsTest.assertSameBits(actual[i].contiguous(), expected[i].contiguous(), "result " + i + " of " + graph);
    }
  }

  private static final class Builder {
    private final Graph.Builder builder;

    Builder(Type... parameters) {
      builder = new Graph.Builder(List.of(parameters));
    }

    int add(Primitive primitive, Integer... inputs) {
      return builder.add(primitive, List.of(inputs), null);
    }

    Type type(int slot) {
      return builder.type(slot);
    }

    Graph build(Integer... outputs) {
      return builder.build(List.of(outputs));
    }
  }

  /// Graphs of rows of the table, with broadcasts, sums and transpositions between them. The parameters are a
  /// matrix, a row, a column and a mask.
  private static final class RandomGraph {
    private static final Shape MATRIX = Shape.of(40, 64);
    private static final List<Pointwise> ROWS = Gates.table().stream()
        .filter(row -> row.signature() != Pointwise.Signature.INTEGER).toList();

    private final Random random;
    private final Builder builder;
    private final Type matrix;
    private final List<Integer> matrices = new ArrayList<>(List.of(0));
    private final List<Integer> masks = new ArrayList<>(List.of(3));

    RandomGraph(DType dtype, long seed) {
      random = new Random(seed);
      matrix = new Type(dtype, MATRIX);
      builder = new Builder(matrix, new Type(dtype, Shape.of(64)), new Type(dtype, Shape.of(40)), matrix.withDType(DType.BOOL));
      matrices.add(builder.add(new Broadcast(MATRIX, List.of(1)), 1));
      matrices.add(builder.add(new Broadcast(MATRIX, List.of(0)), 2));
      matrices.add(builder.add(new Literal(matrix, 0.5)));
    }

    Graph draw(int steps) {
      List<Integer> outputs = new ArrayList<>();
      for (int i = 0; i < steps; i++) {
        switch (random.nextInt(8)) {
          case 0 -> matrices.add(builder.add(new Broadcast(MATRIX, List.of(0)), builder.add(new Sum(List.of(1)), any(matrices))));
          case 1 -> outputs.add(builder.add(new Sum(List.of(0, 1)), any(matrices)));
          case 2 -> matrices.add(builder.add(new Permute(List.of(1, 0)), builder.add(new Permute(List.of(1, 0)), any(matrices))));
          default -> pointwise(ROWS.get(random.nextInt(ROWS.size())));
        }
      }
      outputs.add(matrices.getLast());
      outputs.add(any(matrices));
      outputs.add(masks.getLast());
      return builder.build(outputs.toArray(Integer[]::new));
    }

    private void pointwise(Pointwise row) {
      boolean logical = row.signature() == Pointwise.Signature.LOGICAL;
      Integer[] inputs = new Integer[row.arity()];
      for (int i = 0; i < inputs.length; i++) {
        boolean truth = logical || row.signature() == Pointwise.Signature.SELECTION && i == 0;
        inputs[i] = any(truth ? masks : matrices);
      }
      int result = builder.add(row, inputs);
      (builder.type(result).dtype() == DType.BOOL ? masks : matrices).add(result);
    }

    private int any(List<Integer> slots) {
      return slots.get(Math.max(0, slots.size() - 1 - random.nextInt(6)));
    }
  }
}
