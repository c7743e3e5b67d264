package dev.chainrule.op;

import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The Moore–Penrose inverse `A⁺ = V·diag(1/s)·Uᵀ`. Singular values below the largest times the element type's
/// precision times the larger extent count as zeros, whose reciprocals are zeros too.
///
/// Where the rank does not change, `dA⁺ = -A⁺·dA·A⁺ + A⁺·A⁺ᵀ·dAᵀ·(1 - A·A⁺) + (1 - A⁺·A)·dAᵀ·A⁺ᵀ·A⁺` (Golub and
/// Pereyra, The differentiation of pseudo-inverses, 1973).
public record PseudoInverse() implements MatrixFunction {
  @Override
  public String name() {
    return "pinv";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    type.dtype().requireFloating(name());
    Matrices.requireMatrix(name(), type.shape());
    return List.of(Matrices.withMatrix(type, type.shape().extent(-1), type.shape().extent(-2)));
  }

  @Override
  public double[][] evaluate(Matrix... x) {
    return new double[][] {JacobiInverse.of(x[0].elements(), x[0].rows(), x[0].columns(), x[0].precision())};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> {
      Value a = x[0];
      Value inverse = y[0];
      Value dxt = Matrices.transposed(dx);
      Value direct = MatMul.PLAIN.on(inverse, MatMul.PLAIN.on(dx, inverse));
      Value left = MatMul.PLAIN.on(inverse, new MatMul(true, false).on(inverse, dxt));
      Value leftRest = Gates.SUB.on(left, MatMul.PLAIN.on(MatMul.PLAIN.on(left, a), inverse));
      Value right = MatMul.PLAIN.on(new MatMul(false, true).on(dxt, inverse), inverse);
      Value rightRest = Gates.SUB.on(right, MatMul.PLAIN.on(inverse, MatMul.PLAIN.on(a, right)));
      return new Value[] {Gates.SUB.on(Gates.ADD.on(leftRest, rightRest), direct)};
    });
  }
}
