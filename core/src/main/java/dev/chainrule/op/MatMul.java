package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The matrix product of the last two axes, for each index of the leading ones, which both sides share.
/// Either side may be read transposed, so that `dX = dY·Wᵀ` and `dW = Xᵀ·dY` move no elements.
public record MatMul(boolean transposeLeft, boolean transposeRight) implements Structural {
  public static final MatMul PLAIN = new MatMul(false, false);

  @Override
  public String name() {
    return "matmul";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type left = x.get(0);
    Type right = x.get(1);
    if (left.dtype() != right.dtype() || left.dtype() == DType.BOOL) {
      throw new DTypeException("[matmul] was given %s and %s; both must have the same number type: convert one with .to(%s)"
          .formatted(left.dtype(), right.dtype(), left.dtype()));
    }
    Shape a = left.shape();
    Shape b = right.shape();
    if (a.rank() < 2 || b.rank() < 2) {
      throw new ShapeException("[matmul] shapes %s and %s: both sides need two axes or more; expandDims makes a matrix of a vector"
          .formatted(a, b));
    }
    requireSameInner(a, transposeLeft ? -2 : -1, b, transposeRight ? -1 : -2);
    Shape lead = a.range(0, a.rank() - 2);
    if (!lead.equals(b.range(0, b.rank() - 2))) {
      throw new ShapeException("[matmul] shapes %s and %s: the leading (batch) axes differ".formatted(a, b));
    }
    return List.of(left.withShape(
        lead.concat(Shape.of(a.extent(transposeLeft ? -1 : -2), b.extent(transposeRight ? -2 : -1)))));
  }

  /// Checks that the axes that are summed over are as long as each other.
  public static void requireSameInner(Shape left, int leftAxis, Shape right, int rightAxis) {
    if (left.extent(leftAxis) != right.extent(rightAxis)) {
      throw new ShapeException("[matmul] shapes %s and %s: the inner extents differ, %d (axis %d of the left) and %d (axis %d of the right); transpose one side, or check which axis is the features'"
          .formatted(left, right, left.extent(leftAxis), leftAxis, right.extent(rightAxis), rightAxis));
    }
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array a = x[0].contiguous();
    Array b = x[1].contiguous();
    Array result = Array.allocate(y.getFirst());
    int m = result.shape().extent(-2);
    int n = result.shape().extent(-1);
    int k = a.shape().extent(transposeLeft ? -2 : -1);
    int batches = result.size() == 0 ? 0 : result.size() / (m * n);
    int aRow = transposeLeft ? 1 : k;
    int aInner = transposeLeft ? m : 1;
    int bInner = transposeRight ? 1 : n;
    int bColumn = transposeRight ? k : 1;
    for (int batch = 0; batch < batches; batch++) {
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          int aStart = batch * m * k + i * aRow;
          int bStart = batch * k * n + j * bColumn;
          int position = (batch * m + i) * n + j;
          if (a.dtype().isFloating()) {
            double sum = 0;
            for (int p = 0; p < k; p++) {
              sum += a.getDouble(aStart + p * aInner) * b.getDouble(bStart + p * bInner);
            }
            result.setDouble(position, sum);
          } else {
            long sum = 0;
            for (int p = 0; p < k; p++) {
              sum += a.getLong(aStart + p * aInner) * b.getLong(bStart + p * bInner);
            }
            result.setLong(position, sum);
          }
        }
      }
    }
    return new Array[] {result};
  }

  @Override
  public Partial partial(int argument) {
    return argument == 0
        ? Partial.linear((x, dy) -> transposeLeft
            ? new MatMul(transposeRight, true).on(x[1], dy)
            : new MatMul(false, !transposeRight).on(dy, x[1]))
        : Partial.linear((x, dy) -> transposeRight
            ? new MatMul(true, transposeLeft).on(dy, x[0])
            : new MatMul(!transposeLeft, false).on(x[0], dy));
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    if (!batched[1] && !transposeLeft && x[1].shape().rank() == 2) {
      return new Value[] {rowsOfAllExamples(x[0], x[1])};
    }
    return new Value[] {on(Broadcasting.batchAll(x, batched, size))};
  }

  /// One product for the whole batch, where all examples meet the same matrix: their rows are one tall matrix.
  private Value rowsOfAllExamples(Value left, Value right) {
    int columns = left.shape().extent(-1);
    int rows = left.shape().extent(0) * left.shape().extent(1);
    Value product = on(Reshape.to(left, Shape.of(rows, columns)), right);
    return Reshape.to(product, left.shape().with(2, product.shape().extent(1)));
  }
}
