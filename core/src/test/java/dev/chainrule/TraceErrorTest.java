package dev.chainrule;

import static dev.chainrule.Chainrule.checkpointedScan;
import static dev.chainrule.Chainrule.cond;
import static dev.chainrule.Chainrule.fori;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.scanReverse;
import static dev.chainrule.Chainrule.vmap;
import static dev.chainrule.Chainrule.whileLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.chainrule.graph.TraceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Errors of traces name the user's line, and the closures that have changed.
class TraceErrorTest {
  private static final Tensor X = Tensor.of(1.0, 2.0);

  /// Where the caller's code is, as errors print it.
  private static String here() {
    StackWalker.StackFrame caller = StackWalker.getInstance().walk(frames -> frames.skip(1).findFirst().orElseThrow());
    return caller.getFileName() + ":" + caller.getLineNumber();
  }

  private static String message(Runnable code) {
    TraceException[] thrown = new TraceException[1];
    assertThatExceptionOfType(TraceException.class).isThrownBy(code::run).satisfies(e -> thrown[0] = e);
    return thrown[0].getMessage();
  }

  // Values that are not known.

  static List<Arguments> readers() {
    String[] line = new String[1];
    UnaryOperator<Tensor> reader = x -> { line[0] = here(); return x.times(x.sum().item()); };
    UnaryOperator<Tensor> decider = x -> { line[0] = here(); return x.sum().gt(0).toBooleans()[0] ? x : x.neg(); };
    return List.of(
        Arguments.of("jit", (Runnable) () -> jit(reader).apply(X), line),
        Arguments.of("jit", (Runnable) () -> jit(decider).apply(X), line),
        Arguments.of("vmap", (Runnable) () -> vmap(reader).apply(X), line),
        Arguments.of("vmap", (Runnable) () -> vmap(grad(reader)).apply(X), line),
        Arguments.of("jit", (Runnable) () -> jit(grad(x -> reader.apply(x).sum())).apply(X), line),
        Arguments.of("cond", (Runnable) () -> cond(Tensor.of(true), () -> reader.apply(X), () -> X), line),
        Arguments.of("scan", (Runnable) () -> scan((Tensor c, Tensor x) -> new Step<>(reader.apply(c), x), Tensor.of(1.0), X), line),
        Arguments.of("scanReverse", (Runnable) () -> scanReverse((Tensor c, Tensor x) -> new Step<>(reader.apply(c), x), Tensor.of(1.0), X), line),
        Arguments.of("checkpointedScan", (Runnable) () -> checkpointedScan((Tensor c, Tensor x) -> new Step<>(reader.apply(c), x), Tensor.of(1.0), X), line),
        Arguments.of("fori", (Runnable) () -> fori(0, 3, (i, c) -> reader.apply(c), X), line),
        Arguments.of("whileLoop", (Runnable) () -> whileLoop(x -> x.sum().lt(9), reader, X), line));
  }

  @ParameterizedTest
  @MethodSource("readers")
  void aTraceOfTypesHasNoValuesToRead(String transform, Runnable code, String[] line) {
    assertThat(message(code)).startsWith("[" + transform + "]").contains("at " + line[0] + ",",
        "knows types only", "where", "cond", "scan", "leave " + transform + " out while debugging");
  }

  @Test
  void whatIsReadIsNamedByTypeAndOperation() {
    assertThat(message(() -> jit(x -> x.times(x.sum().item())).apply(X))).contains("F64[] of sum");
  }

  // Tensors that leave their trace.

  static List<Arguments> traces() {
    BiFunction<Tensor[], String[], UnaryOperator<Tensor>> leaking = (leaked, line) ->
        x -> { line[0] = here(); leaked[0] = x.times(2); return x; };
    return List.of(
        Arguments.of("jit", leaking.andThen(f -> (Runnable) () -> jit(f).apply(X))),
        Arguments.of("vmap", leaking.andThen(f -> (Runnable) () -> vmap(f).apply(X))),
        Arguments.of("cond", leaking.andThen(f -> (Runnable) () -> cond(Tensor.of(true), () -> f.apply(X), () -> X))));
  }

  @ParameterizedTest
  @MethodSource("traces")
  void aTensorThatLeftItsTraceIsRefusedAndBothPlacesAreNamed(String transform, BiFunction<Tensor[], String[], Runnable> code) {
    Tensor[] leaked = new Tensor[1];
    String[] traced = new String[1];
    code.apply(leaked, traced).run();

    String[] used = new String[1];
    assertThat(message(() -> { used[0] = here(); leaked[0].plus(1); })).startsWith("[plus]").contains(
        leaked[0].value().type().toString(), "traced for " + transform + " at " + traced[0], "used at " + used[0],
        "has finished", "Return it from the function");
    assertThat(message(() -> { used[0] = here(); leaked[0].sum(); })).startsWith("[sum]").contains("used at " + used[0]);
    assertThat(message(() -> { used[0] = here(); leaked[0].toDoubles(); })).contains("traced for " + transform, "used at " + used[0]);
    assertThat(leaked[0].toString()).as("debuggers call it").contains("F64", "traced at " + traced[0]);
  }

