package dev.chainrule.op;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;
import java.util.stream.IntStream;

/// The factors of a square matrix with its rows in another order, P·A = L·U. Two results: L below the diagonal, where it has
/// ones, with U on and above it; and which row of A each row of P·A is (I32).
///
/// With `M = L⁻¹·P·dA·U⁻¹`, `dL = L·M` with M's elements below the diagonal and `dU = M·U` with the others.
public record LuFactorization() implements MatrixFunction {
  @Override
  public String name() {
    return "lu";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type a = x.getFirst();
    a.dtype().requireFloating(name());
    Matrices.requireSquare(name(), a.shape());
    return List.of(a, new Type(DType.I32, Matrices.lead(a.shape()).concat(Shape.of(a.shape().extent(-1)))));
  }

  @Override
  public double[][] evaluate(Matrix... x) {
    LuFactors factors = LuFactors.of(x[0].elements(), x[0].rows());
    return new double[][] {factors.packed(), factors.order()};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, da) -> {
      int rank = da.shape().rank();
      int[] axes = IntStream.range(0, rank - 1).toArray();
      Value permuted = new TakeAlong(rank - 2).on(da, Broadcast.along(y[1], da.shape(), axes));
      Value lower = Gates.ADD.on(Matrices.lowerTriangle(y[0], -1), Matrices.identity(y[0].type()));
      Value upper = Matrices.upperTriangle(y[0], 0);
      Value half = new TriangularSolve(true, false).on(lower, permuted);
      Value m = Matrices.transposed(new TriangularSolve(false, true).on(upper, Matrices.transposed(half)));
      Value dl = MatMul.PLAIN.on(lower, Matrices.lowerTriangle(m, -1));
      Value du = MatMul.PLAIN.on(Matrices.upperTriangle(m, 0), upper);
      return new Value[] {Gates.ADD.on(dl, du), null};
    });
  }
}
