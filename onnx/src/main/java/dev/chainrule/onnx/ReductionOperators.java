package dev.chainrule.onnx;

import static java.util.Map.entry;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.util.Map;
import java.util.stream.IntStream;

/// Operators that reduce axes, or accumulate along one.
final class ReductionOperators {
  private interface Reduction {
    Tensor apply(Tensor x, int... axes);
  }

  static final Map<String, Operator> TABLE = Map.ofEntries(
      reduce("ReduceSum", Tensor::sum), reduce("ReduceMean", Tensor::mean), reduce("ReduceProd", Tensor::prod),
      reduce("ReduceMax", Tensor::max), reduce("ReduceMin", Tensor::min), reduce("ReduceLogSumExp", Tensor::logSumExp),
      reduce("ReduceL1", (x, axes) -> x.abs().sum(axes)), reduce("ReduceL2", Tensor::norm),
      reduce("ReduceSumSquare", (x, axes) -> x.square().sum(axes)), reduce("ReduceLogSum", (x, axes) -> x.sum(axes).log()),
      entry("Softmax", Operator.one(call -> alongRest(call, Tensor::softmax))),
      entry("LogSoftmax", Operator.one(call -> alongRest(call, Tensor::logSoftmax))),
      entry("CumSum", Operator.one(ReductionOperators::cumSum)));

  private ReductionOperators() {}

  private static Map.Entry<String, Operator> reduce(String name, Reduction reduction) {
    return entry(name, Operator.one(call -> {
      int[] axes = call.axes(1);
      int rank = call.x().rank();
      if (axes == null || axes.length == 0) {
        if (call.flag("noop_with_empty_axes", false)) {
          return call.x();
        }
        axes = IntStream.range(0, rank).toArray();
      }
      int[] all = Call.axes(axes, rank);
      Tensor y = all.length == 0 ? call.x() : reduction.apply(call.x(), all);
      Shape kept = call.x().shape();
      for (int axis : all) {
        kept = kept.with(axis, 1);
      }
      return call.flag("keepdims", true) ? y.reshape(kept) : y;
    }));
  }

  private interface AlongAxis {
    Tensor apply(Tensor x, int axis);
  }

  /// Along one axis; before version 13 along all from there on, as if they were one.
  private static Tensor alongRest(Call call, AlongAxis function) {
    Tensor x = call.x();
    if (call.version() >= 13) {
      return function.apply(x, (int) call.integer("axis", -1));
    }
    int axis = Call.axis(call.integer("axis", 1), x.rank());
    Tensor rows = x.reshape(x.shape().range(0, axis).size(), x.shape().range(axis, x.rank()).size());
    return function.apply(rows, 1).reshape(x.shape());
  }

  private static Tensor cumSum(Call call) {
    int axis = Call.axis(call.known(1)[0], call.x().rank());
    boolean reverse = call.flag("reverse", false);
    Tensor x = reverse ? call.x().flip(axis) : call.x();
    Tensor sums = x.cumSum(axis);
    sums = call.flag("exclusive", false) ? sums.minus(x) : sums;
    return reverse ? sums.flip(axis) : sums;
  }
}
