package dev.chainrule.page;

import com.google.gson.stream.JsonWriter;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.ChainruleException;
import dev.chainrule.view.Explanation;
import dev.chainrule.view.JavaScriptSource;
import dev.chainrule.view.JavaSource;
import dev.chainrule.view.Quantity;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An explanation as the page reads it: what it is about, all quantities in the order of the program that computes them
/// anew, the picture, and the flat code.
final class PageData {
  /// Tensors with more elements are given by their range alone.
  private static final int ELEMENTS = 10_000;
  private static final int FLAT_CODE = 2_000;

  private final Explanation explanation;
  private final StringWriter text = new StringWriter();
  private final JsonWriter json = new JsonWriter(text);

  private PageData(Explanation explanation) {
    this.explanation = explanation;
    json.setSerializeNulls(true);
    json.setHtmlSafe(true);
  }

  /// One JSON object. The request is what the user typed, where there is such.
  static String of(Explanation explanation, @Nullable Request request) {
    try {
      PageData data = new PageData(explanation);
      data.print(request);
      return data.text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void print(@Nullable Request request) throws IOException {
    json.beginObject();
    json.name("request");
    if (request == null) {
      json.nullValue();
    } else {
      request.write(json);
    }
    json.name("result").value(explanation.result());
    json.name("upstream");
    tensor(explanation.upstream().orElse(null));
    inputs();
    steps();
    backward();
    quantities();
    costs();
    strings("notes", explanation.notes());
    json.name("svg").value(ExplanationSvg.inPage(explanation));
    json.name("java").value(explanation.steps().size() > FLAT_CODE ? "" : orEmpty(() -> JavaSource.of(explanation, "Explained")));
    program();
    json.endObject();
  }

  /// A form that not every operation has.
  private static String orEmpty(Supplier<String> form) {
    try {
      return form.get();
    } catch (ChainruleException e) {
      return "";
    }
  }

  private void program() throws IOException {
    boolean small = explanation.inputs().stream().allMatch(input -> input.value().size() <= ELEMENTS);
    String program = small ? orEmpty(() -> JavaScriptSource.of(explanation)) : "";
    json.name("program").value(program);
    strings("tangents", program.isEmpty() ? List.of() : JavaScriptSource.tangents(explanation));
  }

  private void inputs() throws IOException {
    json.name("inputs").beginArray();
    for (Explanation.Input input : explanation.inputs()) {
      json.beginObject();
      json.name("name").value(input.name());
      json.name("value");
      tensor(input.value());
      json.name("differentiated").value(input.differentiated());
      json.name("remark").value(input.remark());
      json.endObject();
    }
    json.endArray();
  }

  private void steps() throws IOException {
    json.name("steps").beginArray();
    for (Explanation.Step step : explanation.steps()) {
      json.beginObject();
      json.name("name").value(step.name());
      json.name("operation").value(step.operation());
      json.name("formula").value(step.formula());
      json.name("gate").value(step.gate().label());
      json.name("does").value(step.gate().description());
      strings("locals", explanation.localFormulas(step));
      shape(step.value());
      strings("others", step.others().stream().map(Explanation.Output::name).toList());
      json.name("inputs").beginArray();
      for (Explanation.Operand operand : step.inputs()) {
        json.beginObject();
        json.name("name").value(operand.name());
        if (operand.constant()) {
          json.name("constant");
          tensor(operand.value());
        }
        json.name("passes").value(operand.downstream() != null);
        json.endObject();
      }
      json.endArray();
      json.endObject();
    }
    json.endArray();
  }

  private void backward() throws IOException {
    json.name("backward").beginArray();
    for (Explanation.Gradient gradient : explanation.backward()) {
      json.beginObject();
      json.name("name").value(gradient.name());
      json.name("parts").beginArray();
      for (Explanation.Contribution part : gradient.contributions()) {
        json.beginObject().name("step").value(part.step()).name("operand").value(part.operand()).endObject();
      }
      json.endArray();
      json.endObject();
    }
    json.endArray();
  }

  private void quantities() throws IOException {
    json.name("quantities").beginArray();
    for (Quantity quantity : Quantity.all(explanation)) {
      json.beginObject();
      json.name("kind").value(quantity.kind().name().toLowerCase(Locale.ROOT));
      json.name("of").value(quantity.of());
      json.name("operand").value(quantity.operand());
      json.name("value");
      tensor(quantity.value());
      json.endObject();
    }
    json.endArray();
  }

  private void costs() throws IOException {
    Explanation.Costs costs = explanation.costs();
    json.name("costs").beginObject();
    json.name("forwardSweeps").value(costs.forwardSweeps());
    json.name("forwardOperations").value(costs.forwardOperations());
    json.name("reverseSweeps").value(costs.reverseSweeps());
    json.name("reverseOperations").value(costs.reverseOperations());
    json.name("edges").value(costs.edges());
    json.name("paths").value(costs.paths() == Long.MAX_VALUE ? "more than 9·10¹⁸" : Long.toString(costs.paths()));
    json.endObject();
  }

  private void strings(String name, List<String> values) throws IOException {
    json.name(name).beginArray();
    for (String value : values) {
      json.value(value);
    }
    json.endArray();
  }

  private void shape(Tensor tensor) throws IOException {
    json.name("shape").beginArray();
    for (int axis = 0; axis < tensor.rank(); axis++) {
      json.value(tensor.shape().extent(axis));
    }
    json.endArray();
  }

  /// `{"shape": [2], "data": [1.0, 2.0]}`; what JSON has no number for is a string.
  private void tensor(@Nullable Tensor tensor) throws IOException {
    if (tensor == null) {
      json.nullValue();
      return;
    }
    Array array = tensor.value().array();
    json.beginObject();
    shape(tensor);
    json.name("type").value(array.dtype().name().toLowerCase(Locale.ROOT));
    json.name("data");
    if (array.size() > ELEMENTS) {
      json.nullValue();
    } else {
      json.beginArray();
      for (int i = 0; i < array.size(); i++) {
        double element = array.getDouble(i);
        if (Double.isFinite(element)) {
          json.value(element);
        } else {
          json.value(Double.toString(element));
        }
      }
      json.endArray();
    }
    json.endObject();
  }
}
