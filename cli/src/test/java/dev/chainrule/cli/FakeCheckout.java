package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A small checkout with the real launcher, and around it a machine that has only what a test puts there: the JDKs and
/// Maven are scripts.
final class FakeCheckout {

  private static final List<String> TOOLS = List.of(
      "dirname", "find", "head", "ln", "mkdir", "mv", "readlink", "rm", "sleep", "touch");

  /// A JVM that prints its arguments, one a line, and ends with the code that the last one names.
  private static final String JAVA =
      """
      #!/bin/sh
      echo "jdk ${0%/bin/java}"
      for argument; do echo "<$argument>"; done
      case $argument in exit=*) exit "${argument#exit=}" ;; esac
      """;

  private static final String MVN =
      """
      #!/bin/sh
      echo built >> "$BUILDS"
      mkdir -p cli/target/lib && touch cli/target/lib/a.jar cli/target/lib/b.jar
      """;

  final Path folder;
  final Path source;
  final Path tools;
  final Map<String, String> environment = new TreeMap<>();
  private final Path parent;
  private final Path jdks;

  record Run(int exit, List<String> out, List<String> err) {}

  FakeCheckout(Path parent) throws IOException {
    this.parent = parent;
    folder = Files.createDirectories(parent.resolve("a check out"));
    Files.copy(Path.of("..", "chainrule").toAbsolutePath().normalize(), folder.resolve("chainrule"));
    makeExecutable(folder.resolve("chainrule"));
    source = folder.resolve("core/src/main/java/A.java");
    write(source, "class A {}");
    write(folder.resolve("pom.xml"), "<project/>");
    for (String file : List.of("pom.xml", "core/src/main", "core/src/main/java", "core/src/main/java/A.java")) {
      age(folder.resolve(file), 60);
    }

    tools = Files.createDirectories(parent.resolve("tools"));
    for (String tool : TOOLS) {
      script(tools.resolve(tool), "#!/bin/sh\nexec " + which(tool) + " \"$@\"\n");
    }
    script(tools.resolve("mvn"), MVN);
    jdks = Files.createDirectories(parent.resolve("jdks"));
    environment.put("PATH", tools.toString());
    environment.put("HOME", parent.toString());
    environment.put("BUILDS", parent.resolve("builds").toString());
    environment.put("CHAINRULE_JDK_FOLDERS", jdks.toString());
  }

  Run launch(String... arguments) throws Exception {
    return launch(folder.resolve("chainrule"), arguments);
  }

  Run launch(Path command, String... arguments) throws Exception {
    Path out = parent.resolve("out");
    Path err = parent.resolve("err");
    String[] all = new String[arguments.length + 1];
    all[0] = command.toString();
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    ProcessBuilder builder = new ProcessBuilder(all)
        .directory(parent.toFile())
        .redirectOutput(out.toFile())
        .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
  }

  Path jdk(String version) throws IOException {
    Path jdk = jdks.resolve("jdk " + version);
    script(jdk.resolve("bin/java"), JAVA);
    script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    write(jdk.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\nMODULES=\"java.base\"\n");
    return jdk;
  }

  /// Moves the last build ten seconds back, so that the test does not depend on how fine the file system's times are.
  void ageBuild() throws IOException {
    age(folder.resolve("target/launcher/stamp"), 10);
  }

  static void age(Path file, int seconds) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(seconds)));
  }

  int builds() throws IOException {
    return Files.readAllLines(parent.resolve("builds")).size();
  }

  static void script(Path file, String text) throws IOException {
    write(file, text);
    makeExecutable(file);
  }

  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path which(String tool) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(entry -> Path.of(entry, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError(tool + " is not on the PATH"));
  }
}
