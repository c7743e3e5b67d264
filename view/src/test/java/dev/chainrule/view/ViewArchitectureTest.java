package dev.chainrule.view;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ViewArchitectureTest {
  /// Explanations read graphs and watch the transforms; how anything is computed they do not know.
  @Test
  void knowsGraphsAndTransformsButNoExecution() {
    classes().should().onlyDependOnClassesThat().resideInAnyPackage("java..", "org.jspecify.annotations", "com.google.gson.stream", "javax.tools",
            "dev.chainrule.view", "dev.chainrule", "dev.chainrule.graph", "dev.chainrule.op", "dev.chainrule.transform")
        .check(new ClassFileImporter().importPath(Path.of("target/classes")));
  }
}
