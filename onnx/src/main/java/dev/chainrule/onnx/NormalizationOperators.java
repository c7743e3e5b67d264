package dev.chainrule.onnx;

import static dev.chainrule.Functions.keepDims;
import static java.util.Map.entry;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.util.Map;
import java.util.stream.IntStream;

/// Operators that bring elements to mean 0 and variance 1, or to length 1.
final class NormalizationOperators {
  /// What the operators add to variances where nothing else is said.
  private static final double EPSILON = 1e-5f;

  static final Map<String, Operator> TABLE = Map.ofEntries(
      entry("BatchNormalization", Operator.one(NormalizationOperators::batch)),
      entry("InstanceNormalization", Operator.one(NormalizationOperators::instance)),
      entry("GroupNormalization", Operator.one(NormalizationOperators::group)),
      entry("LayerNormalization", Operator.one(NormalizationOperators::layer)),
      entry("RMSNormalization", Operator.one(NormalizationOperators::rootMeanSquare)),
      entry("LpNormalization", Operator.one(NormalizationOperators::length)));

  private NormalizationOperators() {}

  /// A number for each channel, the second axis.
  private static Tensor perChannel(Tensor numbers, int rank) {
    return numbers.reshape(Shape.along(1, numbers.size(), rank));
  }

  private static Tensor normalized(Tensor x, double epsilon, int... axes) {
    Tensor centred = x.minus(x.mean(keepDims(axes)));
    return centred.times(centred.square().mean(keepDims(axes)).plus(epsilon).rsqrt());
  }

  private static double epsilon(Call call) {
    return call.number("epsilon", EPSILON);
  }

  private static int[] from(int axis, int rank) {
    return IntStream.range(axis, rank).toArray();
  }

  private static Tensor batch(Call call) {
    if (call.flag("training_mode", false)) {
      throw call.unsupported("training_mode; export the model as it is evaluated");
    }
    int rank = call.x().rank();
    Tensor scale = call.x(1).times(call.x(4).plus(epsilon(call)).rsqrt());
    return call.x().minus(perChannel(call.x(3), rank)).times(perChannel(scale, rank)).plus(perChannel(call.x(2), rank));
  }

  private static Tensor instance(Call call) {
    int rank = call.x().rank();
    return normalized(call.x(), epsilon(call), from(2, rank)).times(perChannel(call.x(1), rank)).plus(perChannel(call.x(2), rank));
  }

  /// Before version 21 there was a gain and a bias for each group, since then for each channel.
  private static Tensor group(Call call) {
    Tensor x = call.x();
    int groups = (int) call.integer("num_groups", 1);
    int[] extents = x.shape().extents();
    Tensor grouped = x.reshape(extents[0], groups, x.size() / Math.max(1, extents[0] * groups));
    Tensor y = normalized(grouped, epsilon(call), 2);
    if (call.version() < 21) {
      return y.times(perChannel(call.x(1), 3)).plus(perChannel(call.x(2), 3)).reshape(x.shape());
    }
    return y.reshape(x.shape()).times(perChannel(call.x(1), x.rank())).plus(perChannel(call.x(2), x.rank()));
  }

  private static Tensor layer(Call call) {
    int axis = Call.axis(call.integer("axis", -1), call.x().rank());
    Tensor y = normalized(call.x(), epsilon(call), from(axis, call.x().rank())).times(call.x(1));
    return call.has(2) ? y.plus(call.x(2)) : y;
  }

  private static Tensor rootMeanSquare(Call call) {
    int axis = Call.axis(call.integer("axis", -1), call.x().rank());
    Tensor square = call.x().square().mean(keepDims(from(axis, call.x().rank())));
    return call.x().times(square.plus(epsilon(call)).rsqrt()).times(call.x(1));
  }

  private static Tensor length(Call call) {
    int axis = Call.axis(call.integer("axis", -1), call.x().rank());
    Tensor x = call.x();
    return x.div(call.integer("p", 2) == 1 ? x.abs().sum(keepDims(axis)) : x.norm(keepDims(axis)));
  }
}
