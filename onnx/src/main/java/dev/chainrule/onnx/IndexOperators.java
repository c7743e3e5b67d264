package dev.chainrule.onnx;

import static java.util.Map.entry;

import dev.chainrule.At;
import dev.chainrule.Functions;
import dev.chainrule.Range;
import dev.chainrule.Tensor;
import dev.chainrule.TopK;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.PutAlong;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Operators that pick elements, and that put them.
final class IndexOperators {
  static final Map<String, Operator> TABLE = Map.ofEntries(
      entry("Slice", Operator.one(IndexOperators::slice)),
      entry("Gather", Operator.one(call -> call.x(0).take(call.x(1), (int) call.integer("axis", 0)))),
      entry("GatherElements", Operator.one(call -> call.x(0).takeAlongAxis(call.x(1), (int) call.integer("axis", 0)))),
      entry("GatherND", Operator.one(IndexOperators::gatherPoints)),
      entry("ScatterElements", Operator.one(IndexOperators::scatter)),
      entry("ScatterND", Operator.one(IndexOperators::scatterPoints)),
      entry("OneHot", Operator.one(IndexOperators::oneHot)),
      entry("TopK", IndexOperators::topK),
      entry("ArgMax", Operator.one(call -> place(call, true))),
      entry("ArgMin", Operator.one(call -> place(call, false))));

  private IndexOperators() {}

  private static Tensor slice(Call call) {
    Tensor x = call.x();
    int[] starts = call.has(1) ? call.known(1) : call.integers("starts");
    int[] stops = call.has(2) ? call.known(2) : call.integers("ends");
    int[] all = IntStream.range(0, starts.length).toArray();
    int[] axes = Call.axes(call.has(3) ? call.known(3) : call.integers("axes", all), x.rank());
    int[] steps = call.has(4) ? call.known(4) : Arrays.stream(all).map(i -> 1).toArray();
    for (int i = 0; i < axes.length; i++) {
      x = x.slice(axes[i], range(starts[i], stops[i], steps[i], x.shape().extent(axes[i])));
    }
    return x;
  }

  /// Starts and stops beyond the ends are the ends; negative ones count from the last.
  private static Range range(int start, int stop, int step, int extent) {
    int first = Math.clamp((long) start + (start < 0 ? extent : 0), 0, step < 0 ? extent - 1 : extent);
    long last = Math.clamp((long) stop + (stop < 0 ? extent : 0), step < 0 ? -1 : 0, extent);
    Range range = last < 0 ? new Range(first, null, 1, false) : Range.of(first, (int) last);
    return range.step(step);
  }

  /// The columns of a table of positions, one for each axis.
  private static Tensor[] columns(Tensor positions) {
    return positions.unstack(-1).toArray(Tensor[]::new);
  }

  private static Tensor gatherPoints(Call call) {
    if (call.integer("batch_dims", 0) != 0) {
      throw call.unsupported("batch_dims other than 0");
    }
    return call.x(0).get(columns(call.x(1)));
  }

  /// Where the indices are smaller than the tensor along other axes, they are about its first elements there.
  private static Tensor scatter(Call call) {
    int axis = Call.axis(call.integer("axis", 0), call.x().rank());
    Shape part = call.x(1).shape().with(axis, call.x().shape().extent(axis));
    if (part.equals(call.x().shape())) {
      return scatter(call, call.x(), axis);
    }
    At block = call.x().at(Arrays.stream(part.extents()).mapToObj(Range::to).toArray(Range[]::new));
    return block.set(scatter(call, block.get(), axis));
  }

  private static Tensor scatter(Call call, Tensor x, int axis) {
    return switch (call.text("reduction", "none")) {
      case "none" -> x.putAlongAxis(call.x(1), call.x(2), axis);
      case "add" -> x.addAlongAxis(call.x(1), call.x(2), axis);
      case "max" -> compete(PutAlong.Rule.LARGEST, axis, x, call);
      case "min" -> compete(PutAlong.Rule.SMALLEST, axis, x, call);
      case String other -> throw call.unsupported("the reduction `%s`".formatted(other));
    };
  }

  private static Tensor compete(PutAlong.Rule rule, int axis, Tensor x, Call call) {
    return Tensor.of(new PutAlong(rule, axis).on(x.value(), call.x(1).value(), call.x(2).value()));
  }

  private static Tensor scatterPoints(Call call) {
    Tensor[] columns = columns(call.x(1));
    var places = call.x(0).at(columns[0], Arrays.copyOfRange(columns, 1, columns.length));
    return switch (call.text("reduction", "none")) {
      case "none" -> places.set(call.x(2));
      case "add" -> places.add(call.x(2));
      case "mul" -> places.mul(call.x(2));
      case "max" -> places.max(call.x(2));
      case "min" -> places.min(call.x(2));
      case String other -> throw call.unsupported("the reduction `%s`".formatted(other));
    };
  }

  /// The value of what is not there, and of what is, in between; positions count from the end where they are negative.
  private static Tensor oneHot(Call call) {
    int depth = call.known(1)[0];
    Tensor x = call.x(0).to(DType.I64);
    Tensor index = x.lt(0).where(x.plus(depth), x);
    long axis = call.integer("axis", -1);
    Tensor hot = index.expandDims(-1).eq(Functions.arange(DType.I64, depth));
    Tensor values = call.x(2);
    Tensor off = values.take(Tensor.of(0), 0).broadcastTo(hot.shape());
    Tensor on = values.take(Tensor.of(1), 0).broadcastTo(hot.shape());
    return hot.where(on, off).moveAxis(-1, Call.axis(axis, hot.rank()));
  }

  private static List<Tensor> topK(Call call) {
    int count = call.has(1) ? call.known(1)[0] : (int) call.integer("k", 1);
    int axis = Call.axis(call.integer("axis", -1), call.x().rank());
    boolean largest = call.flag("largest", true);
    TopK found = (largest ? call.x() : call.x().neg()).topK(count, axis);
    return List.of(largest ? found.values() : found.values().neg(), found.indices().to(DType.I64));
  }

  private static Tensor place(Call call, boolean largest) {
    if (call.flag("select_last_index", false)) {
      throw call.unsupported("the last of equals");
    }
    int axis = Call.axis(call.integer("axis", 0), call.x().rank());
    Tensor place = (largest ? call.x().argMax(axis) : call.x().argMin(axis)).to(DType.I64);
    Shape kept = call.x().shape().with(axis, 1);
    return call.flag("keepdims", true) ? place.reshape(kept) : place;
  }
}
