package dev.chainrule.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is too large is refused with a message, on the stack that the command has, and never by its overflow.
class HostileInputTest {
  /// What the main thread of a JVM has by default.
  private static final long STACK = 1 << 20;

  static Stream<Arguments> tooLarge() {
    return Stream.of(
        Arguments.of("x" + " + x".repeat(250_000), "1000001 characters are more than the 100000 that are read; shorten it with steps, t = …; …"),
        Arguments.of("(".repeat(49_999) + "x" + ")".repeat(49_999), "more than 200 brackets within one another; name inner parts as steps: t = …; …"),
        Arguments.of("(".repeat(99_999), "more than 200 brackets within one another; name inner parts as steps: t = …; …"),
        Arguments.of("sin(".repeat(19_999) + "x" + ")".repeat(19_999), "more than 200 brackets within one another; name inner parts as steps: t = …; …"),
        Arguments.of("[".repeat(99_999), "more than 200 brackets within one another; name inner parts as steps: t = …; …"),
        Arguments.of("x" + "+x".repeat(40_000), "more than 1000 operators in a row; name parts of it as steps: t = …; …"),
        Arguments.of("x" + "^x".repeat(40_000), "more than 1000 operators in a row; name parts of it as steps: t = …; …"),
        Arguments.of("x" + "^-x".repeat(30_000), "more than 1000 operators in a row; name parts of it as steps: t = …; …"),
        Arguments.of("-".repeat(90_000) + "x", "more than 1000 operators in a row; name parts of it as steps: t = …; …"),
        Arguments.of("x" + "'".repeat(90_000), "more than 1000 operators in a row; name parts of it as steps: t = …; …"),
        Arguments.of("(x+".repeat(199) + "x" + "*x".repeat(900) + ")".repeat(199), "more than 1000 operators in a row; name parts of it as steps: t = …; …"),
        Arguments.of("[x" + ",1".repeat(45_000) + "]", "more than 10000 elements are written out; use smaller vectors and matrices"),
        Arguments.of("sum(tile(x, 2000000))", "the result has shape [2000000]; more than 1000000 elements are not explained, use smaller inputs"),
        Arguments.of("sum(linspace(0, 1, 2000) + reshape(linspace(0, 1, 2000), 2000, 1) * x)",
            "the result has shape [2000, 2000]; more than 1000000 elements are not explained, use smaller inputs"));
  }

  @ParameterizedTest
  @MethodSource("tooLarge")
  void isRefused(String expression, String message) throws Exception {
    assertThat(onTheCommandsStack(() -> value(expression))).isInstanceOf(BadInput.class).hasMessageEndingWith(message);
  }

  @Test
  void whatIsWithinTheLimitsIsComputed() throws Exception {
    String nested = "(-sin(x+".repeat(99) + "x" + "))".repeat(99);
    assertThat(onTheCommandsStack(() -> value(nested))).isNull();
    assertThat(onTheCommandsStack(() -> value("x" + " + x".repeat(1000)))).isNull();
    assertThat(onTheCommandsStack(() -> value("x" + "^x".repeat(490)))).isNull();
    assertThat(onTheCommandsStack(() -> value("-".repeat(1000) + "x"))).isNull();
    assertThat(onTheCommandsStack(() -> value("(x+".repeat(200) + "x" + "*x".repeat(800) + ")".repeat(200)))).isNull();
    assertThat(onTheCommandsStack(() -> value("sum(["  + String.join(",", Collections.nCopies(10_000, "-1")) + "]) * x"))).isNull();
  }

  @Test
  void aMillionElementsAsAnInputAreRefused() {
    String input = "x=[" + String.join(",", Collections.nCopies(1_000_000, "1")) + "]";

    assertThatThrownBy(() -> Problem.read(List.of("sum(x)", input), null, null))
        .hasMessageEndingWith("2000001 characters are more than the 100000 that are read; shorten it with steps, t = …; …");
  }

  @Test
  void stepsMayGrowTheResultBeyondAllPathsButNotTheWork() throws Exception {
    List<String> steps = new ArrayList<>(List.of("t0 = x"));
    for (int i = 1; i <= 2000; i++) {
      steps.add("t%d = t%d / 2 + t%d / 2".formatted(i, i - 1, i - 1));
    }

    assertThat(onTheCommandsStack(() -> value(String.join("; ", steps)))).isNull();
  }

  private static void value(String expression) {
    Problem problem = Problem.read(List.of(expression, "x=0.5"), null, null);
    problem.value(problem.inputs()).item();
  }

  private static Throwable onTheCommandsStack(Runnable work) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread = new Thread(null, () -> {
      try {
        work.run();
      } catch (Throwable e) {
        thrown.set(e);
      }
    }, "command", STACK);
    thread.start();
    thread.join();
    return thrown.get();
  }
}
