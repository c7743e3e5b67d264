package dev.chainrule.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.Structural;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A primitive without a sample would escape every test of the table.
class SampleCoverageTest {
  @Test
  void everyStructuralPrimitiveHasASample() throws IOException, URISyntaxException {
    Set<String> sampled = PrimitiveSamples.structural()
        .map(sample -> sample.primitive().getClass().getName())
        .collect(Collectors.toCollection(TreeSet::new));
    assertThat(sampled).containsAll(structuralClasses());
  }

  @Test
  void everyRowOfGatesHasSamples() {
    assertThat(GateSamples.all().map(Sample::primitive)).containsAll(Gates.table());
  }

  /// The classes in this package that are structural primitives, nested ones included.
  private static Set<String> structuralClasses() throws IOException, URISyntaxException {
    URI home = Gates.class.getResource("Gates.class").toURI();
    try (Stream<Path> files = Files.list(Path.of(home).getParent())) {
      return files.map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
          .map(file -> load(Gates.class.getPackageName() + "." + file.substring(0, file.length() - ".class".length())))
          .filter(type -> Structural.class.isAssignableFrom(type) && !type.isInterface())
          .map(Class::getName)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, SampleCoverageTest.class.getClassLoader());
    } catch (ClassNotFoundException absent) {
      throw new AssertionError(absent);
    }
  }
}
