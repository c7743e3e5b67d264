package dev.chainrule.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Scalar;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.op.Gates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Compiled kernels give the bits of the interpreter: for every row of the table and every local derivative,
/// in all types, shapes and ways of reading.
class PointwiseKernelsTest {
  private static final DType[] NUMBERS = {DType.F32, DType.F64, DType.I32, DType.I64};

  private final SpecialValues values = new SpecialValues(42);

  @TestFactory
  Stream<DynamicTest> everyRowOfTheTable() {
    return Gates.table().stream().flatMap(row -> Arrays.stream(DType.values())
        .filter(dtype -> accepts(row, dtype))
        .map(dtype -> DynamicTest.dynamicTest(row.name() + " of " + dtype, () ->
            holdsForAllReadings(row.program(), argumentTypes(row, dtype), resultType(row, dtype)))));
  }

  @TestFactory
  Stream<DynamicTest> everyLocalDerivativeWithItsFactor() {
    return Gates.table().stream().flatMap(row -> IntStream.range(0, row.arity()).boxed()
        .filter(argument -> row.partials().get(argument) instanceof Partial.Local)
        .flatMap(argument -> Stream.of(DType.F32, DType.F64).map(dtype -> DynamicTest.dynamicTest(
            "d" + row.name() + "/dx" + argument + " of " + dtype, () -> {
              Scalar local = ((Partial.Local) row.partials().get(argument)).derivative();
              Scalar factor = new Scalar.Argument(row.arity() + 1);
              List<DType> types = new ArrayList<>(argumentTypes(row, dtype));
              types.addAll(List.of(dtype, dtype));
              holdsForAllReadings(ScalarProgram.of(types.size(), local.zeroTimes(factor)), types, dtype);
            }))));
  }

  @Test
  void programsTooLongForOneLoopAreSplit() {
    for (DType dtype : NUMBERS) {
      holdsForAllReadings(longProgram(300), List.of(dtype, dtype), dtype);
    }
  }

  @Test
  void programsOfSeveralResultsGiveThemAll() {
    Scalar a = new Scalar.Argument(0);
    Scalar b = new Scalar.Argument(1);
    ScalarProgram.Builder builder = new ScalarProgram.Builder(2);
    int product = builder.add(a.zeroTimes(b), List.of());
    int exponential = builder.add(Scalar.apply(Instruction.EXP, a.zeroTimes(b)), List.of());
    int less = builder.add(a.lessThan(b), List.of());
    ScalarProgram program = builder.build(product, exponential, less, 1, product, less);
    DType real = DType.F32;
    List<DType> results = List.of(real, real, DType.BOOL, real, DType.F64, real);
    for (int size : new int[] {1, 16, 513}) {
      holds(program, new Array[] {values.array(real, size), values.array(real, size)}, results, Shape.of(size));
    }
  }

  @Test
  void sumsOfRunsHaveTheSameBitsHoweverTheElementsCome() {
    ScalarProgram.Builder builder = new ScalarProgram.Builder(2);
    int product = builder.add(new Scalar.Argument(0).times(new Scalar.Argument(1)), List.of());
    ScalarProgram program = builder.build(product, product);
    for (DType dtype : new DType[] {DType.F32, DType.F64}) {
      for (int[] extents : new int[][] {{1, 3}, {7, 10}, {5, 511}, {5, 512}, {3, 513}, {2, 1300}, {600, 1}}) {
        Array a = values.ordinary(dtype, extents);
        Array row = values.ordinary(dtype, extents[1]).broadcast(a.shape(), new int[] {1});
        for (Array[] x : new Array[][] {{a, a}, {a, row}}) {
          Array[] y = {Array.allocate(a.type()), Array.allocate(new Type(dtype, Shape.of(extents[0])))};
          compile(program, x, y, new boolean[] {false, true}, a.size());
          Array sums = SpecialValues.dirty(y[1].type());
          Reductions.sum(new dev.chainrule.op.Sum(List.of(1)), y[0], sums);
          assertSameBits(y[1], sums, "sums of " + a.type());
          Array[] interpreted = {Array.allocate(a.type()), Array.allocate(y[1].type())};
          new PointwiseKernel(RowProgram.flat(program), false, true).run(x, interpreted, a.size(), dtype);
          assertSameBits(y[1], interpreted[1], "sums of " + a.type());
          Array[] fused = {Array.allocate(a.type()), SpecialValues.dirty(y[1].type())};
          fuse(program, x, fused, new boolean[] {false, true}, a.size());
          assertSameBits(y[1], fused[1], "sums of " + a.type() + " with vectors");
        }
      }
    }
  }

