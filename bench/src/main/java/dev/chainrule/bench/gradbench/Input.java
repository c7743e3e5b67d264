package dev.chainrule.bench.gradbench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads numbers and arrays of the input of an evaluation.
///
/// @param path  where in the message this is, for errors
/// @param value what is there
record Input(String path, JsonElement value) {
  static Input of(@Nullable JsonElement value) {
    if (value == null) {
      throw new InputException("the message has no 'input'");
    }
    return new Input("input", value);
  }

  boolean has(String name) {
    return value instanceof JsonObject object && object.has(name);
  }

  Input get(String name) {
    JsonElement part = value instanceof JsonObject object ? object.get(name) : null;
    if (part == null) {
      throw new InputException("%s has no '%s'".formatted(path, name));
    }
    return new Input(path + "." + name, part);
  }

  double number() {
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      return primitive.getAsDouble();
    }
    throw wrong("a number");
  }

  int integer() {
    double number = number();
    if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
      throw wrong("an integer");
    }
    return (int) number;
  }

  boolean truth() {
    if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw wrong("true or false");
  }

  Tensor scalar() {
    return Tensor.of(number());
  }

  int[] integers() {
    return list().stream().mapToInt(Input::integer).toArray();
  }

  List<Input> list() {
    List<Input> parts = new ArrayList<>();
    for (JsonElement element : array()) {
      parts.add(new Input(path + "[" + parts.size() + "]", element));
    }
    return parts;
  }

  private JsonArray array() {
    if (value instanceof JsonArray array) {
      return array;
    }
    throw wrong("an array");
  }

  /// The F64 tensor of an array of arrays of … numbers, of this rank.
  Tensor tensor(int rank) {
    int[] extents = new int[rank];
    JsonElement first = value;
    for (int axis = 0; axis < rank; axis++) {
      JsonArray array = new Input(path, first).array();
      extents[axis] = array.size();
      if (array.isEmpty()) {
        break;
      }
      first = array.get(0);
    }
    Shape shape = Shape.of(extents);
    double[] elements = new double[shape.size()];
    fill(value, extents, 0, elements, 0);
    return Tensor.of(shape, elements);
  }

  private int fill(JsonElement part, int[] extents, int axis, double[] elements, int position) {
    if (axis == extents.length) {
      elements[position] = new Input(path, part).number();
      return position + 1;
    }
    JsonArray array = new Input(path, part).array();
    if (array.size() != extents[axis]) {
      throw new InputException("%s has rows of %d and of %d elements".formatted(path, extents[axis], array.size()));
    }
    for (JsonElement element : array) {
      position = fill(element, extents, axis + 1, elements, position);
    }
    return position;
  }

  private InputException wrong(String wanted) {
    String text = value.toString();
    return new InputException("%s must be %s, not %s".formatted(path, wanted, text.length() > 40 ? text.substring(0, 40) + "…" : text));
  }
}
