package dev.chainrule.page;

import com.google.gson.stream.JsonWriter;
import dev.chainrule.expression.BadInput;
import dev.chainrule.expression.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a user of the page types: an expression, its inputs as `name=value`, one a line, and what the command has as
/// options; these may be empty.
public record Request(String expression, List<String> inputs, String wrt, String upstream) {
  public Request {
    inputs = List.copyOf(inputs);
  }

  /// Reads it.
  ///
  /// @throws BadInput with the message for the user
  Problem problem() {
    List<String> arguments = new ArrayList<>(List.of(expression));
    arguments.addAll(inputs);
    return Problem.read(arguments, emptyAsNull(wrt), emptyAsNull(upstream));
  }

  private static @Nullable String emptyAsNull(String text) {
    return text.isBlank() ? null : text;
  }

  void write(JsonWriter json) throws IOException {
    json.beginObject();
    json.name("expression").value(expression);
    json.name("inputs").beginArray();
    for (String input : inputs) {
      json.value(input);
    }
    json.endArray();
    json.name("wrt").value(wrt);
    json.name("upstream").value(upstream);
    json.endObject();
  }
}