  @Test
  void resultsMayLieWhereArgumentsDo() {
    ScalarProgram program = longProgram(120);
    for (DType dtype : new DType[] {DType.F32, DType.F64}) {
      for (int size : new int[] {5, 16, 37, 512, 1100}) {
        Array x = values.array(dtype, size);
        Array[] arguments = {x, values.array(dtype, size)};
        Array expected = interpret(program, arguments, List.of(dtype), x.shape())[0];
        KernelSignature signature = KernelSignature.of(dtype, arguments, new Array[] {x}, new boolean[1]);
        assertThat(TilePlanner.mayReplace(RowProgram.flat(program), signature, 0, 0, true)).isTrue();
        fuse(program, arguments, new Array[] {x}, new boolean[1], size);
        assertSameBits(x, expected, "in place");
      }
    }
  }

  @Test
  void emptyArraysGiveEmptyResults() {
    Array empty = Array.allocate(new Type(DType.F32, Shape.of(3, 0)));
    Array result = PointwiseKernels.run(Gates.ADD.program(), new Array[] {empty, empty}, empty.type());
    assertThat(result.size()).isZero();
    holds(Gates.ADD.program(), new Array[] {empty, empty}, List.of(DType.F32), empty.shape());
  }

  @Test
  void integerDivisionByZeroFailsAlikeInterpretedAndCompiled() {
    for (int size : new int[] {1, 5000}) {
      Array zeros = Array.allocate(new Type(DType.I32, Shape.of(size)));
      assertThatThrownBy(() -> PointwiseKernels.run(Gates.DIV.program(), new Array[] {zeros, zeros}, zeros.type()))
          .isInstanceOf(ElementException.class);
      assertThatThrownBy(() -> compile(Gates.DIV.program(), new Array[] {zeros, zeros}, new Array[] {zeros}))
          .isInstanceOf(ArithmeticException.class);
    }
  }

