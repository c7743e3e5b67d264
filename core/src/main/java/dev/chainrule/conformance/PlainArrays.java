package dev.chainrule.conformance;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tensors as the reference vectors write them: `{shape, data, dtype?}`, where `data` is flat and row-major.
final class PlainArrays {
  /// The numbers that JSON has no digits for, also as Python's writer has them.
  static final Map<String, Double> SPECIAL = Map.of(
      "inf", Double.POSITIVE_INFINITY, "-inf", Double.NEGATIVE_INFINITY, "nan", Double.NaN,
      "Infinity", Double.POSITIVE_INFINITY, "-Infinity", Double.NEGATIVE_INFINITY, "NaN", Double.NaN);

  private PlainArrays() {}

  /// The tensor; a floating one as the given type, which the vectors are tried in.
  static Tensor read(String what, @Nullable Object plain, DType floating) {
    if (!(plain instanceof Map<?, ?> fields)) {
      throw new VectorException("%s is %s, but must be {shape, data}".formatted(what, plain));
    }
    int[] extents = list(what + ".shape", fields.get("shape")).stream().mapToInt(extent -> extent(what, extent)).toArray();
    double[] elements = list(what + ".data", fields.get("data")).stream()
        .mapToDouble(element -> number(what + ".data", element)).toArray();
    Shape shape = Shape.of(extents);
    if (shape.size() != elements.length) {
      throw new VectorException("%s has shape %s and %d numbers, but must have %d".formatted(what, shape, elements.length, shape.size()));
    }
    DType dtype = dtype(what, fields.get("dtype"), floating);
    if (!dtype.isFloating()) {
      requireWhole(what, dtype, elements);
    }
    return Tensor.of(shape, elements).to(dtype);
  }

  private static int extent(String what, @Nullable Object element) {
    double extent = number(what + ".shape", element);
    if (extent < 0 || extent != (int) extent) {
      throw new VectorException("%s.shape has %s, but must have whole numbers from 0 on".formatted(what, element));
    }
    return (int) extent;
  }

  private static void requireWhole(String what, DType dtype, double[] elements) {
    for (double element : elements) {
      if (element != Math.rint(element) || dtype == DType.BOOL && element != 0 && element != 1) {
        throw new VectorException("%s.data has %s, but is %s".formatted(what, element, dtype));
      }
    }
  }

  private static DType dtype(String what, @Nullable Object name, DType floating) {
    return switch (name == null ? "float64" : String.valueOf(name)) {
      case "float64", "float32" -> floating;
      case "int32" -> DType.I32;
      case "int64" -> DType.I64;
      case "bool" -> DType.BOOL;
      default -> throw new VectorException("%s.dtype is %s, but must be float64, float32, int32, int64 or bool".formatted(what, name));
    };
  }

  private static List<?> list(String what, @Nullable Object plain) {
    return switch (plain) {
      case List<?> list -> list;
      case null -> throw new VectorException(what + " is missing");
      default -> List.of(plain);
    };
  }

  private static double number(String what, @Nullable Object element) {
    return switch (element) {
      case Number number -> number.doubleValue();
      case Boolean truth -> truth ? 1 : 0;
      case String text when SPECIAL.containsKey(text) -> SPECIAL.get(text);
      case null, default -> throw new VectorException("%s has %s, which is no number".formatted(what, element));
    };
  }
}
