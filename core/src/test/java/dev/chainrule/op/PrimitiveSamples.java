package dev.chainrule.op;

import static dev.chainrule.graph.DType.BOOL;
import static dev.chainrule.graph.DType.F32;
import static dev.chainrule.graph.DType.F64;
import static dev.chainrule.graph.DType.I32;
import static dev.chainrule.graph.DType.I64;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Samples for every primitive: one list for the structural ones, and drawn ones for the rows of [Gates].
/// Whoever adds a structural primitive adds a line here; a test finds those that lack one.
final class PrimitiveSamples {
  private static final List<Sample> STRUCTURAL = List.of(
      of(new AddAlong(1, Shape.of(2, 4)), floats(2, 3), integers(List.of(0, 3, 3, 1, -4, 0), 2, 3)),
      of(new AddAlong(0, Shape.of(2)), floats(0), integers(List.of(), 0)),
      of(new AnyAll(true, List.of(0)), truths(3, 2)),
      of(new AnyAll(false, List.of(0, 1)), truths(3, 2)),
      of(new AnyAll(true, List.of(1)), truths(3, 0)),
      of(new AnyAll(false, List.of()), truths()),
      of(new ArgExtremum(true, 1), floats(2, 4)),
      of(new ArgExtremum(false, 0), floats(3, 2)),
      of(new ArgExtremum(true, 1), floats(0, 2)),
      of(new Broadcast(Shape.of(2, 4, 3), List.of(1, 2)), floats(1, 3)),
      of(new Broadcast(Shape.of(3, 2), List.of(0)), floats(3)),
      of(new Broadcast(Shape.of(0, 2), List.of(1)), floats(2)),
      of(new Broadcast(Shape.of(2, 2), List.of()), floats()),
      of(new Cast(F64), floats(2, 2)),
      of(new Cast(F64), floats()),
      of(new Cast(F64), integers(List.of(1, -2), 2)),
      of(new Cast(I32), floats(2, 0)),
      of(new Cast(BOOL), floats(3)),
      of(new Cholesky(), definite(3)),
      of(new Cholesky(), definite(2, 2, 2)),
      of(new Cholesky(), definite(1)),
      of(new Cholesky(), floats(2, 0, 0)),
      of(new ClassNumbers("loss", 3), integers(List.of(2, 0, 0, 1), 2, 2)),
      of(new ClassNumbers("loss", 1), integers(List.of(0))),
      of(new ClassNumbers("loss", 0), integers(List.of(), 0)),
      of(new Cofactors(), floats(3, 3)),
      of(new Cofactors(), floats(2, 2, 2)),
      of(new Cofactors(), floats(1, 1)),
      of(new Cofactors(), floats(0, 2, 2)),
      of(new Cofactors(), floats(3, 3), definite(3)),
      of(new Cofactors(), floats(1, 1), floats(1, 1)),
      of(new Cofactors(), definite(2, 2, 2), floats(2, 2, 2)),
      of(new Cofactors(), singular(4), floats(4, 4), definite(4)),
      of(new Cofactors(), floats(4, 4), floats(4, 4), floats(4, 4), floats(4, 4)),
      of(new Cofactors(), floats(5, 5), floats(5, 5), floats(5, 5)),
      of(new Cofactors(), floats(0, 0), floats(0, 0)),
      of(new Concat(1), floats(2, 1), floats(2, 3), floats(2, 0)),
      of(new Concat(0), floats(2)),
      of(convolve(1, new Convolve.Axis(1, 0, 0, 1, 1)), floats(2, 2, 5), floats(3, 2, 2)),
      of(convolve(1, new Convolve.Axis(2, 1, 2, 1, 2)), floats(1, 2, 6), floats(2, 2, 2)),
      of(convolve(2, new Convolve.Axis(1, 1, 0, 3, 1)), floats(2, 4, 3), floats(4, 2, 2)),
      of(convolve(1, new Convolve.Axis(2, -1, -1, 3, 2)), floats(1, 1, 5), floats(2, 1, 3)),
      of(convolve(1, new Convolve.Axis(2, 1, 1, 1, 1), new Convolve.Axis(1, 0, 2, 1, 2)), floats(2, 2, 4, 5), floats(3, 2, 3, 2)),
      of(convolve(3, new Convolve.Axis(1, 1, 1, 1, 1), new Convolve.Axis(3, 0, 0, 2, 1)), floats(2, 3, 3, 4), floats(6, 1, 2, 3)),
      of(convolve(2, new Convolve.Axis(1, 0, 0, 1, 1), new Convolve.Axis(1, 1, 0, 1, 1), new Convolve.Axis(2, 1, 1, 1, 1)),
          floats(1, 2, 3, 2, 4), floats(2, 1, 2, 2, 3)),
      of(convolve(1, new Convolve.Axis(1, 0, 0, 1, 1)), floats(0, 2, 5), floats(3, 2, 2)),
      of(convolve(1, new Convolve.Axis(1, 0, 0, 1, 1)), floats(2, 0, 5), floats(3, 0, 2)),
      of(convolve(1, new Convolve.Axis(2, 1, 1, 1, 1)), floats(2, 1, 0), floats(1, 1, 2)),
      of(convolve(1, new Convolve.Axis(1, 0, 0, 1, 1)), floats(1, 1, 3), floats(2, 1, 5)),
      of(convolve(1, new Convolve.Axis(1, 0, 0, 1, 1)), floats(1, 1, 3), floats(2, 1, 0)),
      of(new CumExtremum(true, 1), floats(2, 4)),
      of(new CumExtremum(false, 0), floats(3, 2)),
      of(new CumExtremum(true, 0), floats(0, 2)),
      of(new CumProduct(1), floats(2, 5)),
      of(new CumProduct(0), floats(4, 2)),
      of(new CumProduct(0), array(new double[] {2, 0, -1.5, 3, 0, 2}, 6)),
      of(new CumProduct(0), floats(0, 2)),
      of(new CumSum(0, false), floats(4)),
      of(new Observe(Unseen.EVERYTHING, 0), floats(2, 3)),
      of(new Observe(Unseen.EVERYTHING, 1), floats(2, 3)),
      of(new CumSum(1, true), floats(2, 3, 2)),
      of(new CumSum(1, false), floats(2, 0)),
      of(new Determinant(), floats(3, 3)),
      of(new Determinant(), floats(2, 4, 4)),
      of(new Determinant(), singular(4)),
      of(new Determinant(), floats(1, 1)),
      of(new Determinant(), floats(2, 0, 0)),
      of(new Extremum(true, List.of(0, 2)), floats(2, 3, 2)),
      of(new Extremum(false, List.of(1)), floats(2, 3)),
      of(new Extremum(true, List.of()), floats()),
      of(new Extremum(true, List.of(1)), floats(0, 2)),
      of(new Extremum.Chosen(true, List.of(1)), floats(2, 3)),
      of(new Extremum.Chosen(false, List.of(0)), floats(2, 3)),
      of(new Flip(List.of(0, 2)), floats(2, 3, 2)),
      of(new Flip(List.of(1)), floats(2, 0)),
      of(new Flip(List.of()), floats()),
      of(new IncompleteBeta(), array(new double[] {0.4, 1.5, 3, 0.7}, 2, 2), array(new double[] {2.5, 0.6, 4, 1.2}, 2, 2), array(new double[] {0.3, 0.8, 0.4, 0.55}, 2, 2)),
      of(new IncompleteBeta(), array(new double[] {2.2}), array(new double[] {1.7}), array(new double[] {0.6})),
      of(new IncompleteBeta(), floats(0), floats(0), floats(0)),
      of(new Iota(new Type(I32, Shape.of(2, 3)), 1)),
      of(new Iota(new Type(F64, Shape.of(3, 2)), 0)),
      of(new Iota(new Type(F32, Shape.of(0)), 0)),
      of(new LogAbsDet(), floats(3, 3)),
      of(new LogAbsDet(), definite(2, 2, 2)),
      of(new LogAbsDet(), floats(1, 1)),
      of(new LogAbsDet(), floats(2, 0, 0)),
      of(new LuFactorization(), definite(3)),
      of(new LuFactorization(), definite(2, 2, 2)),
      of(new LuFactorization(), floats(1, 1)),
      of(new LuFactorization(), floats(2, 0, 0)),
      of(MatMul.PLAIN, floats(2, 3), floats(3, 4)),
      of(new MatMul(true, false), floats(2, 3, 2), floats(2, 3, 1)),
      of(new MatMul(false, true), floats(2, 3), floats(4, 3)),
      of(new MatMul(true, true), floats(3, 2), floats(4, 3)),
      of(MatMul.PLAIN, floats(2, 0), floats(0, 3)),
      of(MatMul.PLAIN, integers(List.of(1, 2, 3, 4), 2, 2), integers(List.of(5, 6, 7, 8), 2, 2)),
      of(new MatrixExponential(), floats(3, 3)),
      of(new MatrixExponential(), floats(2, 2, 2), floats(2, 2, 2)),
      of(new MatrixExponential(), floats(2, 2), floats(2, 2), floats(2, 2)),
      of(new MatrixExponential(), floats(0, 0)),
      of(new MaxPool(List.of(new MaxPool.Window(2, 2, 0, 0, 1))), floats(2, 5)),
      of(new MaxPool(List.of(new MaxPool.Window(3, 1, 1, 2, 1), new MaxPool.Window(2, 2, 1, 0, 2))), floats(2, 3, 4, 5)),
      of(new MaxPool(List.of(new MaxPool.Window(2, 1, 0, 0, 1))), floats(2, 1)),
      of(new MaxPool(List.of(new MaxPool.Window(2, 1, 0, 0, 1))), floats(0, 3)),
      of(new MaxPool(List.of()), floats(3)),
      of(new Norm(List.of(1)), floats(2, 3)),
      of(new Norm(List.of(0, 2)), floats(2, 2, 3)),
      of(new Norm(List.of(1)), floats(3, 1)),
      of(new Norm(List.of()), floats()),
      of(new Norm(List.of(0)), floats(2, 0)),
      of(new OneHot(3, F64), integers(List.of(2, 0, -1, 1), 2, 2)),
      of(new OneHot(2, BOOL), integers(List.of(1))),
      of(new OneHot(0, F32), integers(List.of(), 0)),
      of(new Pad(List.of(1, 0), List.of(0, 2), List.of(2, 0), 0), floats(2, 3)),
      of(new Pad(List.of(1), List.of(1), List.of(0), 1.5), floats(3)),
      of(new Pad(List.of(2), List.of(1), List.of(3), 0), floats(0)),
      of(new Pad(List.of(), List.of(), List.of(), 7), floats()),
      of(new Permute(List.of(2, 0, 1)), floats(2, 3, 4)),
      of(new Permute(List.of(1, 0)), floats(0, 2)),
      of(new Permute(List.of()), floats()),
      of(new Product(List.of(1)), floats(2, 5)),
      of(new Product(List.of(0, 2)), floats(2, 2, 3)),
      of(new Product(List.of(0)), array(new double[] {0, 2, -1.5, 3}, 4)),
      of(new Product(List.of(0)), array(new double[] {2, 0, -1.5, 0}, 4)),
      of(new Product(List.of(0)), array(new double[] {0, 0, 0}, 3)),
      of(new Product(List.of(1)), floats(2, 0)),
      of(new Product(List.of(1)), floats(0, 3)),
      of(new Product(List.of()), floats()),
      of(new PutAlong(PutAlong.Rule.LAST, 0), floats(4), integers(List.of(3, 0, 3), 3), floats(3)),
      of(new PutAlong(PutAlong.Rule.LARGEST, 1), floats(2, 3), integers(List.of(1, -1, 1, 0, 1, 1, 2, 2), 2, 4), floats(2, 4)),
      of(new PutAlong(PutAlong.Rule.SMALLEST, 0), floats(2, 2), integers(List.of(1, 0, 1, 1, 0, 0), 3, 2), floats(3, 2)),
      of(new PutAlong(PutAlong.Rule.LARGEST, 0), floats(2), integers(List.of(), 0), floats(0)),
      of(new PseudoInverse(), floats(4, 2)),
      of(new PseudoInverse(), floats(2, 3)),
      of(new PseudoInverse(), definite(2, 2, 2)),
      of(new PseudoInverse(), floats(2, 0, 3)),
      of(new QrFactorization(), floats(3, 3)),
      of(new QrFactorization(), floats(2, 4, 2)),
      of(new QrFactorization(), floats(1, 1)),
      of(new QrFactorization(), floats(3, 0)),
      of(new RandomBits(I32, Shape.of(2, 3)), integers(List.of(1, -2), 2), counters(7)),
      of(new RandomBits(I64, Shape.of(3)), integers(List.of(1, 2, 3, 4, 5, 6), 3, 2), counters(0, 1L << 33, -1)),
      of(new RandomBits(I32, Shape.of(0)), integers(List.of(1, 2), 2), counters(0)),
      of(new RandomBits(I32, Shape.of()), integers(List.of(1, 2), 2), counters(0)),
      of(new Reshape(Shape.of(3, 2)), floats(2, 3)),
      of(new Reshape(Shape.of()), floats(1, 1)),
      of(new Reshape(Shape.of(0, 3)), floats(2, 0)),
      of(new ScatterAdd(0), floats(4, 2), integers(List.of(3, 0, -1), 3), floats(3, 2)),
      of(new ScatterAdd(1), floats(2, 3, 2), integers(List.of(1, 1, 0, 2), 2, 2), floats(2, 2, 2, 2)),
      of(new ScatterAdd(0), floats(3), integers(List.of(2)), floats()),
      of(new ScatterAdd(0), floats(3, 2), integers(List.of(), 0), floats(0, 2)),
      of(new SingularValues(), floats(3, 3)),
      of(new SingularValues(), floats(2, 4, 2)),
      of(new SingularValues(), floats(1, 1)),
      of(new SingularValues(), floats(3, 0)),
      of(new Slice(List.of(1, 0), Shape.of(2, 2), List.of(2, 1)), floats(5, 3)),
      of(new Slice(List.of(4, 2), Shape.of(3, 3), List.of(-2, -1)), floats(5, 3)),
      of(new Slice(List.of(3), Shape.of(1), List.of(-2)), floats(5)),
      of(new Slice(List.of(2), Shape.of(0), List.of(1)), floats(2)),
      of(new Slice(List.of(), Shape.of(), List.of()), floats()),
      of(new Solve(false), floats(3, 3), floats(3, 2)),
      of(new Solve(true), floats(3, 3), floats(3, 2)),
      of(new Solve(false), definite(2, 2, 2), floats(2, 2, 1)),
      of(new Solve(false), floats(1, 1), floats(1, 1)),
      of(new Solve(true), floats(2, 2), floats(2, 0)),
      of(new Solve(false), floats(0, 0), floats(0, 2)),
      of(new Sort(false), floats(2, 4)),
      of(new Sort(true), floats(5)),
      of(new Sort(false), floats(2, 0)),
      of(new Sum(List.of(0, 2)), floats(2, 3, 2)),
      of(new Sum(List.of(1)), floats(2, 0)),
      of(new Sum(List.of()), floats()),
      of(new SymmetricEigen(), floats(3, 3)),
      of(new SymmetricEigen(), definite(2, 2, 2)),
      of(new SymmetricEigen(), floats(1, 1)),
      of(new SymmetricEigen(), floats(2, 0, 0)),
      of(new Take(0), floats(4, 2), integers(List.of(3, 0, -1), 3)),
      of(new Take(1), floats(2, 3, 2), integers(List.of(1, 1, 0, 2), 2, 2)),
      of(new Take(1), floats(2, 3), integers(List.of(2))),
      of(new Take(0), floats(3, 2), integers(List.of(), 0)),
      of(new TakeAlong(1), floats(2, 4), integers(List.of(0, 3, 3, 1, -4, 0), 2, 3)),
      of(new TakeAlong(0), floats(3), integers(List.of(), 0)),
      of(new TriangularSolve(true, false), definite(3), floats(3, 2)),
      of(new TriangularSolve(false, false), definite(3), floats(3, 2)),
      of(new TriangularSolve(true, true), definite(2, 2, 2), floats(2, 2, 2)),
      of(new TriangularSolve(false, true), definite(2), floats(2, 1)),
      of(new TriangularSolve(true, false), floats(0, 0), floats(0, 2)));

