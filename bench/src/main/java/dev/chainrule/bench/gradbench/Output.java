package dev.chainrule.bench.gradbench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.chainrule.Tensor;

/// Writes tensors as JSON.
final class Output {
  private Output() {}

  /// Nested arrays, or a number for a scalar. Doubles are written as the shortest text that reads back as the same number.
  static JsonElement of(Tensor tensor) {
    Object elements = tensor.dtype().isFloating() ? tensor.toDoubles() : tensor.toInts();
    return part(tensor, elements, 0, 0);
  }

  private static JsonElement part(Tensor tensor, Object elements, int axis, int position) {
    if (axis == tensor.rank()) {
      return new JsonPrimitive(elements instanceof double[] numbers ? (Number) finite(numbers[position]) : ((int[]) elements)[position]);
    }
    int extent = tensor.shape().extent(axis);
    JsonArray array = new JsonArray(extent);
    for (int i = 0; i < extent; i++) {
      array.add(part(tensor, elements, axis + 1, position * extent + i));
    }
    return array;
  }

  /// JSON has no other numbers.
  static double finite(double number) {
    if (!Double.isFinite(number)) {
      throw new InputException("the result is not finite: it has " + number);
    }
    return number;
  }
}
