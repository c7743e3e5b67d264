package dev.chainrule.bench.gradbench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/// Lines to a session, and what it answers.
final class Conversation {
  private Conversation() {}

  static List<JsonObject> answers(String... lines) {
    StringWriter out = new StringWriter();
    try {
      new Session(new BufferedReader(new StringReader(String.join("\n", lines))), new PrintWriter(out)).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString().lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
  }

  static JsonObject answer(String line) {
    List<JsonObject> answers = answers(line);
    if (answers.size() != 1) {
      throw new AssertionError(answers.size() + " answers to " + line);
    }
    return answers.getFirst();
  }
}
