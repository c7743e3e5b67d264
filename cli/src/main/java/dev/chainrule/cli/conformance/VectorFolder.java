package dev.chainrule.cli.conformance;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.chainrule.cli.BadInput;
import dev.chainrule.conformance.VectorCase;
import dev.chainrule.conformance.VectorException;
import dev.chainrule.conformance.VectorOperations;
import dev.chainrule.graph.DType;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A folder of files of reference vectors, `*.json`.
public final class VectorFolder {
  private static final String ENDING = ".json";

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
        List<Path> files = found.filter(file -> file.getFileName().toString().endsWith(ENDING)).sorted().toList();
        if (files.isEmpty()) {
          throw new BadInput("there are no files *.json in %s; name a folder of reference vectors".formatted(name));
        }
        return new VectorFolder(files);
      }
    } catch (IOException | InvalidPathException e) {
      throw new BadInput("cannot read the folder %s (%s)".formatted(name, e.getClass().getSimpleName().replace("Exception", "")), e);
    }
  }

  /// Checks all cases of all files, and counts them by operation.
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
      List<VectorCase> cases = read(file);
      if (cases.isEmpty()) {
        throw new VectorException("there are no cases");
      }
      for (int i = 0; i < cases.size(); i++) {
        tally(tallies, cases.get(i).operation(stem)).add(name + " case " + i, cases.get(i).check(operations, dtype));
      }
    } catch (VectorException unusable) {
      tally(tallies, stem).fail(name, unusable.getMessage());
    }
  }

  private static Tally tally(Map<String, Tally> tallies, String operation) {
    return tallies.computeIfAbsent(operation, Tally::new);
  }

  private static List<VectorCase> read(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      return VectorCase.listOf(new Gson().fromJson(reader, Object.class));
    } catch (JsonParseException e) {
      throw new VectorException("this is no JSON: " + reason(e));
    } catch (IOException e) {
      throw new VectorException("cannot be read: " + e);
    }
  }

  private static String reason(Throwable e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
