package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Operations;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Concat;
import dev.chainrule.op.Iota;
import dev.chainrule.op.Matrices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Operations that belong to no single tensor: joining, choosing and counting.
/// `import static dev.chainrule.Functions.*` saves the class name.
///
/// {@snippet :
/// Tensor three = Functions.concat(0, Tensor.of(1.0, 2.0), Tensor.of(new double[] {3})); // [1, 2, 3]
/// Tensor rows = Functions.stack(0, three, three.neg());      // [[1, 2, 3], [-1, -2, -3]]
/// Tensor positive = Functions.where(rows.lt(0), 0, rows);    // [[1, 2, 3], [0, 0, 0]]
/// }
@Operations
public final class Functions {
  private Functions() {}

  /// Axes to reduce that stay, with extent 1: `x.minus(x.mean(keepDims(-1)))`. None mean all.
  public static KeepDims keepDims(int... axes) {
    return KeepDims.of(axes);
  }

  /// Tensors one after the other along an axis that they have. Backward each receives its slice of the gradient.
  ///
  /// @throws ShapeException if they differ in another extent, or there are none
  public static Tensor concat(int axis, Tensor... parts) {
    return concat(axis, List.of(parts));
  }

  /// The same for a list.
  public static Tensor concat(int axis, List<Tensor> parts) {
    int along = parts.isEmpty() ? 0 : parts.getFirst().shape().axis("concat", axis);
    return Tensor.of(new Concat(along).on(parts.stream().map(Tensor::value).toArray(Value[]::new)));
  }

  /// Tensors of one shape side by side along a new axis, at this place of the result.
  ///
  /// @throws ShapeException if their shapes differ, or there are none
  public static Tensor stack(int axis, Tensor... parts) {
    return stack(axis, List.of(parts));
  }

