package dev.chainrule.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation that has a name, composites included, in every mode: forward, reverse, differences, second and third
/// order, batched and compiled; and those of several results, choices, loops and random numbers.
class OperationModesTest {
  static Stream<OperationCase> cases() {
    return Stream.concat(OperationCases.ofCore().values().stream().flatMap(List::stream), FurtherOperations.cases().stream());
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("cases")
  void allModesAgree(OperationCase call) {
    Measurement.of(call).forEach((measure, error) ->
        assertThat(error).as("%s: %s", call, measure).isLessThanOrEqualTo(measure.limit()));
  }

  /// Whatever was compiled or replaced by vectors in between: results have the same bits, and so have their errors.
  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("cases")
  void measuringAgainGivesTheSame(OperationCase call) {
    assertThat(Measurement.of(call)).isEqualTo(Measurement.of(call));
  }
}
