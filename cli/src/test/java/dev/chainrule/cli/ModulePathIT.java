package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A user's module that does not open its packages, compiled and run against the packaged library, with no flag but the
/// module path.
class ModulePathIT {
  private static final Path TOOLS = Path.of(System.getProperty("java.home"), "bin");
  private static final Path LIBRARY = Path.of("target/lib").toAbsolutePath();

  @TempDir
  static Path folder;

  private record Run(int code, String out, String err) {}

  @BeforeAll
  static void compile() throws Exception {
    write("module-info.java", """
        module app {
          requires dev.chainrule;
        }
        """);
    write("app/Main.java", """
        package app;

        import dev.chainrule.*;
        import java.lang.invoke.MethodHandles;

        final class Main {
          private record Params(Tensor w, Tensor b) {}

          public static void main(String[] arguments) {
            if (arguments.length > 0) {
              Tree.register(MethodHandles.lookup());
            }
            var gradient = Chainrule.grad((Params p) -> p.w().times(p.w()).plus(p.b()));
            System.out.println(gradient.apply(new Params(Tensor.of(3.0), Tensor.of(1.0))).w());
          }
        }
        """);
    Run javac = run("javac", "-p", LIBRARY.toString(), "-d", folder.resolve("classes").toString(),
        folder.resolve("module-info.java").toString(), folder.resolve("app/Main.java").toString());
    assertThat(javac.code).as(javac.err).isZero();
  }

  @Test
  void recordsOfAClosedModuleAreRefusedWithTheRemedy() throws Exception {
    Run run = app();

    assertThat(run.code).isEqualTo(1);
    assertThat(run.err).contains("StructureException",
        "record Params is in the package app, which module app does not open; call Tree.register(MethodHandles.lookup()) there once");
  }

  @Test
  void onceTheModuleHasRegisteredTheyAreTrees() throws Exception {
    Run run = app("register");

    assertThat(run.out.strip()).isEqualTo("F64 6.0");
    assertThat(run.code).isZero();
  }

  private static Run app(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("java", "-p", LIBRARY + File.pathSeparator + folder.resolve("classes"), "-m", "app/app.Main"));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  private static Run run(String... command) throws Exception {
    command[0] = TOOLS.resolve(command[0]).toString();
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    int code = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    return new Run(code, Files.readString(out), Files.readString(err));
  }

  private static void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
