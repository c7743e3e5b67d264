package dev.chainrule.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The elements of a tensor: one Java array, row-major, never changed once it is in a [Value].
///
/// Views are the exception: they keep the elements they were made from and read them with an offset and strides
/// of their own, 0 where a broadcast repeats, so that they cost nothing until a kernel asks for [#contiguous()].
public final class Array {
  private final Type type;
  private final Object elements;
  /// Where the first element lies.
  private final int offset;
  /// The stride of each axis in elements; null for the usual contiguous row-major order from the first element on.
  private final int[] strides;
  /// The array whose elements this one looks at: itself, but for views.
  private final Array root;
  /// Who took the elements over; null as long as nobody did. Only a root's counts.
  private volatile @Nullable Object consumer;

  private Array(Type type, Object elements, int offset, int[] strides, @Nullable Array root) {
    this.type = type;
    this.elements = elements;
    this.offset = offset;
    this.strides = strides;
    this.root = root == null ? this : root;
  }

  /// A zeroed array, to be filled by the kernel that asked for it and by nobody after.
  public static Array allocate(Type type) {
    return new Array(type, type.dtype().allocate(type.shape().size()), 0, null, null);
  }

  /// The array over these elements, which are taken and not copied.
  ///
  /// @throws ElementException if their number is not the size of the shape
  public static Array of(Type type, Object elements) {
    int length = java.lang.reflect.Array.getLength(elements);
    if (length != type.shape().size()) {
      throw new ElementException("[of] shape %s has %d elements, but %d were given".formatted(
          type.shape(), type.shape().size(), length));
    }
    return new Array(type, elements, 0, null, null);
  }

  /// The array over the first of these elements, which are memory that is used again and again.
  public static Array over(Type type, Object memory) {
    return new Array(type, memory, 0, null, null);
  }

  /// The same elements in an array of its own, which can still be used when this one is consumed.
  public Array handedOn() {
    return new Array(type, elements, offset, strides, null);
  }

  /// Lets someone take the elements over: all arrays that look at them may not be used any more.
  ///
  /// @param consumer who it is, for messages
  public void consume(Object consumer) {
    root.consumer = consumer;
  }

  /// Who took the elements over; null if nobody did.
  public @Nullable Object consumer() {
    return root.consumer;
  }

  /// A scalar of the given type; integers are cut from the number, truth is "not 0".
  public static Array scalar(DType dtype, double number) {
    Array result = allocate(Type.scalar(dtype));
    result.setDouble(0, number);
    return result;
  }

  public Type type() {
    return type;
  }

  public DType dtype() {
    return type.dtype();
  }

  public Shape shape() {
    return type.shape();
  }

  public int size() {
    return type.shape().size();
  }

  /// Whether the elements lie in row-major order, one after the other.
  public boolean isContiguous() {
    return strides == null;
  }

  /// Whether the first of the backing elements stands for all: every stride is 0.
  public boolean isUniform() {
    if (strides == null) {
      return size() == 1;
    }
    return offset == 0 && Arrays.stream(strides).allMatch(stride -> stride == 0);
  }

  /// Where in [#elements()] the first element lies; 0 where it is contiguous.
  public int offset() {
    return offset;
  }

  /// The stride of each axis, in elements of [#elements()].
  public int[] strides() {
    return strides == null ? type.shape().strides() : strides.clone();
  }

  /// The backing Java array (`float[]`, `double[]`, `int[]`, `long[]` or `boolean[]`). Kernels read it; only
  /// the one that allocated it writes, and only before it hands it on.
  public Object elements() {
    return elements;
  }

  public float[] floats() {
    return (float[]) elements;
  }

  public double[] doubles() {
    return (double[]) elements;
  }

  public int[] ints() {
    return (int[]) elements;
  }

  public long[] longs() {
    return (long[]) elements;
  }

  public boolean[] booleans() {
    return (boolean[]) elements;
  }

  /// The same elements under another shape of the same size; shares them where they are contiguous.
  public Array reshape(Shape shape) {
    Array from = contiguous();
    return new Array(type.withShape(shape), from.elements, 0, null, from.root);
  }

  /// A view of the same elements: any offset and strides that stay within them.
  public Array view(Shape shape, int offset, int[] strides) {
    boolean contiguous = offset == 0 && Arrays.equals(strides, shape.strides());
    return new Array(type.withShape(shape), elements, offset, contiguous ? null : strides.clone(), root);
  }

  /// A view of this array in a larger shape: output axis `axes[i]` runs along input axis i, all others, and
  /// those where the input's extent is 1, repeat it.
  public Array broadcast(Shape shape, int[] axes) {
    int[] own = strides();
    int[] result = new int[shape.rank()];
    for (int axis = 0; axis < axes.length; axis++) {
      result[axes[axis]] = type.shape().extent(axis) == 1 ? 0 : own[axis];
    }
    return new Array(type.withShape(shape), elements, offset, result, root);
  }

  /// This array itself where it is contiguous, else a copy that is.
  public Array contiguous() {
    if (strides == null) {
      return this;
    }
    Array result = allocate(type);
    StridedCopy.copy(this, 0, strides, result, 0, type.shape().strides(), type.shape());
    return result;
  }

  /// The element at a position of the contiguous order, as a double; truth is 1 or 0.
  public double getDouble(int position) {
    int index = index(position);
    return switch (elements) {
      case float[] floats -> floats[index];
      case double[] doubles -> doubles[index];
      case int[] ints -> ints[index];
      case long[] longs -> longs[index];
      case boolean[] booleans -> booleans[index] ? 1 : 0;
      default -> throw new AssertionError(elements.getClass());
    };
  }

  /// The element at a position of the contiguous order, as a long; truth is 1 or 0.
  public long getLong(int position) {
    int index = index(position);
    return switch (elements) {
      case int[] ints -> ints[index];
      case long[] longs -> longs[index];
      default -> (long) getDouble(position);
    };
  }

  /// Sets all elements of a contiguous array to 0 or false; for the kernel that fills it only.
  public void clear() {
    switch (elements) {
      case float[] floats -> Arrays.fill(floats, 0, size(), 0);
      case double[] doubles -> Arrays.fill(doubles, 0, size(), 0);
      case int[] ints -> Arrays.fill(ints, 0, size(), 0);
      case long[] longs -> Arrays.fill(longs, 0, size(), 0);
      case boolean[] booleans -> Arrays.fill(booleans, 0, size(), false);
      default -> throw new AssertionError(elements.getClass());
    }
  }

  /// Writes an element; for the kernel that allocated this array only.
  public void setDouble(int position, double number) {
    switch (elements) {
      case float[] floats -> floats[position] = (float) number;
      case double[] doubles -> doubles[position] = number;
      case int[] ints -> ints[position] = (int) number;
      case long[] longs -> longs[position] = (long) number;
      case boolean[] booleans -> booleans[position] = number != 0;
      default -> throw new AssertionError(elements.getClass());
    }
  }

  /// Writes an element; for the kernel that allocated this array only.
  public void setLong(int position, long number) {
    switch (elements) {
      case int[] ints -> ints[position] = (int) number;
      case long[] longs -> longs[position] = number;
      case float[] floats -> floats[position] = number;
      default -> setDouble(position, number);
    }
  }

  private int index(int position) {
    if (strides == null) {
      return position;
    }
    int index = offset;
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      int extent = type.shape().extent(axis);
      index += position % extent * strides[axis];
      position /= extent;
    }
    return index;
  }
}
