package dev.chainrule.view;

import com.google.gson.stream.JsonWriter;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Array;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// An explanation for programs: one JSON object on one line, numbers in full precision.
///
///     {"value": -12.0, "gradients": {"x": -4.0, …},
///      "steps": [{"name": "q", "operation": "add", "gate": "add", "inputs": ["x", "y"], "value": 3.0,
///                 "local": [1.0, 1.0], "upstream": -4.0, "downstream": [-4.0, -4.0]}, …]}
///
/// Steps are in the order of the forward pass. `inputs`, `local` and `downstream` have an entry for each operand: inputs
/// and steps appear by name, constants by their value; what is not differentiated, or never formed, is null. Tensors
/// are nested arrays; of a step with several results (a sort) only the first is here. JSON has no NaN and no infinities: these are the strings "NaN", "Infinity" and "-Infinity".
/// Forward mode has `tangents`, an object by input, in place of the last three. `notes`, sentences, is there only if there are some.
///
/// {@snippet :
/// String json = ExplanationJson.of(Explanation.of(x -> x.times(x), Tensor.of(3.0)));
/// System.out.println(json.contains("\"gradients\":{\"x\":6.0}")); // true
/// }
public final class ExplanationJson {
  private final Explanation explanation;
  private final StringWriter text = new StringWriter();
  private final JsonWriter json = new JsonWriter(text);

  private ExplanationJson(Explanation explanation) {
    this.explanation = explanation;
    json.setSerializeNulls(true);
    json.setHtmlSafe(false);
  }

  /// Both passes.
  public static String of(Explanation explanation) {
    return of(explanation, Mode.REVERSE);
  }

  /// The derivative in either mode. Forward mode runs all its sweeps, one for each element of an input.
  public static String of(Explanation explanation, Mode mode) {
    try {
      return new ExplanationJson(explanation).print(mode);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String print(Mode mode) throws IOException {
    json.beginObject();
    json.name("value");
    tensor(explanation.value());
    json.name("gradients").beginObject();
    for (var gradient : explanation.gradients(mode).entrySet()) {
      json.name(gradient.getKey());
      tensor(gradient.getValue());
    }
    json.endObject();
    json.name("steps").beginArray();
    var sweeps = mode == Mode.FORWARD ? explanation.sweeps(Integer.MAX_VALUE) : java.util.List.<Explanation.Sweep>of();
    for (Explanation.Step step : explanation.steps()) {
      json.beginObject();
      step(step);
      switch (mode) {
        case REVERSE -> backward(step);
        case FORWARD -> {
          json.name("tangents").beginObject();
          for (Explanation.Sweep sweep : sweeps) {
            json.name(sweep.input());
            tensor(sweep.tangents().getOrDefault(step.name(), step.value().zerosLike()));
          }
          json.endObject();
        }
      }
      json.endObject();
    }
    json.endArray();
    notes();
    json.endObject();
    return text.toString();
  }

  private void notes() throws IOException {
    if (!explanation.notes().isEmpty()) {
      json.name("notes").beginArray();
      for (String note : explanation.notes()) {
        json.value(note);
      }
      json.endArray();
    }
  }

  private void step(Explanation.Step step) throws IOException {
    json.name("name").value(step.name());
    json.name("operation").value(step.operation());
    json.name("gate").value(step.gate().label());
    json.name("inputs").beginArray();
    for (Explanation.Operand operand : step.inputs()) {
      if (operand.constant()) {
        tensor(operand.value());
      } else {
        json.value(operand.name());
      }
    }
    json.endArray();
    json.name("value");
    tensor(step.value());
  }

  private void backward(Explanation.Step step) throws IOException {
    json.name("local").beginArray();
    for (Explanation.Operand operand : step.inputs()) {
      tensor(operand.local());
    }
    json.endArray();
    json.name("upstream");
    tensor(step.upstream());
    json.name("downstream").beginArray();
    for (Explanation.Operand operand : step.inputs()) {
      tensor(operand.downstream());
    }
    json.endArray();
  }

  private void tensor(@Nullable Tensor tensor) throws IOException {
    if (tensor == null) {
      json.nullValue();
    } else {
      elements(tensor.value().array(), 0, 0);
    }
  }

  private void elements(Array array, int axis, int position) throws IOException {
    if (axis == array.shape().rank()) {
      element(array, position);
      return;
    }
    json.beginArray();
    int extent = array.shape().extent(axis);
    for (int i = 0; i < extent; i++) {
      elements(array, axis + 1, position * extent + i);
    }
    json.endArray();
  }

  private void element(Array array, int position) throws IOException {
    switch (array.dtype()) {
      case BOOL -> json.value(array.getDouble(position) != 0);
      case I32, I64 -> json.value(array.getLong(position));
      case F32 -> number(Float.toString((float) array.getDouble(position)));
      case F64 -> number(Double.toString(array.getDouble(position)));
    }
  }

  private void number(String number) throws IOException {
    if (number.endsWith("N") || number.endsWith("y")) {
      json.value(number);
    } else {
      json.jsonValue(number);
    }
  }
}
