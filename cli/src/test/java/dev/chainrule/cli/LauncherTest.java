package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Runs the real launcher where the JDKs and Maven only tell what they were asked, so that no JDK, an old JDK or a broken
/// build can be tried on any machine.
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

  @TempDir
  private Path elsewhere;

  private FakeCheckout checkout;

  @BeforeEach
  void layOut() throws Exception {
    elsewhere = elsewhere.toRealPath();
    checkout = new FakeCheckout(elsewhere);
  }

  @Test
  void withoutAJdkOneLineSaysWhatToInstall() throws Exception {
    FakeCheckout.Run run = checkout.launch("explain", "x");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .containsExactly("chainrule: no JDK 25 or newer found: install one (for example Temurin 25)"
            + " or set CHAINRULE_JAVA_HOME");
  }

  @Test
  void aJdkThatIsTooOldIsSkipped() throws Exception {
    checkout.environment.put("JAVA_HOME", checkout.jdk("17.0.9").toString());
    checkout.jdk("21");
    Path new25 = checkout.jdk("25.0.3");

    assertThat(checkout.launch("explain", "x").out()).startsWith("jdk " + new25);
  }

  @Test
  void aRuntimeWithoutCompilerIsSkipped() throws Exception {
    Files.delete(checkout.jdk("25.0.1").resolve("bin/javac"));
    Path whole = checkout.jdk("26");

    assertThat(checkout.launch("explain", "x").out()).startsWith("jdk " + whole);
  }

  @Test
  void itsOwnVariableComesFirstThenJavaHomeThenThePath() throws Exception {
    checkout.jdk("25");
    Path onPath = checkout.jdk("26");
    Files.createSymbolicLink(checkout.tools.resolve("java"), onPath.resolve("bin/java"));
    assertThat(checkout.launch("explain", "x").out()).startsWith("jdk " + onPath);

    Path home = checkout.jdk("27.0.1");
    checkout.environment.put("JAVA_HOME", home.toString());
    assertThat(checkout.launch("explain", "x").out()).startsWith("jdk " + home);

    Path own = checkout.jdk("28");
    checkout.environment.put("CHAINRULE_JAVA_HOME", own.toString());
    assertThat(checkout.launch("explain", "x").out()).startsWith("jdk " + own);
  }

  @Test
  void itsOwnVariableIsNotOverruledInSilence() throws Exception {
    checkout.jdk("25");
    Path old = checkout.jdk("17");
    checkout.environment.put("CHAINRULE_JAVA_HOME", old.toString());

    FakeCheckout.Run run = checkout.launch("explain", "x");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).containsExactly("chainrule: CHAINRULE_JAVA_HOME is not a JDK 25 or newer: " + old);
  }

  @Test
  void worksThroughALinkFromElsewhereAndPassesArgumentsAndExitCodeOn() throws Exception {
    checkout.jdk("25");
    Path link = Files.createSymbolicLink(elsewhere.resolve("a link"), checkout.folder.resolve("chainrule"));

    FakeCheckout.Run run = checkout.launch(link, "explain", "(x + y) * z", "", "x=$HOME *", "exit=1");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .containsSequence(
            "<-cp>",
            "<" + checkout.folder + "/cli/target/lib/a.jar:" + checkout.folder + "/cli/target/lib/b.jar>",
            "<dev.chainrule.cli.Main>",
            "<explain>",
            "<(x + y) * z>",
            "<>",
            "<x=$HOME *>",
            "<exit=1>");
  }

  @Test
  void buildsOnFirstUseAndWhenASourceIsNewerOnly() throws Exception {
    checkout.jdk("25");
    assertThat(checkout.launch("explain", "x").err())
        .containsExactly("chainrule: building (log: " + checkout.folder + "/target/launcher/build.log)");
    assertThat(checkout.launch("explain", "x").err()).isEmpty();
    assertThat(checkout.builds()).isEqualTo(1);

    checkout.ageBuild();
    FakeCheckout.write(checkout.source, "class A { }");
    assertThat(checkout.launch("explain", "x").err()).hasSize(1);
    assertThat(checkout.builds()).isEqualTo(2);
  }

  @Test
  void aSourceFromTheFutureBuildsOnceAtEachStart() throws Exception {
    checkout.jdk("25");
    FakeCheckout.age(checkout.source, -3600);

    assertThat(checkout.launch("explain", "x").exit()).isZero();
    assertThat(checkout.launch("explain", "x").exit()).isZero();

    assertThat(checkout.builds()).isEqualTo(2);
  }

  @Test
  void aDeletedSourceIsNoticed() throws Exception {
    checkout.jdk("25");
    checkout.launch("explain", "x");
    checkout.ageBuild();
    Files.delete(checkout.source);

    checkout.launch("explain", "x");

    assertThat(checkout.builds()).isEqualTo(2);
  }

  @Test
  void aBuildThatFailsNamesItsLogAndIsTriedAgain() throws Exception {
    checkout.jdk("25");
    FakeCheckout.script(checkout.tools.resolve("mvn"), "#!/bin/sh\necho broken\nexit 1\n");

    for (int attempt = 1; attempt <= 2; attempt++) {
      FakeCheckout.Run run = checkout.launch("explain", "x");

      Path log = checkout.folder.resolve("target/launcher/build.log");
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).endsWith("chainrule: the build failed, see " + log);
      assertThat(log).hasContent("broken");
    }
  }

  @Test
  void withoutMavenOneLineSaysSo() throws Exception {
    checkout.jdk("25");
    Files.delete(checkout.tools.resolve("mvn"));

    FakeCheckout.Run run = checkout.launch("explain", "x");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).containsExactly("chainrule: Maven (mvn) is needed to build, and is not on the PATH");
  }

  @Test
  void aBuilderThatDiedIsTakenOverFrom() throws Exception {
    checkout.jdk("25");
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Path state = Files.createDirectories(checkout.folder.resolve("target/launcher"));
    Files.createSymbolicLink(state.resolve("lock"), Path.of(String.valueOf(gone.pid())));

    assertThat(checkout.launch("explain", "x").exit()).isZero();
  }

  /// The JVM would neither use it nor make a new one.
  @Test
  void anArchiveOfEarlierJarsIsThrownAway() throws Exception {
    checkout.jdk("25");
    checkout.launch("explain", "x");
    Path archive = checkout.folder.resolve("target/launcher/explain.jsa");
    FakeCheckout.write(archive, "classes");
    checkout.launch("explain", "x");
    assertThat(archive).exists();

    FakeCheckout.age(archive, 3600);
    assertThat(checkout.launch("explain", "x").out()).contains("<-XX:+AutoCreateSharedArchive>", "<-XX:SharedArchiveFile=" + archive + ">");
    assertThat(archive).doesNotExist();
  }

  @Test
  void onlyTheVerbsThatComputeMuchLoadTheVectorModule() throws Exception {
    checkout.jdk("25");
    for (String verb : List.of("train", "bench", "conformance", "gradbench", "serve", "shell")) {
      assertThat(checkout.launch(verb).out()).as(verb).containsSequence("<--add-modules>", "<jdk.incubator.vector>")
          .doesNotContain("<-XX:TieredStopAtLevel=1>");
    }
    for (String verb : List.of("explain", "check", "--help")) {
      assertThat(checkout.launch(verb).out()).as(verb).doesNotContain("<--add-modules>").contains("<-XX:TieredStopAtLevel=1>");
    }
    assertThat(checkout.launch("--debug", "train").out()).contains("<-XX:CompileThresholdScaling=0.1>");
    assertThat(checkout.launch("serve").out()).doesNotContain("<-XX:CompileThresholdScaling=0.1>");
  }

  @Test
  void moreFlagsComeFromTheEnvironment() throws Exception {
    checkout.jdk("25");
    checkout.environment.put("CHAINRULE_JAVA_OPTS", "-Xmx8g -ea");

    assertThat(checkout.launch("train", "digits").out()).contains("<-Xmx8g>", "<-ea>");
  }
}
