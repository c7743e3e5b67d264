package dev.chainrule.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every operation with a row in the table of conformance has reference vectors, but for some that have a reason.
class NumbersFromOutsideTest {
  private static final List<VectorCase> VECTORS = Stream.of(VectorFiles.ofCore(), VectorFiles.further()).flatMap(List::stream).toList();

  @Test
  void everyOperationHasThemOrAReason() {
    VectorOperations operations = VectorOperations.ofCore();
    FurtherOperations.addTo(operations);
    Set<String> without = new TreeSet<>(operations.names());
    VECTORS.forEach(vector -> without.remove(vector.operation("")));
    assertThat(without).isEqualTo(WithoutNumbersFromOutside.reasons().keySet());
  }
}
