package dev.chainrule.op;

import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;
import java.util.stream.IntStream;

/// How the cofactors of A change in the direction X: the determinant's second derivative, contracted once. As that
/// is symmetric, the map of X is its own transpose.
///
/// With `A = U·S·Vᵀ`, `M = Uᵀ·X·V` and `p[i, j]` the product of all singular values but i and j, it is
/// `det(U)·det(V)·U·N·Vᵀ`, where `N[i, i] = Σⱼ p[i, j]·M[j, j]` and `N[i, j] = -p[i, j]·M[j, i]`: finite at every
/// matrix. Its own derivative in A, the determinant's third, is written with the inverse and exists where that does.
public record CofactorsTangent() implements MatrixFunction {
  @Override
  public String name() {
    return "cofactorsTangent";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    x.get(0).dtype().requireFloating(name());
    Matrices.requireSquare(name(), x.get(0).shape());
    if (!x.get(0).shape().equals(x.get(1).shape())) {
      throw new ShapeException("[%s] shapes %s and %s: the direction must have the matrix' shape"
          .formatted(name(), x.get(0).shape(), x.get(1).shape()));
    }
    if (x.get(0).dtype() != x.get(1).dtype()) {
      throw new DTypeException("[%s] mixes %s and %s; there is no silent promotion: convert one with .to(%s)"
          .formatted(name(), x.get(0).dtype(), x.get(1).dtype(), x.get(0).dtype()));
    }
    return List.of(x.getFirst());
  }

  @Override
  public double[][] evaluate(Matrix... x) {
    return new double[][] {CofactorMatrix.tangent(x[0].elements(), x[1].elements(), x[0].rows())};
  }

  @Override
  public Partial partial(int argument) {
    return argument == 0
        ? Partial.structured((x, y, da) -> new Value[] {third(x[0], x[1], da)})
        : Partial.linear((x, dy) -> on(x[0], dy));
  }

  /// The third derivative, from `det(A + X + Y) = det(A)·det(1 + P + Q)` with `P = A⁻¹·X` and `Q = A⁻¹·Y`: the terms
  /// linear in both, differentiated once more.
  private static Value third(Value a, Value x, Value y) {
    Value inverse = new Solve(false).on(a, Matrices.identity(a.type()));
    Value p = MatMul.PLAIN.on(inverse, x);
    Value q = MatMul.PLAIN.on(inverse, y);
    Value pq = MatMul.PLAIN.on(p, q);
    Value traces = Gates.SUB.on(Gates.MUL.on(Matrices.trace(p), Matrices.trace(q)), Matrices.trace(pq));
    Value mixed = Gates.SUB.on(Gates.ADD.on(pq, MatMul.PLAIN.on(q, p)),
        Gates.ADD.on(times(q, Matrices.trace(p)), times(p, Matrices.trace(q))));
    Value sum = Gates.ADD.on(times(inverse, traces), MatMul.PLAIN.on(mixed, inverse));
    return times(Matrices.transposed(sum), new Determinant().on(a));
  }

  /// Each matrix times the number of its leading index.
  private static Value times(Value matrices, Value numbers) {
    int[] lead = IntStream.range(0, numbers.shape().rank()).toArray();
    return Gates.MUL.on(matrices, Broadcast.along(numbers, matrices.shape(), lead));
  }
}
