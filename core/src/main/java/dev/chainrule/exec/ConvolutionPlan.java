package dev.chainrule.exec;

import dev.chainrule.graph.BoundedCache;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.Convolve;
import dev.chainrule.op.PlaceRun;
import java.util.ArrayList;
import java.util.List;

/// Where a convolution of given shapes finds what it reads. A convolution over one axis is one over two, of which the first
/// has one place.
///
/// @param groups   how many groups of channels and outputs there are
/// @param examples the extent of the input's first axis
/// @param channels how many channels a group has
/// @param outputs  how many outputs a group has
record ConvolutionPlan(List<Convolve.Axis> axes, int groups, int examples, int channels, int outputs,
    Shape input, int[] inputStrides, Shape kernel, Shape result) {
  private record Key(Convolve convolve, Shape x, Shape kernel) {}

  /// The elements of a strip: they should stay in the second-level cache.
  private static final int STRIP = 1 << 17;
  private static final BoundedCache<Key, Layout> KNOWN = new BoundedCache<>(256);

  /// How the input is laid out for a convolution.
  sealed interface Layout {
    ConvolutionPlan plan();
  }

  static Layout layout(Convolve convolve, Shape x, Shape kernel, Shape y) {
    return KNOWN.get(new Key(convolve, x, kernel), key -> {
      List<Convolve.Axis> axes = new ArrayList<>(convolve.axes());
      Shape one = axes.size() == 1 ? Shape.of(1) : Shape.of();
      if (axes.size() == 1) {
        axes.addFirst(new Convolve.Axis(1, 0, 0, 1, 1));
      }
      ConvolutionPlan plan = new ConvolutionPlan(List.copyOf(axes), convolve.groups(), x.extent(0), kernel.extent(1),
          kernel.extent(0) / convolve.groups(), one.concat(plane(x)), one.concat(plane(x)).strides(), one.concat(plane(kernel)), one.concat(plane(y)));
      return plan.kernel.size() > plan.result.size() ? plan.picture() : plan.planes();
    });
  }

  private static Shape plane(Shape shape) {
    return shape.range(2, shape.rank());
  }

  /// How many products of two elements it sums.
  long products() {
    return (long) examples * groups * outputs * channels * kernel.size() * result.size();
  }

  /// The places that positions 0 to before `extent` along an axis read, when the other of kernel and result is at `at`.
  private PlaceRun run(int axis, int extent, int stride, int offset) {
    return PlaceRun.of(extent, stride, offset - axes.get(axis).low(), axes.get(axis).inputDilation(), input.extent(axis));
  }

  /// The input's planes as [FloatConvolution] lays them out for convolutions of many places. For each channel and each
  /// position of the kernel along all axes but the first there is a copy of what it reads, so that all places of the result
  /// read a run; along the first axis the positions of the kernel share copies, at distances of whole rows. Large planes are
  /// laid out in strips, for some rows of the result at a time.
  ///
  /// @param strip    the rows of the result in a strip; the last may have fewer
  /// @param rows     the rows of a copy, each as long as the result's places along the further axes
  /// @param row      the length of a row
  /// @param steps    for each channel and position of the kernel where its run begins
  /// @param fillings what each copy of a channel holds, in the first strip; with a stride along the first axis there are
  ///                 several, each with every so many-th row
  record Planes(ConvolutionPlan plan, int strip, int rows, int row, int[] steps, List<Filling> fillings) implements Layout {
    /// The elements of one channel.
    int channel() {
      return fillings.size() * rows * row;
    }

    int strips() {
      return Math.ceilDiv(plan.result.extent(0), strip);
    }

    /// What copy number `i` holds in a strip.
    Filling filling(int i, int number) {
      Filling filling = fillings.get(i);
      return number == 0 ? filling : plan.moved(filling, number * strip);
    }
  }

  /// The runs that a copy is filled with, one for each axis; what is between them is 0.
  ///
  /// @param phase where its rows begin
  record Filling(int phase, List<PlaceRun> runs, int[] extents) {
    int size() {
      return Shape.of(extents).size();
    }

    boolean isWhole() {
      boolean whole = true;
      for (int axis = 0; axis < extents.length; axis++) {
        whole &= runs.get(axis).isWhole(extents[axis]);
      }
      return whole;
    }
  }

  private Planes planes() {
    Convolve.Axis first = axes.getFirst();
    int positions = kernel.extent(0);
    int further = kernel.size() / positions;
    int row = result.size() / result.extent(0);
    int overlap = (positions - 1) * first.kernelDilation() / first.stride();
    List<Integer> phases = new ArrayList<>();
    for (int position = 0; position < positions; position++) {
      int phase = position * first.kernelDilation() % first.stride();
      if (!phases.contains(phase)) {
        phases.add(phase);
      }
    }
    long width = (long) channels * phases.size() * further * row;
    int strip = (int) Math.clamp(STRIP / Math.max(1, width) - overlap, Math.min(overlap + 1, result.extent(0)), result.extent(0));
    int rows = strip + overlap;
    int[] steps = new int[channels * kernel.size()];
    for (int i = 0; i < steps.length; i++) {
      int position = i / further % positions * first.kernelDilation();
      int copy = (i / kernel.size() * phases.size() + phases.indexOf(position % first.stride())) * further + i % further;
      steps[i] = (copy * rows + position / first.stride()) * row;
    }
    List<Filling> fillings = new ArrayList<>();
    for (int phase : phases) {
      for (int position = 0; position < further; position++) {
        fillings.add(filling(rows, phase, position));
      }
    }
    return new Planes(this, strip, rows, row, steps, List.copyOf(fillings));
  }

  private Filling filling(int rows, int phase, int position) {
    int[] extents = result.extents();
    extents[0] = rows;
    List<PlaceRun> runs = new ArrayList<>();
    int rest = position;
    for (int axis = extents.length - 1; axis > 0; axis--) {
      Convolve.Axis along = axes.get(axis);
      runs.addFirst(run(axis, extents[axis], along.stride(), rest % kernel.extent(axis) * along.kernelDilation()));
      rest /= kernel.extent(axis);
    }
    runs.addFirst(run(0, rows, axes.getFirst().stride(), phase));
    return new Filling(phase, List.copyOf(runs), extents);
  }

  /// The filling for places of the result that begin further on along the first axis.
  private Filling moved(Filling filling, int by) {
    int stride = axes.getFirst().stride();
    List<PlaceRun> runs = new ArrayList<>(filling.runs);
    runs.set(0, run(0, filling.extents[0], stride, filling.phase + by * stride));
    return new Filling(filling.phase, runs, filling.extents);
  }

  /// The input as [FloatConvolution] lays it out for convolutions of few places, as gradients in a kernel are, for which the
  /// cotangent is a kernel as large as a picture: dilated and padded, with the examples as innermost axis.
  ///
  /// @param steps   for each position of the kernel how many places it is from its first
  /// @param origins for each line of the result's places where its first reads
  /// @param line    how many of the result's places are side by side in this layout, so that one product serves them all
  record Picture(ConvolutionPlan plan, Filling filling, int[] steps, int[] origins, int line) implements Layout {
    int places() {
      return filling.size();
    }
  }

  private Picture picture() {
    int rank = axes.size();
    int[] extents = new int[rank];
    List<PlaceRun> runs = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      Convolve.Axis along = axes.get(axis);
      extents[axis] = (result.extent(axis) - 1) * along.stride() + (kernel.extent(axis) - 1) * along.kernelDilation() + 1;
      runs.add(run(axis, extents[axis], 1, 0));
    }
    int[] strides = Shape.of(extents).strides();
    int line = axes.getLast().stride() == 1 ? result.extent(-1) : 1;
    int[] steps = distances(kernel, strides, false);
    int[] all = distances(result, strides, true);
    int[] origins = new int[all.length / line];
    for (int i = 0; i < origins.length; i++) {
      origins[i] = all[i * line];
    }
    return new Picture(this, new Filling(0, List.copyOf(runs), extents), steps, origins, line);
  }

  /// For each position of kernel or result the distance from the first in a layout with these strides.
  private int[] distances(Shape shape, int[] strides, boolean byStride) {
    int[] distances = new int[shape.size()];
    for (int i = 0; i < distances.length; i++) {
      int rest = i;
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        int unit = byStride ? axes.get(axis).stride() : axes.get(axis).kernelDilation();
        distances[i] += rest % shape.extent(axis) * unit * strides[axis];
        rest /= shape.extent(axis);
      }
    }
    return distances;
  }
}
