package dev.chainrule.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A public operation without a row in the table of names would escape every test of the table.
class OperationCoverageTest {
  /// Those that are there under another name (attention, slice, the conversions, neg), whose result does not depend on
  /// the elements, that only print, or that have another derivative than their own on purpose.
  private static final Set<String> ELSEWHERE = Set.of(
      "causalAttention", "debugPrint", "get", "to", "unaryMinus", "onesLike", "zerosLike", "stopGradient");

  @Test
  void everyPublicOperationHasAName() {
    Stream<Method> methods = Stream.concat(
        Arrays.stream(Tensor.class.getMethods()).filter(method -> !Modifier.isStatic(method.getModifiers())),
        Arrays.stream(Functions.class.getMethods()).filter(OperationCoverageTest::takesTensors));
    Set<String> names = new TreeSet<>();
    methods.filter(method -> method.getReturnType() == Tensor.class).map(Method::getName).forEach(names::add);
    names.removeAll(ELSEWHERE);
    names.removeAll(VectorOperations.ofCore().names());
    assertThat(names).isEmpty();
  }

  private static boolean takesTensors(Method method) {
    return Arrays.stream(method.getParameterTypes()).anyMatch(type -> type == Tensor.class || type == Tensor[].class || type == java.util.List.class);
  }
}
