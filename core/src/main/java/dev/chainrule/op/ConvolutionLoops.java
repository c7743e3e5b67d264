package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The kernel of reference of [Convolve]. Of the two that move over a plane of the input, kernel and result, the one with
/// fewer elements is held at one place after the other while the other runs along its rows: so the inner loop is long for
/// convolutions and for their gradients, in which the cotangent is a kernel as large as a picture.
///
/// It computes in `double`, also for F32.
final class ConvolutionLoops {
  /// For one place of what is held: the runs of the other along each axis, as distances in the arrays.
  private record Region(int held, int[] counts, int moving, int[] movingSteps, int input, int[] inputSteps) {}

  private final double[] x;
  private final double[] kernel;
  private final double[] y;
  private final boolean holdsKernel;
  private final List<Region> regions;

  private ConvolutionLoops(Convolve convolve, Array x, Array kernel, Shape result) {
    this.x = doubles(x);
    this.kernel = doubles(kernel);
    this.y = new double[result.size()];
    Shape inputPlane = plane(x.shape());
    Shape kernelPlane = plane(kernel.shape());
    Shape resultPlane = plane(result);
    holdsKernel = kernelPlane.size() <= resultPlane.size();
    regions = regions(convolve.axes(), inputPlane, kernelPlane, resultPlane);
  }

  static Array run(Convolve convolve, Array x, Array kernel, Type type) {
    ConvolutionLoops loops = new ConvolutionLoops(convolve, x, kernel, type.shape());
    if (type.shape().size() > 0) {
      loops.sum(convolve.groups(), x.shape(), kernel.shape(), type.shape());
    }
    return narrowed(loops.y, type);
  }

  private static Shape plane(Shape shape) {
    return shape.range(2, shape.rank());
  }

  private List<Region> regions(List<Convolve.Axis> axes, Shape input, Shape kernel, Shape result) {
    Shape held = holdsKernel ? kernel : result;
    Shape moving = holdsKernel ? result : kernel;
    PlaceRun[][] runs = new PlaceRun[axes.size()][];
    for (int axis = 0; axis < runs.length; axis++) {
      Convolve.Axis along = axes.get(axis);
      int extent = moving.extent(axis);
      int places = input.extent(axis);
      int step = holdsKernel ? along.stride() : along.kernelDilation();
      int heldStep = holdsKernel ? along.kernelDilation() : along.stride();
      runs[axis] = IntStream.range(0, held.extent(axis))
          .mapToObj(at -> PlaceRun.of(extent, step, at * heldStep - along.low(), along.inputDilation(), places))
          .toArray(PlaceRun[]::new);
    }
    List<Region> found = new ArrayList<>();
    for (int at = 0; at < held.size(); at++) {
      Region region = region(at, held, runs, moving.strides(), input.strides());
      if (Arrays.stream(region.counts).allMatch(count -> count > 0)) {
        found.add(region);
      }
    }
    return found;
  }

  private static Region region(int at, Shape held, PlaceRun[][] runs, int[] movingStrides, int[] inputStrides) {
    int rank = runs.length;
    int[] counts = new int[rank];
    int[] movingSteps = new int[rank];
    int[] inputSteps = new int[rank];
    int moving = 0;
    int input = 0;
    int rest = at;
    for (int axis = rank - 1; axis >= 0; axis--) {
      PlaceRun run = runs[axis][rest % held.extent(axis)];
      rest /= held.extent(axis);
      counts[axis] = run.count();
      movingSteps[axis] = run.step() * movingStrides[axis];
      inputSteps[axis] = run.placeStep() * inputStrides[axis];
      moving += run.first() * movingStrides[axis];
      input += run.place() * inputStrides[axis];
    }
    return new Region(at, counts, moving, movingSteps, input, inputSteps);
  }

  /// Over all examples, outputs and the channels of their groups.
  private void sum(int groups, Shape input, Shape kernels, Shape result) {
    int outputs = kernels.extent(0);
    int channels = kernels.extent(1);
    int xPlane = plane(input).size();
    int kernelPlane = plane(kernels).size();
    int yPlane = plane(result).size();
    for (int n = 0; n < input.extent(0); n++) {
      for (int o = 0; o < outputs; o++) {
        int group = o / (outputs / groups);
        for (int c = 0; c < channels; c++) {
          int xAt = (n * input.extent(1) + group * channels + c) * xPlane;
          int kernelAt = (o * channels + c) * kernelPlane;
          int yAt = (n * outputs + o) * yPlane;
          for (Region region : regions) {
            if (holdsKernel) {
              spread(kernel[kernelAt + region.held], region, 0, yAt + region.moving, xAt + region.input);
            } else {
              y[yAt + region.held] += gather(region, 0, kernelAt + region.moving, xAt + region.input);
            }
          }
        }
      }
    }
  }

  /// Adds a multiple of the input's rows to those of the result.
  private void spread(double factor, Region region, int axis, int to, int from) {
    int count = region.counts[axis];
    int toStep = region.movingSteps[axis];
    int fromStep = region.inputSteps[axis];
    if (axis < region.counts.length - 1) {
      for (int i = 0; i < count; i++) {
        spread(factor, region, axis + 1, to + i * toStep, from + i * fromStep);
      }
    } else if (toStep == 1 && fromStep == 1) {
      addMultiple(factor, x, from, y, to, count);
    } else {
      for (int i = 0; i < count; i++) {
        y[to + i * toStep] += factor * x[from + i * fromStep];
      }
    }
  }

  /// A method of its own, so that the compiler makes vectors of it.
  private static void addMultiple(double factor, double[] x, int from, double[] y, int to, int count) {
    for (int i = 0; i < count; i++) {
      y[to + i] += factor * x[from + i];
    }
  }

  /// The sum of the products of the kernel's rows with the input's.
  private double gather(Region region, int axis, int at, int from) {
    int count = region.counts[axis];
    int step = region.movingSteps[axis];
    int fromStep = region.inputSteps[axis];
    double sum = 0;
    if (axis < region.counts.length - 1) {
      for (int i = 0; i < count; i++) {
        sum += gather(region, axis + 1, at + i * step, from + i * fromStep);
      }
    } else {
      for (int i = 0; i < count; i++) {
        sum += kernel[at + i * step] * x[from + i * fromStep];
      }
    }
    return sum;
  }

  private static double[] doubles(Array array) {
    Array contiguous = array.contiguous();
    if (array.dtype() == DType.F64) {
      return contiguous.doubles();
    }
    double[] result = new double[array.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = contiguous.floats()[i];
    }
    return result;
  }

  private static Array narrowed(double[] elements, Type type) {
    if (type.dtype() == DType.F64) {
      return Array.of(type, elements);
    }
    Array result = Array.allocate(type);
    for (int i = 0; i < elements.length; i++) {
      result.setDouble(i, elements[i]);
    }
    return result;
  }
}
