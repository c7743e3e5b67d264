package dev.chainrule.cli.conformance;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.chainrule.conformance.VectorCase;
import dev.chainrule.conformance.VectorException;
import dev.chainrule.conformance.VectorOperations;
import dev.chainrule.expression.BadInput;
import dev.chainrule.graph.DType;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A folder of files of reference vectors, `*.json`.
public final class VectorFolder {
  private static final String ENDING = ".json";
  private static final TypeAdapter<Object> ANYTHING = new Gson().getAdapter(Object.class);

  private final List<Path> files;

  private VectorFolder(List<Path> files) {
    this.files = files;
  }

  /// The folder of this name.
  ///
  /// @throws BadInput if there is none, or no file in it
  public static VectorFolder of(String name) {
    try {
      Path folder = Path.of(name);
      if (!Files.isDirectory(folder)) {
        throw new BadInput("%s is no folder%s".formatted(name,
            Files.exists(folder) ? "; name the one that it is in" : ": there is nothing of that name"));
      }
      try (Stream<Path> found = Files.list(folder)) {
        List<Path> entries = found.sorted().toList();
        List<Path> files = entries.stream().filter(VectorFolder::isVectors).toList();
        if (files.isEmpty()) {
          throw new BadInput("there are no files *.json in %s; %s".formatted(name, whereElse(entries)));
        }
        return new VectorFolder(files);
      }
    } catch (IOException | InvalidPathException e) {
      throw new BadInput("cannot read the folder %s (%s)".formatted(name, e.getClass().getSimpleName().replace("Exception", "")), e);
    }
  }

  /// Whether it is a file that is to be read: others, such as a README, and folders lie there for people.
  private static boolean isVectors(Path entry) {
    return entry.getFileName().toString().endsWith(ENDING) && !Files.isDirectory(entry);
  }

  private static String whereElse(List<Path> entries) throws IOException {
    for (Path entry : entries) {
      if (Files.isDirectory(entry)) {
        try (Stream<Path> inner = Files.list(entry)) {
          if (inner.anyMatch(VectorFolder::isVectors)) {
            return "there are some in the folder %s, which is to be named itself".formatted(entry);
          }
        }
      }
    }
    return "name a folder of reference vectors";
  }

  /// Checks all cases of all files, and counts them by operation: the one that a case names, not the file. Each case is
  /// read when its turn comes, so that a file may be larger than the memory.
  public Collection<Tally> check(VectorOperations operations, DType dtype) {
    Map<String, Tally> tallies = new TreeMap<>();
    for (Path file : files) {
      check(file, operations, dtype, tallies);
    }
    return tallies.values();
  }

  private static void check(Path file, VectorOperations operations, DType dtype, Map<String, Tally> tallies) {
    String name = file.getFileName().toString();
    String stem = name.substring(0, name.length() - ENDING.length());
    try {
      int count = 0;
      try (JsonReader reader = new JsonReader(Files.newBufferedReader(file))) {
        // Python writes NaN and Infinity as they are.
        reader.setStrictness(Strictness.LENIENT);
        requireBracket(reader);
        for (reader.beginArray(); reader.hasNext(); count++) {
          VectorCase one = VectorCase.of(count, ANYTHING.read(reader));
          tally(tallies, one.operation(stem)).add(name + " case " + count, one.check(operations, dtype));
        }
        reader.endArray();
        if (reader.peek() != JsonToken.END_DOCUMENT) {
          throw new VectorException("there is more after the list of cases");
        }
      }
      if (count == 0) {
        throw new VectorException("there are no cases");
      }
    } catch (VectorException unusable) {
      tally(tallies, stem).fail(name, unusable.getMessage());
    } catch (JsonParseException | MalformedJsonException | EOFException e) {
      tally(tallies, stem).fail(name, "this is no JSON: " + reason(e));
    } catch (CharacterCodingException e) {
      tally(tallies, stem).fail(name, "this is no text in UTF-8");
    } catch (NoSuchFileException e) {
      tally(tallies, stem).fail(name, "cannot be read: it is a link to a file that is not there");
    } catch (IOException e) {
      tally(tallies, stem).fail(name, "cannot be read: " + e);
    } catch (OutOfMemoryError e) {
      tally(tallies, stem).fail(name, "a case does not fit into memory; give more, as in CHAINRULE_JAVA_OPTS=-Xmx8g");
    }
  }

  private static void requireBracket(JsonReader reader) throws IOException {
    JsonToken first;
    try {
      first = reader.peek();
    } catch (EOFException e) {
      throw new VectorException("the file is empty");
    }
    if (first != JsonToken.BEGIN_ARRAY) {
      throw new VectorException("a file of vectors must be a list of cases");
    }
  }

  private static Tally tally(Map<String, Tally> tallies, String operation) {
    return tallies.computeIfAbsent(operation, Tally::new);
  }

  private static String reason(Throwable e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
