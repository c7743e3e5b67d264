package dev.chainrule.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Chainrule;
import dev.chainrule.Functions;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
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

  private static final Set<String> LOOPS = Set.of("associativeScan", "checkpoint", "checkpointedScan", "cond", "fori", "scan", "scanReverse",
      "switchCase", "whileLoop");

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

  @Test
  void everyOperationOfSeveralResultsLoopAndDistributionIsMeasured() {
    Stream<Method> several = Arrays.stream(Tensor.class.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()) && method.getReturnType() != Tensor.class)
        .filter(method -> method.getReturnType() == List.class || method.getReturnType().isRecord() && method.getReturnType().getPackage() == Tensor.class.getPackage());
    Stream<Method> lists = Arrays.stream(Functions.class.getMethods()).filter(method -> method.getReturnType() == List.class);
    Stream<Method> draws = Arrays.stream(RandomKey.class.getMethods()).filter(method -> method.getReturnType() == Tensor.class);
    Stream<Method> loops = Arrays.stream(Chainrule.class.getMethods()).filter(method -> LOOPS.contains(method.getName()));
    Set<String> names = new TreeSet<>();
    Stream.of(several, lists, draws, loops).flatMap(methods -> methods).map(Method::getName).forEach(names::add);
    names.remove("words");
    FurtherOperations.cases().forEach(call -> names.remove(call.name().replace(" (choice)", "")));
    assertThat(names).isEmpty();
  }

  private static boolean takesTensors(Method method) {
    return Arrays.stream(method.getParameterTypes()).anyMatch(type -> type == Tensor.class || type == Tensor[].class || type == java.util.List.class);
  }
}
