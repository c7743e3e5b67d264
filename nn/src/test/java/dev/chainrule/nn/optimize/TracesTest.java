package dev.chainrule.nn.optimize;

import static dev.chainrule.Chainrule.jit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.chainrule.Compiled;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Optimisers and schedules against those of PyTorch and Optax, by traces that `traces.py` computed.
class TracesTest {
  private static final JsonObject TRACES = traces();

  private static final Map<String, Optimizer<?>> OPTIMIZERS = Map.ofEntries(
      Map.entry("sgd", new Sgd(0.1)),
      Map.entry("sgdDecayed", new Sgd(0.1).decayed(0.2, Mask.ALL)),
      Map.entry("momentum", new Momentum(0.1, 0.9)),
      Map.entry("nesterov", new Momentum(0.1, 0.9, true)),
      Map.entry("adagrad", new Adagrad(0.1)),
      Map.entry("rmsProp", new RmsProp(0.01)),
      Map.entry("rmsPropMomentum", new RmsProp(0.01, 0.9, 0.5, 1e-8)),
      Map.entry("adam", new Adam(0.05)),
      Map.entry("adamW", new AdamW(0.05, 0.1)),
      Map.entry("adamWMatrices", new AdamW(0.05, 0.1, Mask.MATRICES)),
      Map.entry("nAdam", new NAdam(0.05)),
      Map.entry("adafactor", new Adafactor(0.05)),
      Map.entry("adafactorDecayed", new Adafactor(0.5, -0.8, 1e-3, 1, 0.1)),
      Map.entry("lion", new Lion(0.05, 0.9, 0.99, 0.1, Mask.ALL)),
      Map.entry("lamb", new Lamb(0.05, 0.9, 0.999, 1e-6, 0.1, Mask.ALL)),
      Map.entry("clippedByNorm", new Sgd(0.1).clippedByNorm(1.5)),
      Map.entry("clippedByValue", new Sgd(0.1).clippedByValue(0.5)),
      Map.entry("accumulated", new Adam(0.05).accumulated(3)),
      Map.entry("scheduled", new AdamW(0.05, 0.1).scheduled(Schedule.cosine(6, 0.1))));

  private static final Map<String, Schedule> SCHEDULES = Map.of(
      "stepwise", Schedule.stepwise(5, 0.3),
      "exponential", Schedule.exponential(1, 0.8),
      "polynomial", Schedule.polynomial(20, 0, 2),
      "cosine", Schedule.cosine(20, 0.1),
      "oneCycle", Schedule.oneCycle(24, 0.25, 1.0 / 25, 1.0 / 1000),
      "warmUpCosine", Schedule.warmUp(4, Schedule.cosine(16, 0.1)));

  private record Model(Tensor w, Tensor b) {
    static Model of(JsonElement json) {
      JsonArray parts = json.getAsJsonArray();
      return new Model(Tensor.of(Shape.of(3, 2), numbers(parts.get(0))), Tensor.of(numbers(parts.get(1))));
    }
  }

  private static JsonObject traces() {
    try (var reader = new InputStreamReader(TracesTest.class.getResourceAsStream("traces.json"), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double[] numbers(JsonElement json) {
    return json.getAsJsonArray().asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
  }

  @Test
  void everyTraceIsCompared() {
    assertThat(OPTIMIZERS.keySet()).isEqualTo(TRACES.getAsJsonObject("optimizers").keySet());
    assertThat(SCHEDULES.keySet()).isEqualTo(TRACES.getAsJsonObject("schedules").keySet());
  }

  @TestFactory
  Stream<DynamicTest> optimizersGoWhereTheirPeersGo() {
    return OPTIMIZERS.entrySet().stream().map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
      JsonArray expected = TRACES.getAsJsonObject("optimizers").getAsJsonArray(one.getKey());
      requireTrace(one.getValue(), expected, true);
      requireTrace(one.getValue(), expected, false);
    }));
  }

  private record Standing<S>(Model model, S state) {}

  private static <S> void requireTrace(Optimizer<S> optimizer, JsonArray expected, boolean compiled) {
    JsonArray gradients = TRACES.getAsJsonArray("gradients");
    Compiled.OfTwo<Model, Standing<S>, Standing<S>> step = jit((Model gradient, Standing<S> at) -> step(optimizer, gradient, at));
    Model start = Model.of(TRACES.get("start"));
    Standing<S> at = new Standing<>(start, optimizer.init(start));
    for (int t = 0; t < gradients.size(); t++) {
      Model gradient = Model.of(gradients.get(t));
      at = compiled ? step.apply(gradient, at) : step(optimizer, gradient, at);
      Model peer = Model.of(expected.get(t));
      assertThat(at.model.w.reshape(-1).toDoubles()).as("%s, step %d", optimizer, t).containsExactly(peer.w.reshape(-1).toDoubles(), within(1e-12));
      assertThat(at.model.b.toDoubles()).as("%s, step %d", optimizer, t).containsExactly(peer.b.toDoubles(), within(1e-12));
    }
  }

  private static <S> Standing<S> step(Optimizer<S> optimizer, Model gradient, Standing<S> at) {
    Update<Model, S> update = optimizer.update(gradient, at.state, at.model);
    return new Standing<>(update.applyTo(at.model), update.state());
  }

  @TestFactory
  Stream<DynamicTest> schedulesAreThoseOfPeers() {
    return SCHEDULES.entrySet().stream().map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
      double[] expected = numbers(TRACES.getAsJsonObject("schedules").get(one.getKey()));
      double[] actual = IntStream.range(0, expected.length).mapToDouble(step -> one.getValue().at(Tensor.of(step)).item()).toArray();
      assertThat(actual).containsExactly(expected, within(1e-12));
    }));
  }
}
