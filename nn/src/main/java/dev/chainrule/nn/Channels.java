package dev.chainrule.nn;

import dev.chainrule.Tensor;
import dev.chainrule.graph.ShapeException;
import java.util.Arrays;
import java.util.stream.IntStream;

/// What layers on inputs `[batch, channels, …]` have in common.
final class Channels {
  static final int AXIS = 1;

  private Channels() {}

  static void require(String layer, Tensor x) {
    if (x.rank() < 2) {
      throw new ShapeException("[%s] an input of shape %s must be [batch, channels, …]".formatted(layer, x.shape()));
    }
  }

  static void require(String layer, Tensor x, int channels) {
    if (x.rank() < 2 || x.shape().extent(AXIS) != channels) {
      throw new ShapeException("[%s] an input of shape %s must be [batch, %d, …]: it has %d channels"
          .formatted(layer, x.shape(), channels, channels));
    }
  }

  /// One number for each channel, in a shape that broadcasts to inputs of this rank.
  static Tensor spread(Tensor perChannel, int rank) {
    int[] extents = new int[rank - AXIS];
    Arrays.fill(extents, 1);
    extents[0] = perChannel.size();
    return perChannel.reshape(extents);
  }

  /// All axes but that of the channels.
  static int[] others(int rank) {
    return IntStream.range(0, rank).filter(axis -> axis != AXIS).toArray();
  }
}
