package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void helpIsThereForEachVerb() {
    assertThat(CommandRun.of("--help").out()).contains("explain", "check", "train", "--version", "--debug");
    assertThat(CommandRun.of()).isEqualTo(CommandRun.of("--help"));
    for (String verb : List.of("explain", "check", "train")) {
      CommandRun run = CommandRun.of(verb, "--help");

      assertThat(run.code()).isZero();
      assertThat(run.out()).contains("Usage: chainrule " + verb).contains("--debug").contains("--help");
      assertThat(run.err()).isEmpty();
    }
  }

  @Test
  void theHelpOfExplainListsTheFunctionsAndTheLimits() {
    assertThat(CommandRun.of("explain", "--help").out())
        .contains("logSumExp", "sigmoid", "pi", "inf", "100000 characters", "--upstream", "--wrt");
  }

  @Test
  void versions() {
    assertThat(CommandRun.of("--version").out()).startsWith("chainrule 0.");
    assertThat(CommandRun.of("explain", "--version").out()).startsWith("chainrule 0.");
  }

  @Test
  void badInputIsOneLineAndCode2() {
    assertThat(CommandRun.of("explian", "x")).isEqualTo(new CommandRun(2, "", "chainrule: unknown command 'explian'; did you mean explain?\n"));
    assertThat(CommandRun.of("explain")).isEqualTo(
        new CommandRun(2, "", "chainrule: no expression; write one and its inputs, as in \"(x + y) * z\" x=-2 y=5 z=-4\n"));
    assertThat(CommandRun.of("explain", "x", "x=1", "--fromat", "json").err()).isEqualTo("chainrule: unknown option '--fromat'; did you mean --format?\n");
    assertThat(CommandRun.of("explain", "--fromat=json", "x", "x=1").err()).isEqualTo("chainrule: unknown option '--fromat'; did you mean --format?\n");
    assertThat(CommandRun.of("explain", "x", "x=1", "--format").err()).startsWith("chainrule: Missing required parameter").hasLineCount(1);
    assertThat(CommandRun.of("--fast").err()).isEqualTo("chainrule: unknown option '--fast'; chainrule --help shows what there is\n");
    assertThat(CommandRun.of("train", "digits", "--epochs", "many").err()).startsWith("chainrule: ").hasLineCount(1);
    assertThat(CommandRun.of("explain", "x +", "x=1").err()).isEqualTo(
        "chainrule: column 4 of \"x +\": the expression ends after '+', where a value should follow; add a number, a name or a bracket\n");
  }

  @Test
  void shortOptionsDoNotHideExpressions() {
    assertThat(CommandRun.of("-h").out()).isEqualTo(CommandRun.of("--help").out());
    assertThat(CommandRun.of("explain", "-h", "h=1").code()).isZero();
    assertThat(CommandRun.of("explain", "-h").err())
        .isEqualTo("chainrule: -h is an expression here, without a value for h; --help shows what there is\n");
  }

  @Test
  void aFileIsNotReadBecauseAnArgumentBeginsWithAnAt() {
    assertThat(CommandRun.of("explain", "@pom.xml").err()).contains("'@' stands where a value should");
  }

  @Test
  void debugShowsWhereAnErrorArose() {
    CommandRun run = CommandRun.of("explain", "x +", "x=1", "--debug");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("chainrule: column 4").contains("\tat dev.chainrule.cli.");
    assertThat(CommandRun.of("--debug", "explain", "x +", "x=1").err()).contains("\tat dev.chainrule.cli.");
  }
}