  @Test
  void aTensorWithAValueThatLeftItsTraceIsAConstant() {
    Tensor[] leaked = new Tensor[1];
    grad(x -> { leaked[0] = x.times(2); return x.sum(); }).apply(X);
    assertThat(leaked[0].plus(1).toDoubles()).containsExactly(3, 5);
    assertThat(grad(x -> x.times(leaked[0]).sum()).apply(X).toDoubles()).containsExactly(2, 4);
  }

  @Test
  void aTraceDoesNotPassToOtherThreads() {
    Throwable[] thrown = new Throwable[1];
    UnaryOperator<Tensor> elsewhere = x -> {
      try {
        return CompletableFuture.supplyAsync(() -> x.times(2)).join();
      } catch (CompletionException e) {
        thrown[0] = e.getCause();
        return x;
      }
    };
    jit(elsewhere).apply(X);
    assertThat(thrown[0]).isInstanceOf(TraceException.class).hasMessageContaining("[times]")
        .hasMessageContaining("does not pass to other threads").hasMessageContaining("on the thread that runs the function");
  }

  // Closures that change under a compiled function.

  private static final class Model {
    private Tensor weights = X;
    private Tensor scale = Tensor.of(3.0);
    private double rate = 0.5;

    Tensor apply(Tensor x) {
      return x.times(weights);
    }

    Tensor scaled(Tensor x) {
      return x.times(scale);
    }

    Tensor rated(Tensor x) {
      return x.times(rate);
    }
  }

  private static Tensor global = X;

  private static final Tensor OTHER = Tensor.of(5.0, 6.0);

  static Stream<Arguments> stale() {
    Model model = new Model();
    Tensor[] array = {X};
    List<Tensor> list = new ArrayList<>(List.of(X));
    Map<String, Tensor> map = new HashMap<>(Map.of("w", X));
    AtomicReference<Tensor> reference = new AtomicReference<>(X);
    boolean[] late = new boolean[1];
    return Stream.of(
        stale("element 0 of the captured Tensor[]", x -> x.times(array[0]), () -> array[0] = OTHER),
        stale("element 0 of the captured List", x -> x.times(list.getFirst()), () -> list.set(0, OTHER)),
        stale("the entry w of the captured Map", x -> x.times(map.get("w")), () -> map.put("w", OTHER)),
        stale("AtomicReference", x -> x.times(reference.get()), () -> reference.set(OTHER)),
        stale("the field weights of Model", model::apply, () -> model.weights = OTHER),
        stale("the field weights of Model is 5.0 now", x -> model.apply(x), () -> model.weights = Tensor.of(5.0)),
        stale("the field scale of Model was 3.0 when the function was traced and is 4.0 now", model::scaled, () -> model.scale = Tensor.of(4.0)),
        stale("the number 0.25 was 0.5", model::rated, () -> model.rate = 0.25),
        stale("the field global of TraceErrorTest", x -> x.times(global), () -> global = OTHER),
        stale("did sin when it was traced and does cos now", x -> late[0] ? x.cos() : x.sin(), () -> late[0] = true));
  }

  private static Arguments stale(String name, UnaryOperator<Tensor> function, Runnable change) {
    return Arguments.of(name, function, change);
  }

  @ParameterizedTest
  @MethodSource("stale")
  void aClosureThatChangesUnderACompiledFunctionIsNamed(String name, UnaryOperator<Tensor> function, Runnable change) {
    UnaryOperator<Tensor> compiled = jit(function);
    compiled.apply(X);
    change.run();
    assertThat(message(() -> compiled.apply(X))).startsWith("[jit] ").contains(name, "pass it as an argument");
  }

  @Test
  void aChangeShowsWhatWasAndWhatIs() {
    Model model = new Model();
    UnaryOperator<Tensor> compiled = jit(model::apply);
    compiled.apply(X);
    model.weights = OTHER;
    assertThat(message(() -> compiled.apply(X))).contains("F64[2] [1.0, 2.0] then, F64[2] [5.0, 6.0] now");
  }

  /// With the old constant, this gradient would be 0 in silence.
  @Test
  void aCaptureThatIsNowDifferentiatedIsNoConstant() {
    Model model = new Model();
    UnaryOperator<Tensor> compiled = jit(model::apply);
    compiled.apply(X);
    UnaryOperator<Tensor> byWeights = grad(w -> {
      model.weights = w;
      return compiled.apply(X).sum();
    });
    assertThat(message(() -> byWeights.apply(X))).contains("the field weights of Model", "differentiated", "pass it as an argument");
  }
}
