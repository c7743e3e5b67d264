package dev.chainrule.view;

import static dev.chainrule.Functions.where;
import static dev.chainrule.view.ExplanationTest.inputs;

import dev.chainrule.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The functions whose explanations are kept as golden files.
final class Examples {
  static final Map<String, Supplier<Explanation>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("circuit", () -> Explanation.of(inputs("x", -2, "y", 5, "z", -4), s -> {
      Tensor q = s.name("q", s.input("x").plus(s.input("y")));
      return s.name("f", q.times(s.input("z")));
    }));
    ALL.put("fork", () -> Explanation.of(inputs("a", 2, "b", 1), s -> {
      Tensor c = s.name("c", s.input("a").plus(s.input("b")));
      Tensor d = s.name("d", s.input("b").plus(1));
      return s.name("e", c.times(d));
    }));
    ALL.put("staged-neuron", () -> Explanation.of(neuron(), s -> dot(s).neg().exp().plus(1).reciprocal()));
    ALL.put("neuron", () -> Explanation.of(neuron(), s -> s.name("L", dot(s).sigmoid())));
    ALL.put("max", () -> Explanation.of(inputs("x", 3, "y", 3, "z", -1), s ->
        s.input("x").maximum(s.input("y")).plus(s.input("y").times(s.input("z"))).maximum(s.input("z").pow(2)).times(2)));
    ALL.put("relu", () -> Explanation.of(inputs("x", Tensor.of(1.0, -2, 3, -3), "upstream", Tensor.of(4.0, -1, 5, 9)), List.of("x"), s ->
        s.name("y", s.input("x").relu()).times(s.input("upstream")).sum()));
    ALL.put("layer", () -> Explanation.of(inputs("W", Tensor.of(new double[][] {{0.5, -1, 2}, {1, 0.25, -0.5}}), "x", Tensor.of(1.0, 2, -1),
        "b", Tensor.of(0.1, -0.2)), s -> {
          Tensor z = s.name("z", s.input("W").matmul(s.input("x")).plus(s.input("b")));
          return s.name("J", s.name("h", z.tanh()).square().mean());
        }));
    ALL.put("comparison", () -> Explanation.of(inputs("x", 1.5, "y", 2, "unused", 7), s ->
        where(s.input("x").gt(1), s.input("y").log(), s.input("y").exp())));
    ALL.put("cross-entropy", () -> Explanation.of(inputs("logits", Tensor.of(2.0, 1, -1), "label", Tensor.of(1)), s ->
        s.name("loss", s.name("p", s.input("logits").softmax(0)).take(s.input("label"), 0).log().neg())));
    ALL.put("sort", () -> Explanation.of(inputs("x", Tensor.of(3.0, 1, 2)), s ->
        s.input("x").sort().times(Tensor.of(1.0, 10, 100)).sum()));
    ALL.put("zeros", () -> Explanation.of(inputs("x", 0, "a", Double.POSITIVE_INFINITY), s ->
        s.input("x").sqrt().times(s.input("a").sign()).plus(s.input("x").pow(3)).plus(s.input("a").reciprocal())));
    ALL.put("large", () -> Explanation.of(inputs("A", JavaPrimitivesTest.random(5, 5, 10), "B", JavaPrimitivesTest.random(6, 10, 3)), List.of("A"), s ->
        s.name("D", s.input("A").matmul(s.input("B"))).square().sum()));
  }

  private Examples() {}

  private static Map<String, Tensor> neuron() {
    return inputs("w0", 2, "x0", -1, "w1", -3, "x1", -2, "w2", -3);
  }

  private static Tensor dot(Scope s) {
    return s.input("w0").times(s.input("x0")).plus(s.input("w1").times(s.input("x1"))).plus(s.input("w2"));
  }
}
