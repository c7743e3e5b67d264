package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.expression.ExpressionHelp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Whatever is typed is either computed or refused in one line: it is never a defect of the program that shows.
class AnyInputProperties {
  private static final List<String> WORDS = words();

  @Property(tries = 300)
  void anythingIsComputedOrRefused(@ForAll("expressions") String expression, @ForAll("formats") String format) {
    assertIsComputedOrRefused("explain", expression, "x=0.5", "V=[1, -2, 3]", "M=[1, 2; 3, 4]", "--format", format);
  }

  /// A function of one or more arguments that may fit.
  @Property(tries = 300)
  void everyFunctionTakesOrRefusesItsArguments(@ForAll("functions") String function, @ForAll("arguments") List<String> arguments) {
    String call = "sum(%s(%s) * 1) + 0 * (x + sum(V) + sum(M))".formatted(function, String.join(", ", arguments));
    assertIsComputedOrRefused("explain", call, "x=0.5", "V=[1, -2, 3]", "M=[1, 2; 3, 4]");
    assertIsComputedOrRefused("check", call, "x=0.5", "V=[1, -2, 3]", "M=[1, 2; 3, 4]");
  }

  private static void assertIsComputedOrRefused(String... arguments) {
    CommandRun run = CommandRun.of(arguments);

    assertThat(run.err()).as(Arrays.toString(arguments)).doesNotContain("defect");
    if (run.code() == 2) {
      assertThat(run.err()).as(Arrays.toString(arguments)).startsWith("chainrule: ").hasLineCount(1);
    } else {
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<String> expressions() {
    return Arbitraries.of(WORDS).list().ofMinSize(1).ofMaxSize(12).map(words -> "x+sum(V)+sum(M)+" + String.join(" ", words));
  }

  @Provide
  Arbitrary<String> formats() {
    return Arbitraries.of("text", "json", "dot", "java");
  }

  @Provide
  Arbitrary<String> functions() {
    return Arbitraries.of(functionNames());
  }

  @Provide
  Arbitrary<List<String>> arguments() {
    return Arbitraries.of("x", "V", "M", "0", "1", "-1", "2", "0.5", "x > 0", "V > 0", "[1, 2, 3]", "M'", "3").list().ofMaxSize(4);
  }

  private static List<String> words() {
    List<String> words = new ArrayList<>(List.of("x", "V", "M", "1", "2", "0.5", "1e-3", "pi", "inf", "nan", "+", "-", "*", "/", "^", "@", "'",
        "<", ">=", "==", "(", ")", "(", ")", "[", "]", ",", ";", "=", "t", "$", "sum(V)", "max(M)", "sin(x)", "[1, x]"));
    words.addAll(functionNames().subList(0, 10).stream().map(name -> name + "(").toList());
    return words;
  }

  /// As the help lists them.
  private static List<String> functionNames() {
    String help = ExpressionHelp.text();
    String functions = help.substring(help.indexOf("each two:") + "each two:".length(), help.indexOf("Limits:"));
    return Arrays.asList(functions.strip().split("\\s+"));
  }
}
