package dev.chainrule;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.chainrule.graph.Structural;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Holds the house together: which way dependencies point, how names are given, and how long files may be.
class ArchitectureTest {
  private static final JavaClasses MAIN = new ClassFileImporter().importPath(Path.of("target/classes"));

  @ParameterizedTest
  @CsvSource({
      "dev.chainrule.graph, org.apache.commons.numbers.gamma",
      "dev.chainrule.op, dev.chainrule.graph",
      "dev.chainrule.transform, dev.chainrule.graph dev.chainrule.op",
      "dev.chainrule.exec.., dev.chainrule.graph dev.chainrule.op",
      "dev.chainrule, dev.chainrule.graph dev.chainrule.op dev.chainrule.transform",
      "dev.chainrule.conformance, dev.chainrule dev.chainrule.graph"})
  void dependenciesPointOnlyDownward(String room, String roomsBelow) {
    String[] allowed = Stream.concat(Stream.of(room, "java..", "jdk.incubator.vector", "org.jspecify.annotations"),
        Stream.of(roomsBelow.split(" "))).toArray(String[]::new);
    classes().that().resideInAPackage(room).should().onlyDependOnClassesThat().resideInAnyPackage(allowed).check(MAIN);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.(**)").should().beFreeOfCycles().check(MAIN);
  }

  /// Records compare by their parameters, so that equal steps can be merged and compiled graphs found again.
  @Test
  void structuralPrimitivesAreRecords() {
    classes().that().implement(Structural.class).should().beRecords().check(MAIN);
  }

  @Test
  void publicClassesOfTheGraphCannotBeExtendedFromOutside() {
    DescribedPredicate<JavaClass> closed = DescribedPredicate.describe("final, sealed or an interface", type ->
        type.isInterface() || type.getModifiers().contains(JavaModifier.FINAL) || type.reflect().isSealed());
    classes().that().resideInAPackage("dev.chainrule.graph").and().arePublic().should(be(closed)).check(MAIN);
  }

  @Test
  void namesSayWhatAClassIs() throws IOException {
    Pattern sayingNothing = Pattern.compile("\\b(class|record|interface|enum)\\s+\\w*(Utils?|Helper|Manager)\\b");
    assertThat(sources()).isNotEmpty().noneMatch(source -> sayingNothing.matcher(text(source)).find());
  }

  @Test
  void filesHaveAtMost500Lines() throws IOException {
    assertThat(sources()).isNotEmpty().allSatisfy(source ->
        assertThat(text(source).lines().count()).as(source + " has too many lines").isLessThanOrEqualTo(500));
  }

  /// Their number is how others refer to them.
  @Test
  void decisionsAreNumberedWithoutGapsOrRepeats() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../docs/adr"))) {
      List<Path> decisions = files.sorted().toList();
      List<String> numbers = decisions.stream().map(file -> file.getFileName().toString().substring(0, 4)).toList();
      assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, decisions.size()).mapToObj("%04d"::formatted).toList());
      assertThat(decisions).allSatisfy(file ->
          assertThat(text(file)).startsWith("# %d. ".formatted(Integer.parseInt(file.getFileName().toString().substring(0, 4)))));
    }
  }

  /// The hand-written sources of all modules.
  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.find(Path.of(".."), 20, (path, attributes) ->
        attributes.isRegularFile() && path.toString().endsWith(".java") && path.startsWith(path.subpath(0, 2).resolve("src")))) {
      return files.toList();
    }
  }

  private static String text(Path source) {
    try {
      return Files.readString(source);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
