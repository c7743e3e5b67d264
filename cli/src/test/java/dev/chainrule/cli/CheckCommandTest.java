package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckCommandTest {
  @Test
  void comparesTheThreeWays() {
    CommandRun run = CommandRun.of("check", "sum(W @ x) * y", "W=[1,2;3,4]", "x=[5,6]", "y=2", "--wrt", "W,y");

    assertThat(run).isEqualTo(new CommandRun(0, """
        input    reverse  forward  difference
        W[0, 0]       10       10          10
        W[0, 1]       12       12          12
        W[1, 0]       10       10          10
        W[1, 1]       12       12          12
        y             56       56          56

        5 derivatives checked: reverse mode, forward mode and central differences agree.
        """, ""));
  }

  @Test
  void anUpstreamGradientMakesAScalarOfAVector() {
    CommandRun run = CommandRun.of("check", "relu(x)", "x=[1,-2,3,-3]", "--upstream", "[4,-1,5,9]");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("x[2]         5        5           5");
  }

  /// Where there is no derivative, differences cannot confirm the one that is taken by convention.
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      relu(x)                   | x=0      | a kink: the slope is 0 on the left and 1 on the right, so there is no derivative; 0 is taken by convention
      abs(x - 1)                | x=1      | a kink: the slope is -1 on the left and 1 on the right, so there is no derivative; 0 is taken by convention
      max(x, 2 * x)             | x=0      | a kink: the slope is 1 on the left and 2 on the right, so there is no derivative; 1 is taken by convention
      floor(x)                  | x=3      | a jump: the value is 2 on the left and 3 on the right, so there is no derivative
      where(x > 1e6, 1, 0) * x  | x=1e6    | a jump: the value is 0 on the left and 1000000 on the right, so there is no derivative
      sqrt(x)                   | x=0      | an edge: no finite value on the left, so there is no derivative
      cbrt(x)                   | x=0      | a vertical tangent: the slope grows without bound, so there is no derivative
      log(x)                    | x=-1     | the value itself is nan
      """)
  void saysWhyADerivativeIsNotConfirmed(String expression, String input, String remark) {
    CommandRun run = CommandRun.of("check", expression, input);

    assertThat(run.out()).contains(remark).contains("Not confirmed: 1 of 1 derivative.");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
  }

  /// The distance of the first differences does not suit every function; smaller ones are tried before any alarm.
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      log(x)         | x=1e-8
      sin(x)         | x=1e6
      1 / x          | x=1e-7
      exp(1e4 * x)   | x=1e-3
      sin(1e4 * x)   | x=1
      sin(1e6 * x)   | x=0.3
      sin(1e8 * x)   | x=1
      cos(1e9 * x)   | x=0
      tanh(1e7 * x)  | x=1e-8
      """)
  void looksCloserBeforeItComplains(String expression, String input) {
    CommandRun run = CommandRun.of("check", expression, input);

    assertThat(run.out()).contains("1 derivative checked").doesNotContain("jump");
    assertThat(run.code()).isZero();
  }

  /// Neither rounding nor curvature is taken for a kink.
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      1e8 + x            | x=1
      x ^ 2              | x=0
      abs(x) ^ 3         | x=0
      1e6 * x ^ 2        | x=1
      abs(x)             | x=1e-5
      tanh(1000 * x)     | x=0
      relu(x)            | x=-1e-4
      """)
  void confirmsWhatIsSmooth(String expression, String input) {
    assertThat(CommandRun.of("check", expression, input).out()).contains("1 derivative checked");
  }

  @Test
  void ofManyDerivativesOnlyThoseAreListedThatNeedIt() {
    String elements = "1, ".repeat(99) + "0";

    assertThat(CommandRun.of("check", "sum(x ^ 2)", "x=[" + elements + "]").out())
        .isEqualTo("100 derivatives checked: reverse mode, forward mode and central differences agree.\n");
    assertThat(CommandRun.of("check", "sum(relu(x))", "x=[" + elements + "]").out())
        .contains("x[99]").doesNotContain("x[98]").contains("Not confirmed: 1 of 100 derivatives.");
  }

  @Test
  void tooManyElementsAreRefusedAndFixedOnesDoNotCount() {
    String big = "W=[" + "1,".repeat(1000) + "0]";

    assertThat(CommandRun.of("check", "sum(W * x)", big, "x=2")).isEqualTo(new CommandRun(2, "",
        "chainrule: the inputs have 1002 elements, and at most 1000 are checked; make them smaller, or choose some with --wrt\n"));
    assertThat(CommandRun.of("check", "sum(W * x)", big, "x=2", "--wrt", "x").code()).isZero();
  }
}
