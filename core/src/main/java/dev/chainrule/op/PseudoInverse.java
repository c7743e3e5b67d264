package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The Moore–Penrose inverse `A⁺ = V·diag(1/s)·Uᵀ`. Singular values below the largest times the element type's
/// precision times the larger extent count as zeros, whose reciprocals are zeros too.
///
/// Where the rank does not change, `dA⁺ = -A⁺·dA·A⁺ + A⁺·A⁺ᵀ·dAᵀ·(1 - A·A⁺) + (1 - A⁺·A)·dAᵀ·A⁺ᵀ·A⁺` (Golub and
/// Pereyra, The differentiation of pseudo-inverses, 1973).
public record PseudoInverse() implements Structural {
  @Override
  public String name() {
    return "pinv";
  }

  @Override
  public Gate gate() {
    return Gate.STRUCTURED;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    Matrices.requireFloating(name(), type.dtype());
    Matrices.requireMatrix(name(), type.shape());
    return List.of(Matrices.withMatrix(type, type.shape().extent(-1), type.shape().extent(-2)));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array result = Array.allocate(y.getFirst());
    int rows = x[0].shape().extent(-2);
    int columns = x[0].shape().extent(-1);
    double precision = x[0].dtype() == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0);
    for (int i = 0; i < Doubles.count(result.shape(), 2); i++) {
      double[] a = Doubles.part(x[0], i, rows * columns);
      Doubles.put(result, i, rows >= columns
          ? ofTall(a, rows, columns, precision)
          : Doubles.transposed(ofTall(Doubles.transposed(a, rows, columns), columns, rows, precision), rows, columns));
    }
    return new Array[] {result};
  }

  private static double[] ofTall(double[] a, int rows, int columns, double precision) {
    JacobiSvd svd = JacobiSvd.of(a, rows, columns);
    double[] s = svd.s();
    double[] v = Doubles.transposed(svd.vt(), columns, columns);
    for (int k = 0; k < v.length; k++) {
      double value = s[k % columns];
      v[k] = value <= s[0] * precision * rows ? 0 : v[k] / value;
    }
    return Doubles.product(v, Doubles.transposed(svd.u(), rows, columns), columns, columns, rows);
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

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return allOn(x);
  }
}
