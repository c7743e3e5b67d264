package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The convolution of an input `[N, C, X…]` with a kernel `[O, C / groups, K…]`, for any number of spatial axes:
///
/// `y[n, o, p] = Σ x[n, c, (p · stride + k · kernelDilation − low) / inputDilation] · w[o, c, k]`
///
/// summed over the channels c of the group of o and the kernel's positions k, where places that are outside the input or
/// between its elements count as 0. (Mathematics would call it a correlation: the kernel is not flipped.)
///
/// It is linear in each of the two, and closed under transposition. With respect to the input, stride and input dilation
/// change places and the kernel is flipped; with respect to the kernel, stride and kernel dilation change places, the
/// cotangent is the kernel, and batch and channels are exchanged. So it is differentiated any number of times.
public record Convolve(List<Axis> axes, int groups) implements Structural {
  /// How the kernel moves along a spatial axis. What is padded may be negative, which cuts off.
  ///
  /// @param stride         by how much it moves on from one place of the result to the next
  /// @param low            how many zeros come before the input
  /// @param high           how many zeros come after the input
  /// @param inputDilation  the distance of the input's elements, zeros being between them
  /// @param kernelDilation the distance of the kernel's elements
  public record Axis(int stride, int low, int high, int inputDilation, int kernelDilation) {
    /// How far so many elements reach from the first to the last, both included.
    public static int span(int extent, int dilation) {
      return extent == 0 ? 0 : (extent - 1) * dilation + 1;
    }

    /// How many places of the input, dilated and padded, there are beyond those that the kernel covers at first;
    /// negative where it does not fit.
    public int room(int input, int kernel) {
      return span(input, inputDilation) + low + high - span(kernel, kernelDilation);
    }

    /// How many places the kernel has.
    int places(int input, int kernel) {
      return Math.max(0, Math.floorDiv(room(input, kernel), stride) + 1);
    }

    /// From the cotangent, which takes the input's place, to that of the input.
    Axis inInput(int input, int kernel, int result) {
      int before = span(kernel, kernelDilation) - 1 - low;
      int after = (input - 1) * inputDilation + span(kernel, kernelDilation) - span(result, stride) - before;
      return new Axis(inputDilation, before, after, stride, kernelDilation);
    }

    /// From the cotangent, which takes the kernel's place, to that of the kernel.
    Axis inKernel(int input, int kernel, int result) {
      int after = (kernel - 1) * kernelDilation + span(result, stride) - span(input, inputDilation) - low;
      return new Axis(kernelDilation, low, after, inputDilation, stride);
    }
  }

  /// The axis that the spatial ones begin with.
  private static final int SPATIAL = 2;

  @Override
  public String name() {
    return "conv" + axes.size() + "d";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type input = x.get(0);
    Type kernel = x.get(1);
    if (input.dtype() != kernel.dtype() || !input.dtype().isFloating()) {
      throw new DTypeException("[%s] was given %s and a kernel of %s; both must have the same floating type: convert with .to(%s)"
          .formatted(name(), input.dtype(), kernel.dtype(), input.dtype().isFloating() ? input.dtype() : "F32"));
    }
    requireShapes(input.shape(), kernel.shape());
    Shape result = Shape.of(input.shape().extent(0), kernel.shape().extent(0));
    for (int axis = 0; axis < axes.size(); axis++) {
      int places = axes.get(axis).places(input.shape().extent(SPATIAL + axis), kernel.shape().extent(SPATIAL + axis));
      result = result.insert(SPATIAL + axis, places);
    }
    return List.of(input.withShape(result));
  }

  /// Checks that input and kernel have two axes more than places have numbers.
  public static void requireRanks(String operation, int spatial, Shape input, Shape kernel) {
    int rank = SPATIAL + spatial;
    if (input.rank() != rank || kernel.rank() != rank) {
      throw new ShapeException("[%s] an input of shape %s and a kernel of shape %s: both must have %d axes, two and then the places%s"
          .formatted(operation, input, kernel, rank, input.rank() == rank - 1 ? "; expandDims(0) makes a batch of one" : ""));
    }
  }

  private void requireShapes(Shape input, Shape kernel) {
    requireRanks(name(), axes.size(), input, kernel);
    if (groups < 1 || input.extent(1) % groups != 0 || kernel.extent(0) % groups != 0) {
      throw new ShapeException("[%s] %d channels and %d outputs cannot be divided into %d groups"
          .formatted(name(), input.extent(1), kernel.extent(0), groups));
    }
    if (kernel.extent(1) != input.extent(1) / groups) {
      throw new ShapeException(
          "[%s] an input of shape %s has %d channels%s, but the kernel of shape %s takes %d; a kernel is [outputs, channels%s, …]"
              .formatted(name(), input, input.extent(1), groups == 1 ? "" : " in %d groups of %d".formatted(groups, input.extent(1) / groups),
                  kernel, kernel.extent(1), groups == 1 ? "" : " / groups"));
    }
    for (Axis axis : axes) {
      if (axis.stride < 1 || axis.inputDilation < 1 || axis.kernelDilation < 1) {
        throw new ShapeException("[%s] strides and dilations must be 1 or more, not those of %s".formatted(name(), axis));
      }
    }
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    return new Array[] {ConvolutionLoops.run(this, x[0], x[1], y.getFirst())};
  }

