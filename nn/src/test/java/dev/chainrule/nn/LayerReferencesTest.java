package dev.chainrule.nn;

import dev.chainrule.Convolution;
import dev.chainrule.Functions;
import dev.chainrule.Pooling;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Layers against PyTorch's: values and gradients, which `layers.py` computed.
class LayerReferencesTest {
  private static final Map<String, References.Case> CASES = new TreeMap<>();
  private static final Convolution STRIDED = new Convolution().stride(2).padding(1).groups(2);
  private static final Convolution DILATED = new Convolution().stride(1, 2).dilation(2, 1);
  private static final RandomKey KEY = RandomKey.of(1);

  private static Tensor convolved(Map<String, Tensor> p, Convolution how) {
    return new ConvolutionLayer(p.get("kernel"), p.get("b"), how).apply(p.get("x"));
  }

  private static Tensor transposed(Map<String, Tensor> p, Convolution how) {
    return new TransposedConvolutionLayer(p.get("kernel"), p.get("b"), how).apply(p.get("x"));
  }

  private static BatchNorm batchNorm(Map<String, Tensor> p) {
    return new BatchNorm(p.get("gain"), p.get("b"), new BatchNorm.Statistics(p.get("mean"), p.get("variance").abs()), 0.3, 1e-4);
  }

  private static Tensor withEnd(Recurrent.Run<Tensor> run) {
    return Functions.concat(1, run.outputs(), run.last().expandDims(1));
  }

  private static Gru gru(Map<String, Tensor> p, String suffix) {
    return new Gru(p.get("w" + suffix), p.get("u" + suffix), p.get("b" + suffix), p.get("candidate" + suffix));
  }

  private static MultiHeadAttention attention(Map<String, Tensor> p, boolean causal) {
    return new MultiHeadAttention(new Linear(p.get("w"), p.get("b")), new Linear(p.get("v"), p.get("c")), 2, causal);
  }

  private static final Tensor SEEN = Tensor.of(true, true, true, false, true, true, false, false).reshape(2, 1, 4);
  private static final Tensor ADDED = SEEN.where(Tensor.zeros(dev.chainrule.Chainrule.F64, 2, 1, 4), Tensor.of(Double.NEGATIVE_INFINITY));

  static {
    CASES.put("linear", p -> new Linear(p.get("w"), p.get("b")).apply(p.get("x")));
    CASES.put("embeddingTied", p -> {
      Embedding embedding = new Embedding(p.get("table"));
      return embedding.scores(embedding.apply(p.get("numbers")).times(p.get("scale")));
    });
    for (int n = 1; n <= 3; n++) {
      CASES.put("conv%dd".formatted(n), p -> convolved(p, STRIDED));
      CASES.put("convTransposed%dd".formatted(n), p -> transposed(p, STRIDED.outputPadding(1)));
    }
    CASES.put("conv2dDilated", p -> convolved(p, DILATED));
    CASES.put("convTransposed2dDilated", p -> transposed(p, DILATED));

    CASES.put("maxPool2d", p -> Pool.max(2, new Pooling(3).stride(2).padding(1)).apply(p.get("x")));
    CASES.put("averagePool1d", p -> Pool.average(1, 2).apply(p.get("x")));
    CASES.put("averagePool3d", p -> Pool.average(3, new Pooling(2).stride(1)).apply(p.get("x")));
    CASES.put("adaptiveMaxPool2d", p -> Pool.adaptiveMax(3, 2).apply(p.get("x")));
    CASES.put("adaptiveAveragePool2d", p -> Pool.adaptiveAverage(3, 2).apply(p.get("x")));
    CASES.put("globalAveragePool", p -> Pool.globalAverage().apply(p.get("x")));

    CASES.put("batchNormTraining", p -> batchNorm(p).train(p.get("x"), KEY).y());
    CASES.put("batchNormOfVectors", p -> batchNorm(p).train(p.get("x"), KEY).y());
    CASES.put("batchNormEvaluation", p -> batchNorm(p).apply(p.get("x")));
    CASES.put("batchNormStatistics", p -> {
      BatchNorm.Statistics statistics = batchNorm(p).train(p.get("x"), KEY).layer().statistics();
      return Functions.concat(0, statistics.mean(), statistics.variance());
    });
    CASES.put("layerNorm", p -> new LayerNorm(p.get("gain"), p.get("b"), 1e-4).apply(p.get("x")));
    CASES.put("rmsNorm", p -> new RmsNorm(p.get("gain"), 1e-4).apply(p.get("x")));
    CASES.put("groupNorm", p -> new GroupNorm(p.get("gain"), p.get("b"), 2, 1e-4).apply(p.get("x")));
    CASES.put("instanceNorm", p -> new GroupNorm(p.get("gain"), p.get("b"), 4, 1e-4).apply(p.get("x")));

    CASES.put("lstm", p -> {
      var run = new Lstm(p.get("w"), p.get("u"), p.get("b")).run(p.get("x"), new Lstm.State(p.get("h"), p.get("c")));
      return Functions.concat(1, run.outputs(), run.last().h().expandDims(1), run.last().c().expandDims(1));
    });
    CASES.put("gru", p -> withEnd(gru(p, "").run(p.get("x"), p.get("h"))));
    CASES.put("rnnTanh", p -> withEnd(new Rnn(p.get("w"), p.get("u"), p.get("b"), Activation.TANH).run(p.get("x"), p.get("h"))));
    CASES.put("rnnRelu", p -> withEnd(new Rnn(p.get("w"), p.get("u"), p.get("b"), Activation.RELU).run(p.get("x"), p.get("h"))));
    CASES.put("gruStackedBothWays", p -> new Stacked<>(List.of(
        new Bidirectional<>(gru(p, "00"), gru(p, "01")), new Bidirectional<>(gru(p, "10"), gru(p, "11")))).apply(p.get("x")));

    CASES.put("attention", p -> attention(p, false).apply(p.get("x")));
    CASES.put("attentionCausal", p -> attention(p, true).apply(p.get("x")));
    CASES.put("attentionMasked", p -> attention(p, false).apply(p.get("x"), SEEN));
    CASES.put("attentionMaskedCausal", p -> attention(p, true).apply(p.get("x"), ADDED));
    CASES.put("attentionToMemory", p -> attention(p, true).applyTo(p.get("x"), p.get("memory")));
    CASES.put("attentionGroupedRotary", p -> new MultiHeadAttention(
        new Linear(p.get("w"), p.get("b")), new Linear(p.get("v"), p.get("c")), 4, 2, true, Optional.of(new Rotary())).apply(p.get("x")));
  }

  @TestFactory
  Stream<DynamicTest> layersAgreeWithPyTorch() {
    return References.of("layers.json").compare(CASES);
  }
}
