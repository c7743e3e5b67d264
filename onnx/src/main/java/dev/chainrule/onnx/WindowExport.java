package dev.chainrule.onnx;

import dev.chainrule.op.Convolve;
import dev.chainrule.op.MaxPool;
import dev.chainrule.op.Pad;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Writes what moves windows over axes, and padding.
final class WindowExport {
  private WindowExport() {}

  static String convolve(NodeWriter nodes, Convolve convolve, StructuralExport.Values values) {
    String x = values.first().name();
    List<Extent> shape = new ArrayList<>(values.first().shape());
    String zero = nodes.number(values.first().dtype(), 0);
    boolean cuts = false;
    for (int i = 0; i < convolve.axes().size(); i++) {
      Convolve.Axis axis = convolve.axes().get(i);
      if (axis.inputDilation() > 1) {
        x = spread(nodes, x, shape, i + 2, axis.inputDilation(), zero);
      }
      cuts |= axis.low() < 0 || axis.high() < 0;
    }
    List<Integer> low = convolve.axes().stream().map(Convolve.Axis::low).toList();
    List<Integer> high = convolve.axes().stream().map(Convolve.Axis::high).toList();
    if (cuts) {
      // Operators of convolution take no negative padding.
      x = padded(nodes, x, IntStream.range(2, shape.size()).boxed().toList(), low, high, zero);
      low = Collections.nCopies(low.size(), 0);
      high = low;
    }
    return nodes.add("Conv", List.of(x, values.x().get(1).name()),
        Attribute.of("strides", convolve.axes().stream().map(Convolve.Axis::stride).toList()),
        Attribute.of("dilations", convolve.axes().stream().map(Convolve.Axis::kernelDilation).toList()),
        Attribute.of("pads", Stream.concat(low.stream(), high.stream()).toList()),
        Attribute.of("group", convolve.groups()));
  }

  static List<String> maxPool(NodeWriter nodes, MaxPool pool, StructuralExport.Values values) {
    if (!values.y().get(1).name().isEmpty()) {
      throw GraphExport.noCounterpart("the places of " + pool.name());
    }
    List<Extent> shape = values.first().shape();
    int leading = shape.size() - pool.windows().size();
    String x = values.first().name();
    if (leading != 2) {
      List<Extent> planes = new ArrayList<>(shape.subList(leading, shape.size()));
      planes.addFirst(Extent.fixed(1));
      planes.addFirst(product(shape.subList(0, leading)));
      x = StructuralExport.reshape(nodes, x, planes);
    }
    List<MaxPool.Window> windows = pool.windows();
    String y = nodes.add("MaxPool", x,
        Attribute.of("kernel_shape", windows.stream().map(MaxPool.Window::extent).toList()),
        Attribute.of("strides", windows.stream().map(MaxPool.Window::stride).toList()),
        Attribute.of("dilations", windows.stream().map(MaxPool.Window::dilation).toList()),
        Attribute.of("pads", Stream.concat(windows.stream().map(MaxPool.Window::low), windows.stream().map(MaxPool.Window::high)).toList()));
    return List.of(leading == 2 ? y : StructuralExport.reshape(nodes, y, values.result().shape()), "");
  }

  /// The extents multiplied, of which one at most may depend on the examples, and be them several times over.
  private static Extent product(List<Extent> extents) {
    Extent product = Extent.fixed(1);
    for (Extent extent : extents) {
      if (!product.isFixed() && !extent.isFixed()) {
        throw new OnnxException("[export] a plane for each pair of examples; export a fixed number of them, with forFixedBatch()");
      }
      product = product.isFixed() ? new Extent(extent.factor() * product.offset(), extent.offset() * product.offset())
          : new Extent(product.factor() * extent.offset(), product.offset() * extent.offset());
    }
    return product;
  }

  static String pad(NodeWriter nodes, Pad pad, StructuralExport.Values values) {
    List<Extent> shape = new ArrayList<>(values.first().shape());
    String number = nodes.number(values.first().dtype(), pad.value());
    String x = values.first().name();
    for (int axis = 0; axis < shape.size(); axis++) {
      int between = pad.interior().get(axis);
      if (between > 0) {
        x = spread(nodes, x, shape, axis, between + 1, number);
      }
    }
    List<Integer> axes = IntStream.range(0, shape.size()).boxed()
        .filter(axis -> pad.low().get(axis) != 0 || pad.high().get(axis) != 0).toList();
    return axes.isEmpty() ? x : padded(nodes, x, axes, axes.stream().map(pad.low()::get).toList(), axes.stream().map(pad.high()::get).toList(), number);
  }

  private static String padded(NodeWriter nodes, String x, List<Integer> axes, List<Integer> low, List<Integer> high, String number) {
    List<Integer> pads = Stream.concat(low.stream(), high.stream()).toList();
    return nodes.add("Pad", List.of(x, StructuralExport.integers(nodes, pads), number, StructuralExport.integers(nodes, axes)));
  }

  /// Moves the elements of an axis apart: each becomes a row of `distance`, and what follows the last is cut off. The shape
  /// changes accordingly.
  private static String spread(NodeWriter nodes, String x, List<Extent> shape, int axis, int distance, String between) {
    long extent = fixed(shape.get(axis));
    if (extent == 0) {
      return x;
    }
    String rows = nodes.add("Unsqueeze", List.of(x, nodes.integers(List.of(axis + 1L))));
    String filled = padded(nodes, rows, List.of(axis + 1), List.of(0), List.of(distance - 1), between);
    shape.set(axis, Extent.fixed(extent * distance));
    String joined = StructuralExport.reshape(nodes, filled, shape);
    long span = (extent - 1) * distance + 1;
    shape.set(axis, Extent.fixed(span));
    return StructuralExport.cut(nodes, joined, List.of(axis), List.of(0), List.of(span), List.of(1));
  }

  private static long fixed(Extent extent) {
    if (!extent.isFixed()) {
      throw new OnnxException("[export] what is put between the examples has no counterpart in ONNX; export a fixed number of them, with forFixedBatch()");
    }
    return extent.offset();
  }
}
