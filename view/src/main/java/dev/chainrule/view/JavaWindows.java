package dev.chainrule.view;

import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Structural;
import dev.chainrule.op.Convolve;
import dev.chainrule.op.MaxPool;
import dev.chainrule.view.JavaLoops.Operand;
import java.util.ArrayList;
import java.util.List;

/// The primitives whose windows move over the last axes: convolution and pooling.
final class JavaWindows {
  private final JavaLoops loops;
  private final List<Operand> x;
  private final List<Operand> y;
  private final List<Convolve.Axis> axes;
  /// The extents of the window.
  private final int[] extents;
  /// The place in the dilated input along each axis, as a variable, and what has to hold for it to be an element.
  private final List<String> places = new ArrayList<>();
  private final List<String> conditions = new ArrayList<>();

  private JavaWindows(JavaLoops loops, List<Operand> x, List<Operand> y, List<Convolve.Axis> axes, int[] extents) {
    this.loops = loops;
    this.x = x;
    this.y = y;
    this.axes = axes;
    this.extents = extents;
  }

  /// Whether there is a way to print it.
  static boolean write(Structural structural, JavaLoops loops, List<Operand> x, List<Operand> y) {
    switch (structural) {
      case Convolve(List<Convolve.Axis> axes, int groups) -> {
        Shape kernel = x.get(1).type().shape();
        new JavaWindows(loops, x, y, axes, kernel.range(2, kernel.rank()).extents()).convolve(groups);
      }
      case MaxPool(List<MaxPool.Window> windows) ->
          new JavaWindows(loops, x, y, windows.stream().map(MaxPool.Window::axis).toList(),
              windows.stream().mapToInt(MaxPool.Window::extent).toArray()).maxPool();
      case Structural other -> {
        return false;
      }
    }
    return true;
  }

  private Shape input() {
    return x.getFirst().type().shape();
  }

  private Shape result() {
    return y.getFirst().type().shape();
  }

  /// Declares the places that the window's position `within` covers where the window is at the result's `indices`.
  private void locate(String[] indices, String[] within) {
    int leading = input().rank() - axes.size();
    places.clear();
    conditions.clear();
    for (int i = 0; i < axes.size(); i++) {
      Convolve.Axis axis = axes.get(i);
      String place = loops.local("at" + i);
      loops.defineIndex(place, JavaLoops.position(-axis.low(), new String[] {indices[leading + i], within[i]},
          new int[] {axis.stride(), axis.kernelDilation()}));
      int span = Convolve.Axis.span(input().extent(leading + i), axis.inputDilation());
      int last = (result().extent(leading + i) - 1) * axis.stride() + (extents[i] - 1) * axis.kernelDilation() - axis.low();
      require(axis.low() > 0, place + " >= 0");
      require(last >= span, place + " < " + span);
      require(axis.inputDilation() > 1, place + " % " + axis.inputDilation() + " == 0");
      places.add(axis.inputDilation() > 1 ? place + " / " + axis.inputDilation() : place);
    }
  }

  private void require(boolean needed, String condition) {
    if (needed) {
      conditions.add(condition);
    }
  }

  private void guard() {
    loops.begin(conditions.isEmpty() ? "{" : "if (" + String.join(" && ", conditions) + ") {");
  }

  private String[] open(int[] shape) {
    String[] indices = new String[shape.length];
    for (int i = 0; i < shape.length; i++) {
      indices[i] = loops.open(shape[i]);
    }
    return indices;
  }

  private void close(String[] indices) {
    for (int i = indices.length - 1; i >= 0; i--) {
      loops.close(indices[i]);
    }
  }

  private void convolve(int groups) {
    Operand kernel = x.get(1);
    int channels = kernel.type().shape().extent(1);
    int outputs = kernel.type().shape().extent(0) / groups;
    loops.declare(y.getFirst());
    loops.each(result(), indices -> {
      String channel = loops.open(channels);
      String[] within = open(extents);
      loops.begin("{");
      locate(indices, within);
      guard();
      String[] from = indices.clone();
      from[1] = groups == 1 ? channel : "(%s / %d * %d + %s)".formatted(indices[1], outputs, channels, channel);
      String[] weight = indices.clone();
      weight[0] = indices[1];
      weight[1] = channel;
      for (int i = 0; i < within.length; i++) {
        from[2 + i] = places.get(i);
        weight[2 + i] = within[i];
      }
      loops.line("%s += %s * %s;".formatted(at(y.getFirst(), indices), at(x.getFirst(), from), at(kernel, weight)));
      loops.end();
      loops.end();
      close(within);
      loops.close(channel);
    });
  }

  private static String at(Operand operand, String[] indices) {
    return operand.at(JavaLoops.position(0, indices, operand.strides()));
  }

  private void maxPool() {
    y.forEach(loops::declare);
    loops.each(result(), indices -> {
      String best = loops.local("best");
      String place = loops.local("place");
      loops.begin("{");
      loops.defineIndex(best, "-1");
      String[] within = open(extents);
      loops.begin("{");
      locate(indices, within);
      guard();
      int leading = input().rank() - axes.size();
      int[] plane = input().range(leading, input().rank()).strides();
      loops.defineIndex(place, JavaLoops.position(0, places.toArray(String[]::new), plane));
      String candidate = inPlane(indices, leading, place);
      String leader = inPlane(indices, leading, best);
      boolean floating = x.getFirst().type().dtype().isFloating();
      loops.line("if (%1$s < 0 || %2$s > %3$s%4$s) %1$s = %5$s;".formatted(best, candidate, leader,
          floating ? " || %1$s != %1$s && %2$s == %2$s".formatted(candidate, leader) : "", place));
      loops.end();
      loops.end();
      close(within);
      loops.line("%s = %s;".formatted(at(y.getFirst(), indices), leader));
      loops.line("%s = %s;".formatted(at(y.get(1), indices), best));
      loops.end();
    });
  }

  /// An element of the input by the indices of the leading axes and its place in the plane of the others.
  private String inPlane(String[] indices, int leading, String place) {
    String[] all = new String[leading + 1];
    int[] strides = new int[leading + 1];
    System.arraycopy(indices, 0, all, 0, leading);
    System.arraycopy(x.getFirst().strides(), 0, strides, 0, leading);
    all[leading] = place;
    strides[leading] = 1;
    return x.getFirst().at(JavaLoops.position(0, all, strides));
  }
}
