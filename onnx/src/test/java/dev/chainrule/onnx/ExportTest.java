package dev.chainrule.onnx;

import static dev.chainrule.Functions.arange;
import static dev.chainrule.Functions.concat;
import static dev.chainrule.graph.DType.F32;
import static dev.chainrule.graph.DType.F64;
import static dev.chainrule.graph.DType.I32;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Chainrule;
import dev.chainrule.Convolution;
import dev.chainrule.Pooling;
import dev.chainrule.RandomKey;
import dev.chainrule.Range;
import dev.chainrule.Step;
import dev.chainrule.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each kind of operation, exported for any number of examples: run elsewhere, and read again.
class ExportTest {
  private static final Tensor W = RandomKey.of(7).normal(F32, 4, 4);
  private static final Tensor K0 = kernel(3, 2, 3);
  private static final Tensor K1 = kernel(4, 1, 3, 2);
  private static final Tensor K2 = kernel(2, 1, 2, 2, 2);
  private static final Tensor K3 = kernel(2, 3, 3, 3);

  private static Tensor kernel(int... extents) {
    return RandomKey.of(1).normal(F32, extents);
  }

  private static Arguments of(String name, UnaryOperator<Tensor> function, int... shape) {
    return Arguments.of(name, function, shape);
  }

  static Stream<Arguments> functions() {
    return Stream.of(
        of("reshape", x -> x.reshape(-1, 2, 2), 4), of("flattened", x -> x.flatten(), 4), of("transpose", x -> x.transpose(0, 2, 1), 3, 4),
        of("examples last", x -> x.transpose(), 4), of("broadcast", x -> x.plus(Tensor.ones(F32, 3, 1, 4)), 4),
        of("repeated", x -> x.expandDims(1).broadcastTo(x.shape().insert(1, 3)), 4), of("number", x -> x.times(2).plus(1), 4),
        of("cast", x -> x.times(3).to(I32), 4), of("to double", x -> x.to(F64), 4), of("concat", x -> concat(1, x, x.neg()), 4),
        of("slice", x -> x.slice(1, 1, 3), 4), of("step", x -> x.get(Range.all(), Range.all().step(-2)), 5), of("flip", x -> x.flip(1), 4),
        of("roll", x -> x.roll(1, 1), 4), of("pad", x -> x.pad(new int[] {0, 1}, new int[] {0, 2}, 5), 4),
        of("matmul", x -> x.matmul(W), 4), of("both transposed", x -> W.matmul(x.transpose()).transpose(), 4),
        of("batched", x -> x.matmul(x.swapAxes(1, 2)), 3, 4), of("sum", x -> x.sum(1), 4), of("sum of all", x -> x.sum(), 4),
        of("over examples", x -> x.sum(0), 4), of("prod", x -> x.prod(1), 4), of("norm", x -> x.norm(1), 4), of("max", x -> x.max(1), 4),
        of("min", x -> x.min(1), 4), of("any", x -> x.gt(0.5).any(1), 4), of("all", x -> x.gt(-0.5).all(1), 4), of("argMax", x -> x.argMax(1), 4),
        of("argMin", x -> x.argMin(1), 4), of("cumSum", x -> x.cumSum(1), 4), of("take", x -> x.take(Tensor.of(2, 0, 2), 1), 4),
        of("takeAlong", x -> x.takeAlongAxis(x.argMax(1).expandDims(1), 1), 4), of("scatterAdd", x -> x.scatterAdd(Tensor.of(1, 1), x.slice(1, 0, 2), 1), 4),
        of("scatterMax", x -> x.scatterMax(Tensor.of(1, 2), x.slice(1, 0, 2), 1), 4), of("addAlong", x -> x.addAlongAxis(x.argMax(1).expandDims(1), x.slice(1, 0, 1), 1), 4),
        of("sort", x -> x.sort(1), 5), of("argSort", x -> x.argSort(1), 5), of("descending", x -> x.sortDescending(1), 5), of("topK", x -> x.topK(2, 1).values(), 5),
        of("oneHot", x -> x.argMax(1).oneHot(4), 4), of("iota", x -> x.plus(arange(F32, 4)), 4), of("softmax", x -> x.softmax(1), 4),
        of("logSoftmax", x -> x.logSoftmax(-1), 4), of("logSumExp", x -> x.logSumExp(1), 4), of("layerNorm", x -> x.layerNorm(1e-5), 4), of("rmsNorm", x -> x.rmsNorm(1e-5), 4),
        of("var", x -> x.var(1), 4), of("gelu", x -> x.gelu(), 4), of("tanh gelu", x -> x.gelu(true), 4), of("silu", x -> x.silu(), 4), of("mish", x -> x.mish(), 4), of("elu", x -> x.elu(1), 4),
        of("det", x -> x.reshape(-1, 2, 2).det(), 4), of("tril", x -> x.reshape(-1, 2, 2).tril(), 4), of("einsum", x -> dev.chainrule.Functions.einsum("bi,ij,bj->b", x, W, x), 4),
        of("conv1d", x -> x.conv1d(K0, new Convolution().stride(2).padding(1)), 2, 7),
        of("conv2d", x -> x.conv2d(K1, new Convolution().dilation(2, 1).padding(new int[] {1, 0}, new int[] {2, 1}).groups(2)), 2, 7, 5),
        of("conv3d", x -> x.conv3d(K2), 1, 3, 3, 3),
        of("convTranspose2d", x -> x.convTranspose2d(K3, new Convolution().stride(2).padding(1).outputPadding(1)), 2, 4, 3),
        of("maxPool2d", x -> x.maxPool2d(new Pooling(3).stride(2).padding(1)), 2, 7, 5), of("maxPool1d", x -> x.maxPool1d(2), 2, 6), of("avgPool2d", x -> x.avgPool2d(2), 2, 6, 4),
        of("adaptive", x -> x.adaptiveAvgPool2d(1, 1), 2, 6, 4), of("planes", x -> x.reshape(-1, 6, 4).maxPool2d(2), 2, 6, 4),
        of("jit", Chainrule.jit((UnaryOperator<Tensor>) x -> x.sin().times(2)), 4), of("gradient", x -> Chainrule.grad((Tensor t) -> t.matmul(W).tanh().square().sum()).apply(x), 4),
        of("cond", x -> Chainrule.cond(x.sum().gt(0), () -> x.sin(), () -> x.cos()), 4),
        of("switchCase", x -> Chainrule.switchCase(x.sum().to(I32).rem(3).abs(), List.of(() -> x.sin(), () -> x.cos(), () -> x)), 4),
        of("whileLoop", x -> Chainrule.whileLoop((Tensor t) -> t.norm().lt(100), (Tensor t) -> t.times(2), x.plus(1)), 4),
        of("fori", x -> Chainrule.fori(0, 5, (Tensor i, Tensor t) -> t.times(1.5).plus(i.to(F32)), x), 4),
        of("scan", x -> Chainrule.scan((Tensor h, Tensor t) -> new Step<>(t.plus(h.matmul(W)).tanh(), h.sum(1)), x.get(Range.all(), Range.at(0)), x.transpose(1, 0, 2)).results(), 3, 4),
        of("scanReverse", x -> Chainrule.scanReverse((Tensor h, Tensor t) -> new Step<>(t.plus(h.matmul(W)).tanh(), h.sum(1)), x.get(Range.all(), Range.at(0)), x.transpose(1, 0, 2)).results(), 3, 4));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void agrees(String name, UnaryOperator<Tensor> function, int[] shape) throws Exception {
    Agreement.require((List<Tensor> none, Tensor x) -> function.apply(x), List.of(), examples(1, shape), examples(3, shape), examples(5, shape));
  }

  private static Tensor examples(int count, int... shape) {
    int[] extents = java.util.stream.IntStream.concat(java.util.stream.IntStream.of(count), java.util.stream.IntStream.of(shape)).toArray();
    return RandomKey.of(count).normal(F32, extents);
  }

  @Test
  void treesGoInAndOut() throws Exception {
    record Inputs(Tensor left, List<Tensor> right) {}
    Inputs x = new Inputs(examples(2, 3), List.of(examples(2, 3), Tensor.of(new float[][] {{1}, {2}})));
    Agreement.require((Map<String, Tensor> p, Inputs in) -> Map.of("sum", in.left().plus(in.right().get(0)).times(p.get("scale")), "half", in.right().get(1).div(2)),
        Map.of("scale", Tensor.of(3f)), x, x);
  }

  @Test
  void meansOverExamplesNeedAFixedNumber() throws Exception {
    Tensor x = examples(4, 3);
    assertThatThrownBy(() -> OnnxExport.of((List<Tensor> none, Tensor t) -> t.mean(), List.of(), x).bytes()).isInstanceOf(OnnxException.class)
        .hasMessageContaining("depends on how many examples there are, in more than a shape; export a fixed number of examples, with forFixedBatch()");
    Agreement.requireFixed((List<Tensor> none, Tensor t) -> t.mean(), List.of(), x);
  }

  @Test
  void whatHasNoCounterpartIsRefusedWithItsLine() {
    assertThatThrownBy(() -> OnnxExport.of((List<Tensor> none, Tensor t) -> t.matmul(t.swapAxes(1, 2)).cholesky(), List.of(), examples(2, 3, 3)).bytes())
        .isInstanceOf(OnnxException.class).hasMessageContaining("[export] `cholesky` has no counterpart in ONNX (at ExportTest.java:");
    assertThatThrownBy(() -> OnnxExport.of((List<Tensor> none, Tensor t) -> t.plus(RandomKey.of(1).normal(F32, 3)), List.of(), examples(2, 3)).bytes())
        .isInstanceOf(OnnxException.class).hasMessageContaining("[export] random numbers have no counterpart in ONNX");
    assertThatThrownBy(() -> OnnxExport.of((List<Tensor> none, Tensor t) -> t, List.of(), Tensor.of(1f)).bytes())
        .hasMessageContaining("an input is a scalar, and has no axis that counts examples; export it with forFixedBatch()");
  }
}