  private PrimitiveSamples() {}

  private enum Unseen implements Observe.Observer {
    EVERYTHING;

    @Override
    public String label() {
      return "unseen";
    }

    @Override
    public void see(Array x, List<Integer> example) {}
  }

  static Stream<Sample> structural() {
    return STRUCTURAL.stream();
  }

  static Stream<Sample> all() {
    return Stream.concat(structural(), GateSamples.all());
  }

  static Stream<Sample> differentiable() {
    return all().filter(Sample::isDifferentiable);
  }

  private static Convolve convolve(int groups, Convolve.Axis... axes) {
    return new Convolve(List.of(axes), groups);
  }

  private static Sample of(Primitive primitive, Array... inputs) {
    return new Sample(primitive, List.of(inputs));
  }

  private static Array floats(int... extents) {
    Shape shape = Shape.of(extents);
    return Array.of(new Type(F64, shape), new Random(shape.hashCode()).doubles(shape.size(), -2, 2).toArray());
  }

  private static Array array(double[] elements, int... extents) {
    return Array.of(new Type(F64, Shape.of(extents)), elements);
  }

  /// Symmetric matrices whose eigenvalues are distinct and lie above 1. So that shuffles keep them far from singular
  /// too, all elements off the diagonal are small.
  private static Array definite(int... extents) {
    Shape shape = extents.length == 1 ? Shape.of(extents[0], extents[0]) : Shape.of(extents);
    int n = shape.extent(-1);
    Array result = Array.allocate(new Type(F64, shape));
    for (int i = 0; i < result.size(); i++) {
      int row = i / n % n;
      int column = i % n;
      result.setDouble(i, row == column ? 2 + row + 0.1 * i : 0.3 / (1 + row + column));
    }
    return result;
  }

  /// A square matrix with two rows that are sums of the others.
  private static Array singular(int n) {
    double[] elements = new Random(n).doubles(n * n, -2, 2).toArray();
    for (int j = 0; j < n; j++) {
      elements[(n - 1) * n + j] = elements[j] + elements[n + j];
      elements[(n - 2) * n + j] = elements[j] - elements[n + j];
    }
    return array(elements, n, n);
  }

  private static Array integers(List<Integer> elements, int... extents) {
    return Array.of(new Type(I32, Shape.of(extents)), elements.stream().mapToInt(Integer::intValue).toArray());
  }

  /// A scalar of one, a vector of several.
  private static Array counters(long... numbers) {
    return Array.of(new Type(I64, numbers.length == 1 ? Shape.of() : Shape.of(numbers.length)), numbers);
  }

  private static Array truths(int... extents) {
    Array array = Array.allocate(new Type(BOOL, Shape.of(extents)));
    Random random = new Random(array.size());
    for (int i = 0; i < array.size(); i++) {
      array.setDouble(i, random.nextInt(2));
    }
    return array;
  }
}