  /// The same for a list.
  public static Tensor stack(int axis, List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw new ShapeException("[stack] was given no tensors; it takes one or more");
    }
    Shape shape = parts.getFirst().shape();
    for (Tensor part : parts) {
      if (!part.shape().equals(shape)) {
        throw new ShapeException("[stack] shapes %s and %s differ; concat joins along an axis that exists"
            .formatted(shape, part.shape()));
      }
    }
    int along = shape.newAxis("stack", axis);
    return concat(along, parts.stream().map(part -> part.expandDims(along)).toList());
  }

  /// Sums of products of any number of tensors, by an equation that names their axes: letters of each operand, then those
  /// of the result. A letter that the result lacks is summed over; one that is twice in an operand takes its diagonal;
  /// `...` stands for further axes, which broadcast. Without `->`, the result has the letters that occur once, in
  /// alphabetical order.
  ///
  /// {@snippet :
  /// Tensor a = Tensor.of(new double[][] {{1, 2}, {3, 4}});
  /// Functions.einsum("ij,jk->ik", a, a);            // the matrix product
  /// System.out.println(Functions.einsum("ii", a));  // F64 5.0
  /// Functions.einsum("ij,ij->i", a, a);            // the rows' inner products, [5, 25]
  /// Functions.einsum("...i,ij,...j->...", a, a, a); // quadratic forms, as many as rows
  /// }
  ///
  /// Three and more operands are multiplied in pairs, each time the pair that leaves the least in memory.
  ///
  /// @throws ShapeException if the equation cannot be read, or the shapes do not fit it
  public static Tensor einsum(String equation, Tensor... operands) {
    return Tensor.of(Einsum.run(equation, List.of(operands).stream().map(Tensor::value).toList()));
  }

  /// Where the condition (Bool) is true the first, else the second; all three broadcast.
  public static Tensor where(Tensor condition, Tensor whenTrue, Tensor whenFalse) {
    return condition.where(whenTrue, whenFalse);
  }

  /// The same with a number for the second.
  public static Tensor where(Tensor condition, Tensor whenTrue, double whenFalse) {
    return condition.where(whenTrue, Tensor.full(whenTrue.dtype(), whenFalse));
  }

  /// The same with a number for the first.
  public static Tensor where(Tensor condition, double whenTrue, Tensor whenFalse) {
    return condition.where(Tensor.full(whenFalse.dtype(), whenTrue), whenFalse);
  }

  /// The larger of two, elementwise. The gradient goes to exactly one of them, to the first where they are equal.
  public static Tensor maximum(Tensor a, Tensor b) {
    return a.maximum(b);
  }

  /// The smaller of two, elementwise. The gradient goes to exactly one of them, to the first where they are equal.
  public static Tensor minimum(Tensor a, Tensor b) {
    return a.minimum(b);
  }

  /// For each index a vector of `depth` elements, 1 at the index and 0 elsewhere, in F32; zeros for a negative one.
  public static Tensor oneHot(Tensor indices, int depth) {
    return indices.oneHot(depth);
  }

  /// The integers 0, 1, … below `count`, in I32.
  public static Tensor arange(int count) {
    return arange(DType.I32, count);
  }

  /// The numbers 0, 1, … below `count`, of any number type.
  public static Tensor arange(DType dtype, int count) {
    return Tensor.of(new Iota(new Type(dtype, Shape.of(count)), 0).on());
  }

  /// The numbers from `start` in steps of `step`, as long as they lie before `stop`.
  ///
  /// @throws ShapeException if the step is 0 or no number
  public static Tensor arange(DType dtype, double start, double stop, double step) {
    double count = Math.ceil((stop - start) / step);
    if (step == 0 || !Double.isFinite(count)) {
      throw new ShapeException("[arange] steps of %s do not lead from %s to %s".formatted(step, start, stop));
    }
    return arange(dtype, (int) Math.max(0, count)).times(step).plus(start);
  }

  /// `count` numbers from `start` to `stop`, both included, at equal distances.
  public static Tensor linspace(DType dtype, double start, double stop, int count) {
    if (!dtype.isFloating()) {
      throw new DTypeException("[linspace] makes floating numbers, not %s; arange counts in integers".formatted(dtype));
    }
    double[] numbers = new double[count];
    double step = (stop - start) / Math.max(1, count - 1);
    Arrays.setAll(numbers, i -> i > 0 && i == count - 1 ? stop : start + i * step);
    return Tensor.of(numbers).to(dtype);
  }

  /// The product of several matrices in the order that takes the fewest multiplications; the first and the last may be vectors.
  ///
  /// @throws ShapeException if there are none, one is neither vector nor matrix, or they do not fit
  public static Tensor multiDot(Tensor... factors) {
    return ProductChain.of(List.of(factors));
  }

  /// The matrix with these matrices on its diagonal, one after the other, and zeros elsewhere.
  ///
  /// {@snippet :
  /// Tensor x = Functions.blockDiag(Functions.eye(I32, 1), Tensor.of(2, 3).expandDims(0)); // [[1, 0, 0], [0, 2, 3]]
  /// }
  ///
  /// @throws ShapeException if there are none, or one is no matrix
  public static Tensor blockDiag(Tensor... blocks) {
    int columns = 0;
    for (Tensor block : blocks) {
      Matrices.requireMatrix("blockDiag", block.shape());
      columns += block.shape().extent(-1);
    }
    List<Tensor> rows = new ArrayList<>();
    int before = 0;
    for (Tensor block : blocks) {
      int own = block.shape().extent(-1);
      rows.add(block.pad(new int[] {0, before}, new int[] {0, columns - before - own}));
      before += own;
    }
    return concat(0, rows);
  }

  /// The coordinates of a grid: tensor i has the elements of vector i along axis i, and is the same along the others.
  ///
  /// @throws ShapeException if one is no vector
  public static List<Tensor> meshgrid(Tensor... vectors) {
    int[] all = Arrays.stream(vectors).mapToInt(Tensor::size).toArray();
    List<Tensor> grids = new ArrayList<>();
    for (int axis = 0; axis < vectors.length; axis++) {
      Statistics.requireVector("meshgrid", vectors[axis]);
      grids.add(vectors[axis].reshape(Shape.along(axis, all[axis], all.length)).broadcastTo(all));
    }
    return List.copyOf(grids);
  }

  /// Scaled dot-product attention softmax(Q·Kᵀ / √width)·V: for each query, values weighted by how well their keys fit it.
  /// Queries are `[…, queries, width]`, keys `[…, keys, width]`, values `[…, keys, width of values]`; leading axes (batch,
  /// heads) broadcast.
  ///
  /// {@snippet :
  /// Tensor keys = Tensor.of(new double[][] {{1, 0}, {0, 1}});
  /// Tensor values = Tensor.of(new double[][] {{10}, {20}});
  /// Functions.attention(keys.times(100), keys, values); // [[10], [20]]
  /// }
  ///
  /// @throws ShapeException if the shapes do not fit
  public static Tensor attention(Tensor queries, Tensor keys, Tensor values) {
    return Attention.of(queries, keys, values, null);
  }

  /// The same with a mask that broadcasts to `[…, queries, keys]`. A Bool mask is true where a query may see a key; one of
  /// floating numbers is added to the scores. A query that sees nothing (or −∞ alone) gets zeros, and passes on no gradient.
  ///
  /// @throws DTypeException if the mask is of integers
  public static Tensor attention(Tensor queries, Tensor keys, Tensor values, Tensor mask) {
    return Attention.of(queries, keys, values, mask);
  }

  /// The same with another scale of the scores than 1 / √width.
  public static Tensor attention(Tensor queries, Tensor keys, Tensor values, Tensor mask, double scale) {
    return Attention.of(queries, keys, values, mask, scale);
  }

  /// Attention in which query i sees the keys 0 to i only: what comes later does not count for what comes before.
  public static Tensor causalAttention(Tensor queries, Tensor keys, Tensor values) {
    return Attention.of(queries, keys, values, Attention.causalMask(queries, keys));
  }

  /// The identity matrix.
  public static Tensor eye(DType dtype, int size) {
    return arange(size).oneHot(size, dtype);
  }
}
