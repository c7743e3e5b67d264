package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// A primitive of matrices, the last two axes of its inputs: it says what it does with one of each, and does that for
/// every index of the leading axes. It computes in doubles, whatever the element type: F32 results are then right to
/// their last digits.
public interface MatrixFunction extends Structural {
  /// One matrix of an input.
  ///
  /// @param elements  row by row; a copy, to be changed at will
  /// @param precision the distance of 1 from the next number of the input's element type
  record Matrix(double[] elements, int rows, int columns, double precision) {}

  /// The elements of the results for one matrix of each input, row by row.
  double[][] evaluate(Matrix... x);

  @Override
  default Gate gate() {
    return Gate.STRUCTURED;
  }

  @Override
  default Array[] evaluate(Array[] x, List<Type> y) {
    Array[] results = y.stream().map(Array::allocate).toArray(Array[]::new);
    int count = Matrices.lead(x[0].shape()).size();
    for (int index = 0; index < count; index++) {
      Matrix[] matrices = new Matrix[x.length];
      for (int i = 0; i < x.length; i++) {
        matrices[i] = matrix(x[i], index);
      }
      double[][] parts = evaluate(matrices);
      for (int i = 0; i < parts.length; i++) {
        put(results[i], index * parts[i].length, parts[i]);
      }
    }
    return results;
  }

  private static Matrix matrix(Array x, int index) {
    int rows = x.shape().extent(-2);
    int columns = x.shape().extent(-1);
    double[] elements = new double[rows * columns];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = x.getDouble(index * elements.length + i);
    }
    return new Matrix(elements, rows, columns, x.dtype() == DType.F32 ? Math.ulp(1f) : Math.ulp(1.0));
  }

  private static void put(Array y, int at, double[] part) {
    for (int i = 0; i < part.length; i++) {
      y.setDouble(at + i, part[i]);
    }
  }

  @Override
  default Value[] batch(Value[] x, boolean[] batched, int size) {
    return allOn(Broadcasting.batchAll(x, batched, size));
  }
}
