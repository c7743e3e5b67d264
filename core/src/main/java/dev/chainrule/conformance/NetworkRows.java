package dev.chainrule.conformance;

import dev.chainrule.Convolution;
import dev.chainrule.Functions;
import dev.chainrule.Pooling;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.util.List;

/// What networks are made of.
final class NetworkRows {
  private NetworkRows() {}

  static void addTo(VectorOperations operations) {
    addConvolution(operations, "conv1d", Tensor::conv1d);
    addConvolution(operations, "conv2d", Tensor::conv2d);
    addConvolution(operations, "conv3d", Tensor::conv3d);
    addConvolution(operations, "convTranspose1d", Tensor::convTranspose1d);
    addConvolution(operations, "convTranspose2d", Tensor::convTranspose2d);
    addConvolution(operations, "convTranspose3d", Tensor::convTranspose3d);
    addPooling(operations, "maxPool1d", Tensor::maxPool1d);
    addPooling(operations, "maxPool2d", Tensor::maxPool2d);
    addPooling(operations, "maxPool3d", Tensor::maxPool3d);
    addPooling(operations, "avgPool1d", Tensor::avgPool1d);
    addPooling(operations, "avgPool2d", Tensor::avgPool2d);
    addPooling(operations, "avgPool3d", Tensor::avgPool3d);
    operations.add("adaptiveAvgPool1d", (attributes, x) -> x.getFirst().adaptiveAvgPool1d(attributes.integer("size")));
    operations.add("adaptiveAvgPool2d", (attributes, x) -> x.getFirst().adaptiveAvgPool2d(attributes.integers("size")));
    operations.add("adaptiveAvgPool3d", (attributes, x) -> x.getFirst().adaptiveAvgPool3d(attributes.integers("size")));
    operations.add("adaptiveMaxPool1d", (attributes, x) -> x.getFirst().adaptiveMaxPool1d(attributes.integer("size")));
    operations.add("adaptiveMaxPool2d", (attributes, x) -> x.getFirst().adaptiveMaxPool2d(attributes.integers("size")));
    operations.add("adaptiveMaxPool3d", (attributes, x) -> x.getFirst().adaptiveMaxPool3d(attributes.integers("size")));
    operations.add("attention", (attributes, x) -> attention(attributes, x));
    operations.add("layerNorm", (attributes, x) -> layerNorm(attributes.number("eps", 1e-5), x));
    operations.add("rmsNorm", (attributes, x) -> x.size() > 1
        ? x.get(0).rmsNorm(x.get(1), attributes.number("eps", 1e-5))
        : x.get(0).rmsNorm(attributes.number("eps", 1e-5)));
  }

  private interface Convolving {
    Tensor apply(Tensor x, Tensor kernel, Convolution how);
  }

  /// With a bias for each output where there is a third input.
  private static void addConvolution(VectorOperations operations, String name, Convolving convolving) {
    operations.add(name, (attributes, x) -> {
      Tensor y = convolving.apply(x.get(0), x.get(1), convolution(attributes));
      if (x.size() == 2) {
        return y;
      }
      return y.plus(x.get(2).reshape(Shape.along(1, x.get(2).size(), y.rank())));
    });
  }

  private static Convolution convolution(Attributes attributes) {
    Convolution how = new Convolution()
        .stride(attributes.integers("stride", 1))
        .dilation(attributes.integers("dilation", 1))
        .outputPadding(attributes.integers("outputPadding", 0))
        .groups(attributes.integer("groups", 1));
    if (!attributes.has("padding")) {
      return how;
    }
    List<?> padding = attributes.list("padding");
    return padding.contains("SAME") || padding.contains("same")
        ? how.samePadding()
        : how.padding(side(padding, 0), side(padding, 1));
  }

  /// The padding before the axes (0) or after them (1): each has one number for both, or a pair.
  private static int[] side(List<?> padding, int side) {
    return padding.stream().mapToInt(element -> switch (element) {
      case List<?> pair when pair.size() == 2 -> Attributes.integerOf("padding", pair.get(side));
      case String text when text.equalsIgnoreCase("valid") -> 0;
      default -> Attributes.integerOf("padding", element);
    }).toArray();
  }

  private interface PoolingOf {
    Tensor apply(Tensor x, Pooling how);
  }

  private static void addPooling(VectorOperations operations, String name, PoolingOf pooling) {
    operations.add(name, (attributes, x) -> {
      int[] kernel = attributes.integers("kernel");
      List<?> padding = attributes.has("padding") ? attributes.list("padding") : List.of(0);
      return pooling.apply(x.getFirst(), new Pooling(kernel)
          .stride(attributes.integers("stride", kernel))
          .padding(side(padding, 0), side(padding, 1))
          .dilation(attributes.integers("dilation", 1))
          .countPadding(attributes.flag("countIncludePad", true)));
    });
  }

  /// The fourth input is a mask.
  private static Tensor attention(Attributes attributes, List<Tensor> x) {
    boolean causal = attributes.flag("causal", false);
    if (x.size() == 3) {
      return causal ? Functions.causalAttention(x.get(0), x.get(1), x.get(2)) : Functions.attention(x.get(0), x.get(1), x.get(2));
    }
    Tensor mask = x.get(3);
    if (causal) {
      Tensor query = Functions.arange(x.get(0).shape().extent(-2)).expandDims(1);
      mask = mask.and(Functions.arange(x.get(1).shape().extent(-2)).le(query));
    }
    return Functions.attention(x.get(0), x.get(1), x.get(2), mask);
  }

  /// With or without a gain and a bias.
  private static Tensor layerNorm(double eps, List<Tensor> x) {
    return switch (x.size()) {
      case 1 -> x.get(0).layerNorm(eps);
      case 2 -> x.get(0).layerNorm(x.get(1), x.get(1).zerosLike(), eps);
      default -> x.get(0).layerNorm(x.get(1), x.get(2), eps);
    };
  }
}