  @Test
  void manyThreadsGetTheSameBits() throws Exception {
    Array x = values.array(DType.F32, 100, 37);
    Array row = values.array(DType.F32, 37).broadcast(x.shape(), new int[] {1});
    ScalarProgram program = longProgram(120);
    Array expected = interpret(program, new Array[] {x, row}, List.of(DType.F32), x.shape())[0];
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      Callable<Array> work = () -> {
        Array result = null;
        for (int i = 0; i < 20; i++) {
          result = PointwiseKernels.run(program, new Array[] {x, row}, x.type());
        }
        return result;
      };
      for (Future<Array> result : threads.invokeAll(java.util.Collections.nCopies(16, work))) {
        assertSameBits(result.get(), expected, "from another thread");
      }
    }
  }

  /// Sums of products of neighbours, alternating with choices.
  static ScalarProgram longProgram(int lines) {
    ScalarProgram.Builder builder = new ScalarProgram.Builder(2);
    List<Integer> registers = new ArrayList<>(List.of(0, 1));
    Instruction[] cycle = {Instruction.ADD, Instruction.MULTIPLY, Instruction.SUBTRACT, Instruction.MINIMUM,
        Instruction.ADD, Instruction.ZERO_TIMES, Instruction.MAXIMUM, Instruction.SUBTRACT};
    for (int i = 0; builder.size() < lines; i++) {
      registers.add(builder.add(new ScalarProgram.Line.Compute(cycle[i % cycle.length],
          List.of(registers.get(registers.size() - 1), registers.get(registers.size() - 2)))));
    }
    return builder.build(registers.getLast());
  }

  private void holdsForAllReadings(ScalarProgram program, List<DType> types, DType result) {
    for (int size : new int[] {0, 1, 16, 511, 512, 513, 1100}) {
      holds(program, types.stream().map(type -> nonZero(type, size)).toArray(Array[]::new), List.of(result), Shape.of(size));
    }
    Shape shape = Shape.of(5, 7, 33);
    for (int which = 0; which < types.size(); which++) {
      Array[] x = types.stream().map(type -> nonZero(type, shape.extents())).toArray(Array[]::new);
      DType type = types.get(which);
      List<Array> readings = List.of(
          nonZero(type).broadcast(shape, new int[0]),
          nonZero(type, 33).broadcast(shape, new int[] {2}),
          nonZero(type, 7, 33).broadcast(shape, new int[] {1, 2}),
          nonZero(type, 5).broadcast(shape, new int[] {0}),
          nonZero(type, 5, 33).broadcast(shape, new int[] {0, 2}),
          nonZero(type, 5, 7, 1).broadcast(shape, new int[] {0, 1, 2}));
      for (Array reading : readings) {
        x[which] = reading;
        holds(program, x, List.of(result), shape);
      }
    }
  }

  private static void holds(ScalarProgram program, Array[] x, List<DType> types, Shape shape) {
    Array[] expected = interpret(program, x, types, shape);
    Array[] actual = results(types, shape);
    compile(program, x, actual);
    Array[] fused = results(types, shape);
    boolean vectors = triesVectors(shape, x) && fuse(program, x, fused, new boolean[fused.length], fused[0].size());
    for (int i = 0; i < expected.length; i++) {
      String what = program + " on " + Arrays.toString(Arrays.stream(x).map(Array::type).toArray());
      assertSameBits(actual[i], expected[i], what);
      if (vectors) {
        assertSameBits(fused[i], expected[i], what + " with vectors");
      }
    }
  }

  /// Here vectors are interpreted, at some microseconds each: a few sizes have to do.
  private static boolean triesVectors(Shape shape, Array[] x) {
    return shape.size() == 16 || shape.size() == 513 || shape.rank() > 1 && PointwiseKernels.numberType(x, x) == DType.F32;
  }

  private static void compile(ScalarProgram program, Array[] x, Array[] y) {
    compile(program, x, y, new boolean[y.length], y[0].size());
  }

  static void compile(ScalarProgram program, Array[] x, Array[] y, boolean[] summed, int size) {
    new TiledKernel(RowProgram.flat(program), KernelSignature.of(PointwiseKernels.numberType(x, y), x, y, summed)).run(x, y, size, 1, new Scratch(TileFrame.TILE));
  }

  /// The same with loops over vectors, for programs that may have such.
  static boolean fuse(ScalarProgram program, Array[] x, Array[] y, boolean[] summed, int size) {
    KernelSignature signature = KernelSignature.of(PointwiseKernels.numberType(x, y), x, y, summed);
    if (size == 0 || !VectorSupport.mayFuse(signature)) {
      return false;
    }
    new CompiledPlan(TilePlanner.fused(RowProgram.flat(program), signature)).run(x, y, size, 1, new Scratch(TileFrame.TILE));
    return true;
  }

  private static Array[] interpret(ScalarProgram program, Array[] x, List<DType> types, Shape shape) {
    Array[] y = results(types, shape);
    new Interpreter(program).run(x, y, PointwiseKernels.numberType(x, y));
    return y;
  }

  private static Array[] results(List<DType> types, Shape shape) {
    return types.stream().map(type -> Array.allocate(new Type(type, shape))).toArray(Array[]::new);
  }

  static void assertSameBits(Array actual, Array expected, String what) {
    assertThat(actual.type()).isEqualTo(expected.type());
    switch (expected.dtype()) {
      case F32 -> assertThat(actual.floats()).as(what).isEqualTo(expected.floats());
      case F64 -> assertThat(actual.doubles()).as(what).isEqualTo(expected.doubles());
      case I32 -> assertThat(actual.ints()).as(what).isEqualTo(expected.ints());
      case I64 -> assertThat(actual.longs()).as(what).isEqualTo(expected.longs());
      case BOOL -> assertThat(actual.booleans()).as(what).isEqualTo(expected.booleans());
    }
  }

  private Array nonZero(DType type, int... extents) {
    return type.isInteger() ? values.nonZero(type, extents) : values.array(type, extents);
  }

  private static boolean accepts(Pointwise row, DType dtype) {
    return switch (row.signature()) {
      case FLOATING -> dtype.isFloating();
      case NUMERIC -> dtype != DType.BOOL;
      case INTEGER -> dtype.isInteger();
      case LOGICAL -> dtype == DType.BOOL;
      case ANY, COMPARISON, SELECTION -> true;
    };
  }

  private static List<DType> argumentTypes(Pointwise row, DType dtype) {
    List<DType> types = new ArrayList<>(java.util.Collections.nCopies(row.arity(), dtype));
    if (row.signature() == Pointwise.Signature.SELECTION) {
      types.set(0, DType.BOOL);
    }
    return types;
  }

  private static DType resultType(Pointwise row, DType dtype) {
    return row.signature() == Pointwise.Signature.COMPARISON ? DType.BOOL : dtype;
  }
}
