package dev.chainrule.nn.file;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.nio.ByteBuffer;

/// How files store elements, and what we make of them: types that the library lacks are widened to the next
/// one that holds all their numbers.
enum ElementType {
  F64(8, DType.F64),
  I64(8, DType.I64),
  F32(4, DType.F32),
  I32(4, DType.I32),
  U32(4, DType.I64),
  F16(2, DType.F32),
  BF16(2, DType.F32),
  I16(2, DType.I32),
  U16(2, DType.I32),
  I8(1, DType.I32),
  U8(1, DType.I32),
  BOOL(1, DType.BOOL);

  private static final int BFLOAT_SHIFT = 16;
  private static final int LOW_16_BITS = 0xFFFF;
  private static final int LOW_8_BITS = 0xFF;

  private final int bytes;
  private final DType dtype;

  ElementType(int bytes, DType dtype) {
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /// How many bytes an element takes in a file.
  int bytes() {
    return bytes;
  }

  /// The type of the tensors that they become.
  DType dtype() {
    return dtype;
  }

  /// The type in which a tensor is written.
  static ElementType of(DType dtype) {
    return switch (dtype) {
      case F32 -> F32;
      case F64 -> F64;
      case I32 -> I32;
      case I64 -> I64;
      case BOOL -> BOOL;
    };
  }

  /// An array for so many elements, of the type that tensors keep.
  Object array(int size) {
    return switch (dtype) {
      case F32 -> new float[size];
      case F64 -> new double[size];
      case I32 -> new int[size];
      case I64 -> new long[size];
      case BOOL -> new boolean[size];
    };
  }

  /// Reads what is in the buffer into an array from here on.
  ///
  /// @return the first truth value that is neither 0 nor 1, or else 0
  int read(ByteBuffer from, Object to, int start) {
    int count = from.remaining() / bytes;
    switch (this) {
      case F64 -> from.asDoubleBuffer().get((double[]) to, start, count);
      case I64 -> from.asLongBuffer().get((long[]) to, start, count);
      case F32 -> from.asFloatBuffer().get((float[]) to, start, count);
      case I32 -> from.asIntBuffer().get((int[]) to, start, count);
      case F16, BF16 -> readHalves(from, (float[]) to, start, count);
      case U32 -> readUnsigned(from, (long[]) to, start, count);
      case I16, U16, I8, U8 -> readSmall(from, (int[]) to, start, count);
      case BOOL -> {
        return readTruth(from, (boolean[]) to, start, count);
      }
    }
    return 0;
  }

  private void readHalves(ByteBuffer from, float[] to, int start, int count) {
    for (int i = 0; i < count; i++) {
      short bits = from.getShort();
      to[start + i] = this == F16 ? Float.float16ToFloat(bits) : Float.intBitsToFloat(bits << BFLOAT_SHIFT);
    }
  }

  private void readSmall(ByteBuffer from, int[] to, int start, int count) {
    for (int i = 0; i < count; i++) {
      to[start + i] = switch (this) {
        case I16 -> from.getShort();
        case U16 -> from.getShort() & LOW_16_BITS;
        case I8 -> from.get();
        default -> from.get() & LOW_8_BITS;
      };
    }
  }

  private static void readUnsigned(ByteBuffer from, long[] to, int start, int count) {
    for (int i = 0; i < count; i++) {
      to[start + i] = Integer.toUnsignedLong(from.getInt());
    }
  }

  private static int readTruth(ByteBuffer from, boolean[] to, int start, int count) {
    int wrong = 0;
    for (int i = 0; i < count; i++) {
      int value = from.get() & LOW_8_BITS;
      to[start + i] = value == 1;
      wrong = wrong == 0 && value > 1 ? value : wrong;
    }
    return wrong;
  }

  /// Writes elements of an array of the tensors' type; the buffer has room for them.
  void write(Object from, int start, int count, ByteBuffer to) {
    int end = to.position() + count * bytes;
    switch (from) {
      case double[] x -> to.asDoubleBuffer().put(x, start, count);
      case long[] x -> to.asLongBuffer().put(x, start, count);
      case float[] x -> to.asFloatBuffer().put(x, start, count);
      case int[] x -> to.asIntBuffer().put(x, start, count);
      case boolean[] x -> {
        for (int i = 0; i < count; i++) {
          to.put((byte) (x[start + i] ? 1 : 0));
        }
      }
      default -> throw new AssertionError(from.getClass());
    }
    to.position(end);
  }

  /// The elements of a tensor, as it keeps them.
  static Object elements(Tensor x) {
    return switch (x.dtype()) {
      case F32 -> x.toFloats();
      case F64 -> x.toDoubles();
      case I32 -> x.toInts();
      case I64 -> x.toLongs();
      case BOOL -> x.toBooleans();
    };
  }
}
