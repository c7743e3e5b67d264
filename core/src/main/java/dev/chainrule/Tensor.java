package dev.chainrule;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Operations;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Observe;
import java.util.Arrays;

/// An immutable array of numbers (or truth values) of any rank: what functions take and give, and what
/// derivatives are taken of.
///
/// Operations broadcast as in NumPy and never promote types silently. Two tensors are equal only if they are
/// the same object; compare elements with `eq`.
///
/// {@snippet :
/// Tensor x = Tensor.of(1.0, 2.0, 3.0);
/// Tensor y = x.times(x).sum();
/// System.out.println(y.item()); // 14.0
/// }
///
/// ## What holds for every operation
///
/// - **Shapes.** Operands of an operation element by element broadcast by NumPy's rule: axes are aligned from the end, and
///   extents must be equal or 1. Axes count from 0, negative ones from the end. Shapes or axes that do not fit are a
///   [dev.chainrule.graph.ShapeException].
/// - **Types.** The result has the operands' type; comparisons give Bool, positions and counts I32. Operands of two types, a
///   Java number that the type does not hold (0.5 among integers), and integers where an operation takes floating numbers
///   are a [DTypeException], which names the conversion.
/// - **Elements.** An index out of range, and integers divided by 0, are an [ElementException]. Floating numbers follow
///   IEEE 754: what has no value is NaN, and what is too large infinite, without an error.
/// - **Derivatives.** They exist in both modes and of every order in all floating operands, but where an operation says that
///   no gradient passes: there they are 0.
/// - **Tracing.** Inside `jit` and `vmap` tensors have types but no values. One that is used where its trace is over or not
///   the current thread's is a [dev.chainrule.graph.TraceException].
/// - An argument that is null is a [NullPointerException].
///
/// Each error names the operation that was called, what it was given, and the remedy; printed, it ends with the line of the
/// call:
///
/// {@snippet :
/// try {
///   Tensor.zeros(F64, 2, 3).plus(Tensor.zeros(F64, 2));
/// } catch (dev.chainrule.graph.ChainruleException refused) {
///   System.out.println(refused.getMessage().startsWith("[plus] shapes [2, 3] and [2] do not broadcast")); // true
/// }
/// }
@Operations
public final class Tensor implements ArithmeticOperations, FunctionOperations, SpecialFunctionOperations, ActivationOperations,
    LogicOperations, LayoutOperations, ReductionOperations, IndexingOperations, LinearAlgebraOperations, MatrixOperations, ConvolutionOperations,
    PoolingOperations, NormalizationOperations, ScatterOperations,
    StatisticsOperations, MatrixFunctionOperations {
  private final Value value;

  private Tensor(Value value) {
    this.value = value;
  }

  /// The tensor that a graph value is.
  public static Tensor of(Value value) {
    return new Tensor(value);
  }

  /// The graph value that this tensor is: what rooms below work with.
  public Value value() {
    return value;
  }

  /// An F32 scalar.
  public static Tensor of(float number) {
    return ofElements(Type.scalar(DType.F32), new float[] {number});
  }

  /// An F64 scalar.
  public static Tensor of(double number) {
    return ofElements(Type.scalar(DType.F64), new double[] {number});
  }

  /// An I32 scalar.
  public static Tensor of(int number) {
    return ofElements(Type.scalar(DType.I32), new int[] {number});
  }

  /// An I64 scalar.
  public static Tensor of(long number) {
    return ofElements(Type.scalar(DType.I64), new long[] {number});
  }

  /// A Bool scalar.
  public static Tensor of(boolean truth) {
    return ofElements(Type.scalar(DType.BOOL), new boolean[] {truth});
  }

  /// An F32 vector; the elements are copied.
  public static Tensor of(float... elements) {
    return ofElements(new Type(DType.F32, Shape.of(elements.length)), elements.clone());
  }

  /// An F64 vector; the elements are copied.
  public static Tensor of(double... elements) {
    return ofElements(new Type(DType.F64, Shape.of(elements.length)), elements.clone());
  }

  /// An I32 vector; the elements are copied.
  public static Tensor of(int... elements) {
    return ofElements(new Type(DType.I32, Shape.of(elements.length)), elements.clone());
  }

  /// An I64 vector; the elements are copied.
  public static Tensor of(long... elements) {
    return ofElements(new Type(DType.I64, Shape.of(elements.length)), elements.clone());
  }

  /// A Bool vector; the elements are copied.
  public static Tensor of(boolean... elements) {
    return ofElements(new Type(DType.BOOL, Shape.of(elements.length)), elements.clone());
  }

  /// An F32 matrix from its rows.
  ///
  /// @throws ElementException if the rows differ in length
  public static Tensor of(float[][] rows) {
    int columns = columns(Arrays.stream(rows).mapToInt(row -> row.length).toArray());
    float[] elements = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, elements, i * columns, columns);
    }
    return ofElements(new Type(DType.F32, Shape.of(rows.length, columns)), elements);
  }

  /// An F64 matrix from its rows.
  ///
  /// @throws ElementException if the rows differ in length
  public static Tensor of(double[][] rows) {
    int columns = columns(Arrays.stream(rows).mapToInt(row -> row.length).toArray());
    double[] elements = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, elements, i * columns, columns);
    }
    return ofElements(new Type(DType.F64, Shape.of(rows.length, columns)), elements);
  }

  /// The tensor of a shape over elements in row-major order: `float[]`, `double[]`, `int[]`, `long[]` or
  /// `boolean[]`, which are copied.
  ///
  /// @throws ElementException if their number is not the size of the shape, or they are no such array
  public static Tensor of(Shape shape, Object elements) {
    DType dtype = switch (elements) {
      case float[] floats -> DType.F32;
      case double[] doubles -> DType.F64;
      case int[] ints -> DType.I32;
      case long[] longs -> DType.I64;
      case boolean[] booleans -> DType.BOOL;
      default -> throw new ElementException(
          "[of] elements must be a float[], double[], int[], long[] or boolean[], not " + elements.getClass().getTypeName());
    };
    int length = java.lang.reflect.Array.getLength(elements);
    Object copy = java.lang.reflect.Array.newInstance(elements.getClass().getComponentType(), length);
    System.arraycopy(elements, 0, copy, 0, length);
    return ofElements(new Type(dtype, shape), copy);
  }

  /// A tensor of one number throughout; takes the memory of one element.
  ///
  /// @throws DTypeException if the type is not floating and cannot hold the number
  public static Tensor full(DType dtype, double number, int... extents) {
    return of(Literal.of(new Type(dtype, Shape.of(extents)), number));
  }

  /// A tensor of zeros.
  public static Tensor zeros(DType dtype, int... extents) {
    return full(dtype, 0, extents);
  }

  /// A tensor of ones.
  public static Tensor ones(DType dtype, int... extents) {
    return full(dtype, 1, extents);
  }

  /// Zeros of this tensor's type and shape.
  public Tensor zerosLike() {
    return of(Literal.zeros(value.type()));
  }

  /// Ones of this tensor's type and shape.
  public Tensor onesLike() {
    return of(Literal.ones(value.type()));
  }

  private static Tensor ofElements(Type type, Object elements) {
    return of(Value.constant(Array.of(type, elements)));
  }

  private static int columns(int[] lengths) {
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] != lengths[0]) {
        throw new ElementException("[of] row %d has %d elements and row 0 has %d; rows of a matrix have the same length"
            .formatted(i, lengths[i], lengths[0]));
      }
    }
    return lengths.length == 0 ? 0 : lengths[0];
  }

  /// The element type.
  public DType dtype() {
    return value.dtype();
  }

  /// The extents of the axes.
  public Shape shape() {
    return value.shape();
  }

  /// The number of axes.
  public int rank() {
    return shape().rank();
  }

  /// The number of elements.
  public int size() {
    return shape().size();
  }

  /// The one element of a tensor of size 1, as a double.
  ///
  /// @throws ElementException if there are more or fewer
  /// @throws dev.chainrule.graph.TraceException inside `jit` and `vmap`, where tensors have no values
  public double item() {
    Array array = value.array();
    if (array.size() != 1) {
      throw new ElementException("[item] a tensor of shape %s has %d elements; pick one, or reduce it with sum() or mean()"
          .formatted(shape(), size()));
    }
    return array.getDouble(0);
  }

  /// The elements in row-major order, as a new array of floats.
  ///
  /// @throws DTypeException unless this is F32
  public float[] toFloats() {
    return (float[]) elements(DType.F32, "toFloats");
  }

  /// The elements in row-major order, as a new array of doubles.
  ///
  /// @throws DTypeException unless this is F64
  public double[] toDoubles() {
    return (double[]) elements(DType.F64, "toDoubles");
  }

  /// The elements in row-major order, as a new array of ints.
  ///
  /// @throws DTypeException unless this is I32
  public int[] toInts() {
    return (int[]) elements(DType.I32, "toInts");
  }

  /// The elements in row-major order, as a new array of longs.
  ///
  /// @throws DTypeException unless this is I64
  public long[] toLongs() {
    return (long[]) elements(DType.I64, "toLongs");
  }

  /// The elements in row-major order, as a new array of truth values.
  ///
  /// @throws DTypeException unless this is Bool
  public boolean[] toBooleans() {
    return (boolean[]) elements(DType.BOOL, "toBooleans");
  }

  private Object elements(DType wanted, String operation) {
    if (dtype() != wanted) {
      throw new DTypeException("[%s] this tensor is %s; convert first with .to(%s)".formatted(operation, dtype(), wanted));
    }
    Object own = value.array().contiguous().elements();
    int length = java.lang.reflect.Array.getLength(own);
    Object copy = java.lang.reflect.Array.newInstance(own.getClass().getComponentType(), length);
    System.arraycopy(own, 0, copy, 0, length);
    return copy;
  }

  /// The same tensor, which is printed with a label each time that it is computed: at once, or where that is compiled or
  /// batched whenever it runs, one example of a batch after the other. For looking into a function; what has no values
  /// while it is traced has them then. Go on with what this gives, since nothing is computed that no result depends on.
  ///
  /// Derivatives pass through unchanged and print nothing; what they compute again ([Chainrule#checkpoint], loops) is
  /// printed again.
  ///
  /// {@snippet :
  /// var f = jit(x -> x.times(x).debugPrint("square").plus(1));
  /// f.apply(Tensor.of(3.0)); // square: F64 9.0
  /// f.apply(Tensor.of(4.0)); // square: F64 16.0
  /// }
  public Tensor debugPrint(String label) {
    return of(new Observe(Printed.here(label), 0).on(value));
  }

  /// The elements as NumPy prints them, shortened in the middle where there are many; type and shape only where
  /// the tensor has no values. Never fails.
  @Override
  public String toString() {
    return TensorText.of(value);
  }
}
