package dev.chainrule.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.DType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Values and derivatives against numbers from outside: every file of reference vectors, in F64 to full precision
/// and in F32 to what it can hold.
class ReferenceVectorsTest {
  private static final VectorOperations OPERATIONS = VectorOperations.ofCore();

  static {
    FurtherOperations.addTo(OPERATIONS);
  }

  static Stream<VectorCase> vectors() {
    return Stream.of(VectorFiles.ofCore(), VectorFiles.wide(), VectorFiles.further()).flatMap(List::stream);
  }

  static Stream<VectorCase> vectorsForSingles() {
    return vectors().filter(vector -> !FurtherOperations.inapplicable(vector.operation("")).contains(Measure.VALUE_F32));
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("vectors")
  void inDoublePrecision(VectorCase vector) {
    assertThat(vector.check(OPERATIONS, DType.F64).failure()).isNull();
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("vectorsForSingles")
  void inSinglePrecision(VectorCase vector) {
    assertThat(vector.check(OPERATIONS, DType.F32).failure()).isNull();
  }
}
