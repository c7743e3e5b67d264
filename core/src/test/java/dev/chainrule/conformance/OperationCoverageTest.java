package dev.chainrule.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasParameterTypes;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.chainrule.Chainrule;
import dev.chainrule.graph.Operations;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A public operation without a row in the table of conformance would escape every test of the table.
class OperationCoverageTest {
  private static final JavaClasses MAIN = new ClassFileImporter().importPath(Path.of("target/classes"));
  private static final JavaClasses TESTS = new ClassFileImporter().importPath(Path.of("target/test-classes/dev/chainrule/conformance"));

  private static final Set<String> LOOPS = Set.of("associativeScan", "checkpoint", "checkpointedScan", "cond", "fori", "jit", "scan", "scanReverse",
      "switchCase", "vmap", "whileLoop", "withJvp", "withLocal");

  /// Those that only tell or print, that name axes or places, or whose result does not depend on the elements.
  private static final Set<String> ELSEWHERE = Set.of("at", "debugPrint", "equals", "hashCode", "item", "keepDims", "onesLike", "toString", "zerosLike");

  /// Forms differ in their parameters. A form that passes on to another of its name, or is what another passes on to, is as good
  /// as called with it.
  @Test
  void everyFormOfEveryOperationIsCalledByARow() {
    Set<String> called = Stream.concat(MAIN.stream().filter(type -> type.getSimpleName().endsWith("Rows")),
            TESTS.stream().filter(type -> type.getSimpleName().endsWith("Operations")))
        .flatMap(type -> Stream.concat(type.getMethodCallsFromSelf().stream(), type.getMethodReferencesFromSelf().stream()))
        .map(JavaAccess::getTarget).map(OperationCoverageTest::signature).collect(Collectors.toCollection(HashSet::new));
    List<JavaMethod> forms = forms().toList();
    forms.stream().filter(form -> called.contains(signature(form))).toList()
        .forEach(form -> passedOn(form).forEach(called::add));
    Set<String> uncalled = new TreeSet<>();
    forms.stream().filter(form -> !called.contains(signature(form)) && passedOn(form).noneMatch(called::contains))
        .forEach(form -> uncalled.add(signature(form)));
    assertThat(forms).hasSizeGreaterThan(300);
    assertThat(uncalled).isEmpty();
  }

  private static Stream<JavaMethod> forms() {
    return MAIN.stream().filter(type -> type.isAnnotatedWith(Operations.class))
        .flatMap(type -> type.getMethods().stream().filter(method -> !type.getSimpleName().equals("Tensor") || !method.getModifiers().contains(JavaModifier.STATIC)))
        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC) && !method.getModifiers().contains(JavaModifier.SYNTHETIC))
        .filter(method -> !ELSEWHERE.contains(method.getName()) && makesTensors(method.getRawReturnType()));
  }

  private static boolean makesTensors(JavaClass type) {
    return type.getSimpleName().equals("List") || type.getPackageName().equals("dev.chainrule");
  }

  private static Stream<String> passedOn(JavaMethod form) {
    return form.getMethodCallsFromSelf().stream().map(JavaAccess::getTarget)
        .filter(target -> target.getName().equals(form.getName())).map(OperationCoverageTest::signature);
  }

  private static String signature(JavaMethod form) {
    return signature(form.getOwner(), form.getName(), form);
  }

  private static String signature(AccessTarget.CodeUnitAccessTarget target) {
    return signature(target.getOwner(), target.getName(), target);
  }

  /// A tensor's operations are those of its interfaces, and so are those of a key.
  private static String signature(JavaClass owner, String name, HasParameterTypes parameters) {
    String of = switch (owner.getSimpleName()) {
      case "At", "AtPositions", "Functions" -> owner.getSimpleName() + ".";
      default -> "";
    };
    return of + name + parameters.getRawParameterTypes().stream().map(JavaClass::getSimpleName).collect(Collectors.joining(", ", "(", ")"));
  }

  @Test
  void everyChoiceAndLoopIsMeasured() {
    Set<String> names = Arrays.stream(Chainrule.class.getMethods()).map(Method::getName).filter(LOOPS::contains).collect(Collectors.toCollection(TreeSet::new));
    assertThat(names).isEqualTo(new TreeSet<>(LOOPS));
    FurtherOperations.cases().forEach(call -> names.remove(call.name().replace(" (choice)", "")));
    assertThat(names).isEmpty();
  }
}
