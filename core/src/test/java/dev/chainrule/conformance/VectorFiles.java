package dev.chainrule.conformance;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Folders of reference vectors of the tests.
final class VectorFiles {
  private VectorFiles() {}

  /// All cases of this module's files, file by file.
  static List<VectorCase> ofCore() {
    return in(Path.of("src/test/resources/vectors"));
  }

  /// All cases of the operations that the first set has none of, [FurtherOperations] among them.
  static List<VectorCase> further() {
    return in(Path.of("src/test/resources/further-vectors"));
  }

  /// All cases of the wider set.
  static List<VectorCase> wide() {
    return in(Path.of("src/test/resources/wide-vectors"));
  }

  /// All cases of the files of a folder.
  static List<VectorCase> in(Path folder) {
    List<VectorCase> vectors = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
        try (Reader reader = Files.newBufferedReader(file)) {
          vectors.addAll(VectorCase.listOf(new Gson().fromJson(reader, Object.class)));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return vectors;
  }
}
