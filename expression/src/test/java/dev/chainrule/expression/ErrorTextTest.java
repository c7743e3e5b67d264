package dev.chainrule.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Errors teach: each says where, what, and how to mend it.
class ErrorTextTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      x +            | 4  | the expression ends after '+', where a value should follow; add a number, a name or a bracket
      x + * y        | 5  | '*' stands where a value should; add a number, a name or a bracket before it
      +x             | 1  | '+' stands where a value should; add a number, a name or a bracket before it
      x ** 2         | 4  | '**' is written ^
      2x             | 2  | an operator is missing before 'x'; a product is written 2 * x
      (x + y)z       | 8  | an operator is missing before 'z'; a product is written ) * z
      x (x + 1)      | 1  | unknown function x; a product is written x * (…)
      x y            | 3  | an operator is missing before 'y'; a product is written x * y
      (x + y         | 1  | '(' is not closed; add ) where it should end
      f(x + [y, 1    | 7  | '[' is not closed; add ] where it should end
      (x + [y, 1)    | 6  | '[' is not closed; add ] where it should end
      x + y)         | 6  | ')' closes no bracket; leave it out, or open one with (
      x, y           | 2  | ',' separates the arguments of a function or the elements of a vector; put the list in brackets
      (x; y)         | 3  | ';' ends a step or a row of a matrix, and this is neither; close the bracket first
      x + y = z      | 7  | '=' follows only the name of a step, as in t = x + y; …; to compare, write ==
      1 < x < 2      | 7  | comparisons do not chain; write and(a < b, b < c)
      x × y          | 3  | '×' has no meaning here; write *
      x − y          | 3  | '−' has no meaning here; write -
      x² + 1         | 2  | '²' has no meaning here; write ^2
      x $ y          | 3  | '$' has no meaning here; leave it out
      x; y           | 1  | a step before the last needs a name, as in t = x; …
      [1, 2; 3]      | 8  | this row has 1 elements and the first has 2; rows of a matrix have the same length
      []             | 2  | ']' stands where a value should; add a number, a name or a bracket before it
      f()            | 1  | unknown function f; chainrule explain --help lists them
      sine(x)        | 1  | unknown function sine; did you mean sin, sinc, sinh?
      ln(x)          | 1  | unknown function ln; did you mean log?
      logsumexp(x)   | 1  | unknown function logsumexp; did you mean logSumExp?
      2 * exp        | 5  | unknown name exp; as a function it is exp(tensor)
      x + yy         | 5  | unknown name yy; give it a value, as in yy=2
      x + X          | 5  | unknown name X; did you mean x?
      exp(x, 2)      | 1  | these arguments do not fit; it is exp(tensor)
      elu(x, x)      | 1  | these arguments do not fit; it is elu(tensor, number), where numbers are constants
      max(x, 1, 2)   | 1  | these arguments do not fit; it is max(tensor), of all elements, or max(tensor, tensor), the larger of each two
      sum(x, 0.5)    | 1  | these arguments do not fit; it is sum(tensor, whole numbers…), where numbers are constants
      1e999 * x      | 1  | 1e999 is too large for a 64-bit number; the largest is 1.797e308, and inf is infinity
      x * 1e-999     | 5  | 1e-999 is too small for a 64-bit number; the smallest is 4.9e-324
      x * 9^9^9^9    | 8  | 9 ^ 9 ^ 9 is no finite 64-bit number; change it, or write inf or nan if you mean that
      x + 1 / 0      | 7  | 1 / 0 is no finite 64-bit number; change it, or write inf or nan if you mean that
      x * log(-1)    | 5  | log(-1) is no finite 64-bit number; change it, or write inf or nan if you mean that
      [x, [1, 2]]    | 5  | an element is a number, and this has shape [2]; concat(0, a, b) joins vectors, and rows of a matrix are divided by ;
      [x, x > 1]     | 7  | an element is a number, and this is true or false; where(condition, 1, 0) makes one of it
      x = 3; x       | 1  | x is an input, so no step can have its name; rename one of them
      t = x; t = x; t | 8 | there is a step t already; give this one another name
      """)
  void pointAtTheColumn(String expression, int column, String message) {
    assertThatThrownBy(() -> value(expression, "x=0.5"))
        .isInstanceOf(BadInput.class)
        .hasMessage("column %d of \"%s\": %s".formatted(column, expression, message));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      x       | 'x' is no input: those are written name=value, as in x=-2; an expression with spaces needs quotes around it
      =2      | '=2' is no input: before = stands a name, of letters, digits and _, which begins with a letter
      2x=3    | '2x=3' is no input: before = stands a name, of letters, digits and _, which begins with a letter
      x=      | column 3 of "x=": there is no expression; write one, like (x + y) * z
      x=1/    | column 5 of "x=1/": the expression ends after '/', where a value should follow; add a number, a name or a bracket
      x=y     | column 3 of "x=y": unknown name y; a value that is given is made of numbers and e, inf, nan, pi
      x=1=2   | column 4 of "x=1=2": '=' follows only the name of a step, as in t = x + y; …; to compare, write ==
      x=1/0   | column 4 of "x=1/0": 1 / 0 is no finite 64-bit number; change it, or write inf or nan if you mean that
      x=1<2   | the input x is true or false; give it a number
      """)
  void aboutInputs(String input, String message) {
    assertThatThrownBy(() -> value("x", input)).isInstanceOf(BadInput.class).hasMessage(message);
  }

  @Test
  void anInputGivenTwice() {
    assertThatThrownBy(() -> value("x", "x=1", "x=1")).hasMessage("the input x is given twice; leave one out");
  }

  @Test
  void whatTheLibraryRefusesGetsItsColumn() {
    assertThatThrownBy(() -> value("x + [1,2]@[1,2,3]", "x=1"))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("column 10 of \"x + [1,2]@[1,2,3]\": [matmul] shapes [2] and [3]: the inner extents differ");
    assertThatThrownBy(() -> value("sum(x + y)", "x=[1, 2]", "y=[1, 2, 3]"))
        .hasMessageStartingWith("column 7 of \"sum(x + y)\": [plus] shapes [2] and [3] do not broadcast");
  }

  @Test
  void anInputThatIsNotUsed() {
    assertThatThrownBy(() -> value("x", "x=1", "y=3")).hasMessage("the input y is given, but the expression does not use it; leave it out");
    assertThatThrownBy(() -> value("sine(x)", "x=1", "y=3")).hasMessageStartingWith("column 1 of \"sine(x)\": unknown function sine");
  }

  @Test
  void nothingToDifferentiate() {
    assertThatThrownBy(() -> value("2 * 3"))
        .hasMessage("there is nothing to differentiate, since the expression has no inputs; write a name and its value, as in x^2 x=3");
    assertThatThrownBy(() -> value("x")).hasMessage("column 1 of \"x\": unknown name x; give it a value, as in x=2");
    assertThatThrownBy(() -> Problem.read(List.of(), null, null))
        .hasMessage("no expression; write one and its inputs, as in \"(x + y) * z\" x=-2 y=5 z=-4");
    assertThatThrownBy(() -> value("")).hasMessage("column 1 of \"\": there is no expression; write one, like (x + y) * z");
  }

  @Test
  void aResultWithoutAGradient() {
    assertThatThrownBy(() -> value("relu(x)", "x=[1, -2]"))
        .hasMessage("the result has shape [2], but a gradient needs a scalar: wrap it in sum(…) or mean(…), or give the gradient from above, --upstream \"[1, 1]\"");
    assertThatThrownBy(() -> value("x > 1", "x=2"))
        .hasMessage("the result is true or false, which has no derivative; choose between numbers with where(condition, a, b)");
  }

  @Test
  void anUpstreamGradientOfAnotherShape() {
    Problem problem = Problem.read(List.of("relu(x)", "x=[1, 2]"), null, "[1, 2, 3]");

    assertThatThrownBy(() -> problem.value(problem.inputs()))
        .hasMessage("--upstream has shape [3], but the result has shape [2]; give as many numbers, or one for all");
  }

  @Test
  void inputsToDifferentiateThatAreNone() {
    assertThatThrownBy(() -> Problem.read(List.of("x * y", "x=1", "y=2"), "x,z", null))
        .hasMessage("--wrt names 'z', which is no input; there are x, y");
    assertThatThrownBy(() -> Problem.read(List.of("x", "x=1"), "", null)).hasMessage("--wrt names '', which is no input; there is x");
  }

  @Test
  void aLongExpressionIsQuotedAroundTheColumn() {
    String text = "x + ".repeat(50) + "sine(x)" + " + x".repeat(50);

    assertThatThrownBy(() -> value(text, "x=1")).hasMessage(
        "column 201 of \"…+ x + x + x + x + x + x + x + sine(x) + x + x + x + x + x + …\": unknown function sine; did you mean sin, sinc, sinh?");
  }

  @Test
  void nothingThatSteersATerminalIsEchoed() {
    assertThatThrownBy(() -> value("x + \u001b[31m", "x=1"))
        .isInstanceOf(BadInput.class)
        .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\u001b").doesNotContain("\n"));
  }

  private static double value(String... arguments) {
    Problem problem = Problem.read(Arrays.asList(arguments), null, null);
    return problem.value(problem.inputs()).item();
  }
}
