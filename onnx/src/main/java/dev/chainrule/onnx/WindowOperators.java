package dev.chainrule.onnx;

import static java.util.Map.entry;

import dev.chainrule.Convolution;
import dev.chainrule.Pooling;
import dev.chainrule.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Operators that move windows over the axes behind the first two.
final class WindowOperators {
  static final Map<String, Operator> TABLE = Map.ofEntries(
      entry("Conv", Operator.one(WindowOperators::conv)),
      entry("ConvTranspose", Operator.one(WindowOperators::convTranspose)),
      entry("MaxPool", Operator.one(WindowOperators::maxPool)),
      entry("AveragePool", Operator.one(WindowOperators::averagePool)),
      entry("GlobalAveragePool", Operator.one(call -> whole(call, call.x().mean(spatial(call))))),
      entry("GlobalMaxPool", Operator.one(call -> whole(call, call.x().max(spatial(call))))));

  /// How windows move: what all operators here say in the same attributes.
  private record Windows(int[] extents, int[] strides, int[] dilations, int[] low, int[] high) {
    static Windows of(Call call, int[] extents) {
      int axes = call.x().rank() - 2;
      int[] ones = IntStream.generate(() -> 1).limit(axes).toArray();
      int[] strides = call.integers("strides", ones);
      int[] dilations = call.integers("dilations", ones);
      int[] pads = call.integers("pads", new int[2 * axes]);
      int[] low = Arrays.copyOf(pads, axes);
      int[] high = Arrays.copyOfRange(pads, axes, 2 * axes);
      String automatic = call.text("auto_pad", "NOTSET");
      if (automatic.startsWith("SAME")) {
        for (int i = 0; i < axes; i++) {
          int extent = call.x().shape().extent(i + 2);
          int span = (extents[i] - 1) * dilations[i] + 1;
          int total = Math.max(0, (Math.ceilDiv(extent, strides[i]) - 1) * strides[i] + span - extent);
          low[i] = automatic.equals("SAME_LOWER") ? total - total / 2 : total / 2;
          high[i] = total - low[i];
        }
      }
      return new Windows(extents, strides, dilations, low, high);
    }
  }

  private WindowOperators() {}

  private static int[] kernel(Call call) {
    int[] shape = call.x(1).shape().extents();
    return Arrays.copyOfRange(shape, 2, shape.length);
  }

  private static Tensor conv(Call call) {
    Windows windows = Windows.of(call, kernel(call));
    Convolution how = new Convolution().stride(windows.strides).padding(windows.low, windows.high)
        .dilation(windows.dilations).groups((int) call.integer("group", 1));
    Tensor y = switch (call.x().rank()) {
      case 3 -> call.x().conv1d(call.x(1), how);
      case 4 -> call.x().conv2d(call.x(1), how);
      case 5 -> call.x().conv3d(call.x(1), how);
      default -> throw call.unsupported("a convolution of %d axes".formatted(call.x().rank()));
    };
    return biased(call, y);
  }

  private static Tensor convTranspose(Call call) {
    if (call.hasAttribute("output_shape") || !call.text("auto_pad", "NOTSET").equals("NOTSET")) {
      throw call.unsupported("output_shape or auto_pad");
    }
    Windows windows = Windows.of(call, kernel(call));
    Convolution how = new Convolution().stride(windows.strides).padding(windows.low, windows.high).dilation(windows.dilations)
        .outputPadding(call.integers("output_padding", new int[windows.strides.length])).groups((int) call.integer("group", 1));
    Tensor y = switch (call.x().rank()) {
      case 3 -> call.x().convTranspose1d(call.x(1), how);
      case 4 -> call.x().convTranspose2d(call.x(1), how);
      case 5 -> call.x().convTranspose3d(call.x(1), how);
      default -> throw call.unsupported("a convolution of %d axes".formatted(call.x().rank()));
    };
    return biased(call, y);
  }

  /// With a number for each channel added.
  private static Tensor biased(Call call, Tensor y) {
    if (!call.has(2)) {
      return y;
    }
    int[] column = new int[y.rank() - 1];
    Arrays.fill(column, 1);
    column[0] = call.x(2).size();
    return y.plus(call.x(2).reshape(column));
  }

  private static Pooling pooling(Call call) {
    Windows windows = Windows.of(call, call.integers("kernel_shape"));
    return new Pooling(windows.extents).stride(windows.strides).padding(windows.low, windows.high)
        .dilation(windows.dilations).ceilMode(call.flag("ceil_mode", false));
  }

  private static Tensor maxPool(Call call) {
    if (call.wants(1)) {
      throw call.unsupported("the places of the largest elements");
    }
    return switch (call.x().rank()) {
      case 3 -> call.x().maxPool1d(pooling(call));
      case 4 -> call.x().maxPool2d(pooling(call));
      case 5 -> call.x().maxPool3d(pooling(call));
      default -> throw call.unsupported("a pooling of %d axes".formatted(call.x().rank()));
    };
  }

  private static Tensor averagePool(Call call) {
    Pooling how = pooling(call).countPadding(call.flag("count_include_pad", false));
    return switch (call.x().rank()) {
      case 3 -> call.x().avgPool1d(how);
      case 4 -> call.x().avgPool2d(how);
      case 5 -> call.x().avgPool3d(how);
      default -> throw call.unsupported("a pooling of %d axes".formatted(call.x().rank()));
    };
  }

  private static int[] spatial(Call call) {
    return IntStream.range(2, call.x().rank()).toArray();
  }

  private static Tensor whole(Call call, Tensor y) {
    List<Integer> extents = Arrays.stream(call.x().shape().extents()).boxed().toList();
    return y.reshape(IntStream.range(0, extents.size()).map(axis -> axis < 2 ? extents.get(axis) : 1).toArray());
  }
}
