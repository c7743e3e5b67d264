package dev.chainrule.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation that has a name, composites included, in every mode: forward, reverse, differences, second and third
/// order, batched and compiled.
class OperationModesTest {
  static Stream<OperationCase> cases() {
    return OperationCases.ofCore().values().stream().flatMap(List::stream);
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("cases")
  void allModesAgree(OperationCase call) {
    Measurement.of(call).forEach((measure, error) ->
        assertThat(error).as("%s: %s", call, measure).isLessThanOrEqualTo(measure.limit()));
  }
}