  @Override
  public Partial partial(int argument) {
    return argument == 0
        ? Partial.linear((x, dy) -> transpose(x[0].shape(), x[1], dy))
        : Partial.linear((x, dy) -> inKernel(x[0], x[1].shape(), dy));
  }

  /// The transpose of this convolution with a fixed kernel: from something of the result's shape to something of the
  /// input's.
  public Value transpose(Shape input, Value kernel, Value dy) {
    return transposed(Axis::inInput, input, kernel.shape(), dy.shape()).on(dy, turned(kernel));
  }

  private interface Transposition {
    Axis of(Axis axis, int input, int kernel, int result);
  }

  private Convolve transposed(Transposition transposition, Shape input, Shape kernel, Shape result) {
    List<Axis> other = new ArrayList<>();
    for (int axis = 0; axis < axes.size(); axis++) {
      int at = SPATIAL + axis;
      other.add(transposition.of(axes.get(axis), input.extent(at), kernel.extent(at), result.extent(at)));
    }
    return new Convolve(List.copyOf(other), groups);
  }

  /// The kernel as the transpose reads it: flipped, and in each group with outputs and channels exchanged.
  private Value turned(Value kernel) {
    List<Integer> spatial = IntStream.range(SPATIAL, SPATIAL + axes.size()).boxed().toList();
    Value flipped = new Flip(spatial).on(kernel);
    return exchanged(flipped, kernel.shape().extent(0) / groups, kernel.shape().extent(1));
  }

  /// From `[groups · a, b, …]` to `[groups · b, a, …]`.
  private Value exchanged(Value x, int a, int b) {
    Shape places = x.shape().range(SPATIAL, x.shape().rank());
    Value apart = Reshape.to(x, Shape.of(groups, a, b).concat(places));
    return Reshape.to(Permute.move(apart, 1, 2), Shape.of(groups * b, a).concat(places));
  }

  /// The examples are what is summed over, so they become the channels of each group.
  private Value inKernel(Value input, Shape kernel, Value dy) {
    Convolve transposed = transposed(Axis::inKernel, input.shape(), kernel, dy.shape());
    return Permute.move(transposed.on(channelsAsBatch(input), Permute.move(dy, 0, 1)), 0, 1);
  }

  private Value channelsAsBatch(Value input) {
    if (groups == 1) {
      return Permute.move(input, 0, 1);
    }
    int examples = input.shape().extent(0);
    int channels = input.shape().extent(1) / groups;
    Shape places = input.shape().range(SPATIAL, input.shape().rank());
    Value apart = Reshape.to(input, Shape.of(examples, groups, channels).concat(places));
    Value channelsFirst = Permute.move(Permute.move(apart, 0, 1), 2, 0);
    return Reshape.to(channelsFirst, Shape.of(channels, groups * examples).concat(places));
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    if (size == 0) {
      Type result = infer(List.of(example(x[0], batched[0]), example(x[1], batched[1]))).getFirst();
      return new Value[] {Literal.zeros(result.withShape(result.shape().prepend(0)))};
    }
    if (!batched[1]) {
      return new Value[] {split(on(merged(x[0], 0), x[1]), 0, size)};
    }
    return new Value[] {batched[0] ? inFurtherGroups(x[0], x[1], size) : inFurtherOutputs(x[0], x[1], size)};
  }

  private static Type example(Value x, boolean batched) {
    return batched ? x.type().withShape(x.shape().remove(0)) : x.type();
  }

  /// Each example of the batch is a group, or as many as there were.
  private Value inFurtherGroups(Value x, Value kernels, int size) {
    Value channels = merged(Permute.move(x, 0, 1), 1);
    Value y = new Convolve(axes, size * groups).on(channels, merged(kernels, 0));
    return Permute.move(split(y, 1, size), 1, 0);
  }

  /// All kernels read the same input: in each group there are the outputs of them all.
  private Value inFurtherOutputs(Value x, Value kernels, int size) {
    Value apart = split(kernels, 1, groups);
    Value y = on(x, merged(merged(Permute.move(apart, 0, 1), 0), 0));
    Value groupsApart = split(split(y, 1, groups), 2, size);
    return merged(Permute.move(groupsApart, 2, 0), 2);
  }

  /// The axis and the next as one.
  private static Value merged(Value x, int axis) {
    Shape shape = x.shape();
    return Reshape.to(x, shape.remove(axis + 1).with(axis, shape.extent(axis) * shape.extent(axis + 1)));
  }

  /// The axis as two, of which the first has the given extent.
  private static Value split(Value x, int axis, int extent) {
    return Reshape.to(x, x.shape().with(axis, x.shape().extent(axis) / extent).insert(axis, extent));
  }
}
