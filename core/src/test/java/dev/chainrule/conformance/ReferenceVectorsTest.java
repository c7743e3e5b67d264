package dev.chainrule.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import dev.chainrule.graph.DType;
import java.io.IOException;
import java.io.Reader;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Values and derivatives against numbers from outside: every file of reference vectors, in F64 to full precision
/// and in F32 to what it can hold.
class ReferenceVectorsTest {
  private static final VectorOperations OPERATIONS = VectorOperations.ofCore();

  static Stream<VectorCase> vectors() throws IOException, URISyntaxException {
    Path folder = Path.of(ReferenceVectorsTest.class.getResource("/vectors").toURI());
    List<VectorCase> vectors = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
        try (Reader reader = Files.newBufferedReader(file)) {
          vectors.addAll(VectorCase.listOf(new Gson().fromJson(reader, Object.class)));
        }
      }
    }
    return vectors.stream();
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("vectors")
  void inDoublePrecision(VectorCase vector) {
    assertThat(vector.check(OPERATIONS, DType.F64).failure()).isNull();
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("vectors")
  void inSinglePrecision(VectorCase vector) {
    assertThat(vector.check(OPERATIONS, DType.F32).failure()).isNull();
  }
}
