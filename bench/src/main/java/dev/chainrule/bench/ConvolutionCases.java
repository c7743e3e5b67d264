package dev.chainrule.bench;

import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.vjp;

import dev.chainrule.Convolution;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/// Convolutions over square images, forward and both of their gradients.
final class ConvolutionCases {
  private static final String GROUP = "conv";

  private ConvolutionCases() {}

  /// A layer: how many images of how many channels and places, and what is done with them.
  private record Layer(String name, int batch, int channels, int side, int outputs, int window, int stride, int padding, int groups) {
    Convolution how() {
      return new Convolution().stride(stride).padding(padding).groups(groups);
    }

    int[] input() {
      return new int[] {batch, channels, side, side};
    }

    int[] kernel() {
      return new int[] {outputs, channels / groups, window, window};
    }

    int[] output() {
      int places = (side + 2 * padding - window) / stride + 1;
      return new int[] {batch, outputs, places, places};
    }

    Map<String, Object> peer(String direction) {
      return Map.of("kind", "conv", "direction", direction, "stride", stride, "padding", padding, "groups", groups,
          "input", input(), "kernel", kernel());
    }
  }

  static List<Case> all() {
    return Stream.of(
        new Layer("first", 64, 1, 28, 32, 3, 1, 0, 1),
        new Layer("second", 64, 32, 26, 64, 3, 1, 0, 1),
        new Layer("padded", 16, 64, 32, 64, 3, 1, 1, 1),
        new Layer("strided", 16, 64, 32, 128, 3, 2, 1, 1),
        new Layer("pointwise", 16, 128, 16, 128, 1, 1, 0, 1),
        new Layer("wide", 16, 16, 32, 32, 5, 1, 2, 1),
        new Layer("depthwise", 16, 64, 32, 64, 3, 1, 1, 64)).flatMap(ConvolutionCases::directions).toList();
  }

  private static Stream<Case> directions(Layer layer) {
    Convolution how = layer.how();
    Tensor input = Tensor.zeros(DType.F32, layer.input());
    Tensor kernel = Tensor.zeros(DType.F32, layer.kernel());
    return Stream.of(
        one(layer, "forward", layer.input(), layer.kernel(), (x, k) -> x.conv2d(k, how)),
        one(layer, "data", layer.output(), layer.kernel(),
            (dy, k) -> vjp((Tensor x) -> x.conv2d(k, how), input).pullback().apply(dy)),
        one(layer, "weights", layer.output(), layer.input(),
            (dy, x) -> vjp((Tensor k) -> x.conv2d(k, how), kernel).pullback().apply(dy)));
  }

  private static Case one(Layer layer, String direction, int[] x, int[] y, BinaryOperator<Tensor> function) {
    return Case.of("conv-%s-%s".formatted(layer.name, direction), GROUP,
        () -> TensorWorkload.of(jit(function), Noise.normal(1, DType.F32, x), Noise.normal(2, DType.F32, y)), layer.peer(direction));
  }
}
