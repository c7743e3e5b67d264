package dev.chainrule;

import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.op.Convolve;

/// What the fluent convolutions of one, two and three axes have in common.
final class Convolutions {
  private Convolutions() {}

  static Tensor convolve(int rank, Tensor x, Tensor kernel, Convolution how) {
    String operation = "conv" + rank + "d";
    Convolve.requireRanks(operation, rank, x.shape(), kernel.shape());
    Shape input = places(x);
    Shape covered = places(kernel);
    requireElements(operation, kernel);
    if (how.outputPadding().stream().anyMatch(further -> further != 0)) {
      throw new ShapeException("[%s] takes no output padding; convTranspose%dd does".formatted(operation, rank));
    }
    Convolve convolve = how.on(operation, input, covered);
    for (int axis = 0; axis < rank; axis++) {
      Convolve.Axis along = convolve.axes().get(axis);
      if (along.room(input.extent(axis), covered.extent(axis)) < 0) {
        throw new ShapeException(
            "[%s] the kernel of shape %s covers %d places along axis %d, but the input of shape %s has %d with its padding; pad more, or take a smaller kernel"
                .formatted(operation, kernel.shape(), Convolve.Axis.span(covered.extent(axis), along.kernelDilation()), axis + 2,
                    x.shape(), input.extent(axis) + along.low() + along.high()));
      }
    }
    return Tensor.of(convolve.on(x.value(), kernel.value()));
  }

  static Tensor transposed(int rank, Tensor x, Tensor kernel, Convolution how) {
    String operation = "convTranspose" + rank + "d";
    Convolve.requireRanks(operation, rank, x.shape(), kernel.shape());
    requireElements(operation, kernel);
    int channels = x.shape().extent(1);
    if (kernel.shape().extent(0) != channels) {
      throw new ShapeException("[%s] an input of shape %s has %d channels, but the kernel of shape %s takes %d; a kernel is [channels, outputs / groups, …]"
          .formatted(operation, x.shape(), channels, kernel.shape(), kernel.shape().extent(0)));
    }
    if (how.groups() < 1 || channels % how.groups() != 0) {
      throw new ShapeException("[%s] %d channels cannot be divided into %d groups".formatted(operation, channels, how.groups()));
    }
    Shape result = how.transposed(operation, places(x), places(kernel));
    Shape whole = Shape.of(x.shape().extent(0), kernel.shape().extent(1) * how.groups()).concat(result);
    return Tensor.of(how.on(operation, result, places(kernel)).transpose(whole, kernel.value(), x.value()));
  }

  private static void requireElements(String operation, Tensor kernel) {
    if (places(kernel).size() == 0) {
      throw new ShapeException("[%s] a kernel of shape %s covers nothing".formatted(operation, kernel.shape()));
    }
  }

  private static Shape places(Tensor x) {
    return x.shape().range(2, x.rank());
  }
}
