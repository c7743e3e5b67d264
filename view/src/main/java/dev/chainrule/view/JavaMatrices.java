package dev.chainrule.view;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Structural;
import dev.chainrule.op.Cholesky;
import dev.chainrule.op.Cofactors;
import dev.chainrule.op.Determinant;
import dev.chainrule.op.LogAbsDet;
import dev.chainrule.op.MatrixFunction;
import dev.chainrule.op.PseudoInverse;
import dev.chainrule.op.QrFactorization;
import dev.chainrule.op.SingularValues;
import dev.chainrule.op.Solve;
import dev.chainrule.op.SymmetricEigen;
import dev.chainrule.op.TriangularSolve;
import dev.chainrule.view.JavaLoops.Operand;
import java.util.List;

/// Decompositions and solvers: calls of the algorithms that the engine runs, whose source the printed class takes along
/// (see [JavaAlgorithms]).
final class JavaMatrices {
  private final JavaLoops loops;
  private final List<Operand> x;
  private final List<Operand> y;

  private JavaMatrices(JavaLoops loops, List<Operand> x, List<Operand> y) {
    this.loops = loops;
    this.x = x;
    this.y = y;
  }

  /// Whether there is a way to print it.
  static boolean write(Structural structural, JavaLoops loops, List<Operand> x, List<Operand> y) {
    if (!(structural instanceof MatrixFunction function)) {
      return false;
    }
    JavaMatrices writer = new JavaMatrices(loops, x, y);
    int n = writer.rows(0);
    int columns = writer.columns(0);
    return switch (function) {
      case Cholesky cholesky -> writer.each("", "CholeskyFactor.of(%s, " + n + ")");
      case Cofactors cofactors -> writer.each("", "CofactorMatrix.of(" + n + ", %s".repeat(x.size()) + ")");
      case Determinant determinant -> writer.each("", "{LuFactors.of(%s, " + n + ").determinant()}");
      case LogAbsDet logarithm -> writer.each("LuFactors.of(%s, " + n + ")", "{%1$s.sign()}, {%1$s.logMagnitude()}");
      case PseudoInverse inverse -> writer.each("", "JacobiInverse.of(%s, " + n + ", " + columns + ", "
          + (x.getFirst().type().dtype() == DType.F32 ? "Math.ulp(1f)" : "Math.ulp(1.0)") + ")");
      case QrFactorization qr -> writer.each("Reflections.of(%s, " + n + ", " + columns + ")", "%1$s.q(), %1$s.r()");
      case SingularValues svd -> writer.each("JacobiSvd.of(%s, " + n + ", " + columns + ")", "%1$s.u(), %1$s.s(), %1$s.vt()");
      case SymmetricEigen eigen -> writer.each("JacobiEigen.of(%s, " + n + ")", "%1$s.values(), %1$s.vectors()");
      case Solve(boolean transposed) ->
          writer.each("", "LuFactors.of(%s, " + n + ").solve(%s, " + writer.columns(1) + ", " + transposed + ")");
      case TriangularSolve(boolean lower, boolean transposed) -> writer.each("", "TriangularSystem.solve(%s, %s, " + n + ", "
          + writer.columns(1) + ", " + lower + ", " + transposed + ", false)");
      case MatrixFunction other -> false;
    };
  }

  private int rows(int input) {
    return x.get(input).type().shape().extent(-2);
  }

  private int columns(int input) {
    return x.get(input).type().shape().extent(-1);
  }

  /// For each matrix, the parts of the results. They are computed from the factors, if there is a word for these, else
  /// from the matrices themselves.
  private boolean each(String factors, String parts) {
    y.forEach(loops::declare);
    Shape shape = x.getFirst().type().shape();
    String index = loops.open(shape.range(0, shape.rank() - 2).size());
    String decomposed = loops.local("factors");
    String found = loops.local("parts");
    Object[] matrices = new Object[x.size()];
    for (int i = 0; i < matrices.length; i++) {
      int size = rows(i) * columns(i);
      matrices[i] = "part(%s, %s, %d)".formatted(x.get(i).variable(), at(index, size), size);
    }
    loops.begin("{");
    if (!factors.isEmpty()) {
      loops.line("var %s = %s;".formatted(decomposed, factors.formatted(matrices)));
    }
    loops.line("double[][] %s = {%s};".formatted(found, factors.isEmpty() ? parts.formatted(matrices) : parts.formatted(decomposed)));
    int count = shape.range(0, shape.rank() - 2).size();
    for (int i = 0; i < y.size(); i++) {
      Operand result = y.get(i);
      loops.line(result.type().shape().rank() == 0
          ? "%s = %s%s[%d][0];".formatted(result.variable(), result.type().dtype() == DType.F32 ? "(float) " : "", found, i)
          : "put(%s[%d], %s, %s);".formatted(found, i, result.variable(), at(index, count == 0 ? 0 : result.type().shape().size() / count)));
    }
    loops.end();
    loops.close(index);
    return true;
  }

  private static String at(String index, int size) {
    return JavaLoops.position(0, new String[] {index}, new int[] {size});
  }
}
