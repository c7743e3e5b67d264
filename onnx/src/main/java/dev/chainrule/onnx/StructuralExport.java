package dev.chainrule.onnx;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Structural;
import dev.chainrule.op.AddAlong;
import dev.chainrule.op.AnyAll;
import dev.chainrule.op.ArgExtremum;
import dev.chainrule.op.Cast;
import dev.chainrule.op.ClassNumbers;
import dev.chainrule.op.Concat;
import dev.chainrule.op.Convolve;
import dev.chainrule.op.CumSum;
import dev.chainrule.op.Determinant;
import dev.chainrule.op.Extremum;
import dev.chainrule.op.Flip;
import dev.chainrule.op.Iota;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.MaxPool;
import dev.chainrule.op.Norm;
import dev.chainrule.op.Observe;
import dev.chainrule.op.OneHot;
import dev.chainrule.op.Pad;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Product;
import dev.chainrule.op.PutAlong;
import dev.chainrule.op.RandomBits;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.ScatterAdd;
import dev.chainrule.op.Slice;
import dev.chainrule.op.Sort;
import dev.chainrule.op.Sum;
import dev.chainrule.op.Take;
import dev.chainrule.op.TakeAlong;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Writes operations that are not elementwise: one case for each that ONNX can say.
final class StructuralExport {
  /// A value: its name (of results: empty where nothing reads them), type and shape.
  record Value(String name, DType dtype, List<Extent> shape) {
    int rank() {
      return shape.size();
    }
  }

  /// What an operation reads and gives.
  record Values(List<Value> x, List<Value> y) {
    Value first() {
      return x.getFirst();
    }

    Value result() {
      return y.getFirst();
    }

    List<String> names() {
      return x.stream().map(Value::name).toList();
    }
  }

  private final NodeWriter nodes;
  private final Values values;
  private final String x;

  private StructuralExport(NodeWriter nodes, Values values) {
    this.nodes = nodes;
    this.values = values;
    this.x = values.x().isEmpty() ? "" : values.first().name();
  }

  /// The names of the results.
  static List<String> write(NodeWriter nodes, Structural primitive, Values values) {
    StructuralExport export = new StructuralExport(nodes, values);
    return switch (primitive) {
      case MaxPool pool -> WindowExport.maxPool(nodes, pool, values);
      case Sort sort -> export.sort(sort);
      case PutAlong put -> export.put(put);
      default -> List.of(export.one(primitive));
    };
  }

  private String one(Structural primitive) {
    return switch (primitive) {
      case Cast cast -> cast(x, cast.dtype());
      case Reshape reshape -> reshape(x, values.result().shape());
      case Permute permute -> nodes.add("Transpose", x, Attribute.of("perm", permute.order()));
      case Concat concat -> nodes.add("Concat", values.names(), Attribute.of("axis", concat.axis()));
      case Slice slice -> slice(slice);
      case Flip flip -> flip(flip);
      case Pad pad -> WindowExport.pad(nodes, pad, values);
      case Convolve convolve -> WindowExport.convolve(nodes, convolve, values);
      case MatMul product -> nodes.add("MatMul", List.of(
          transposed(values.x().get(0), product.transposeLeft()), transposed(values.x().get(1), product.transposeRight())));
      case Sum sum -> reduce("ReduceSum", x, sum.axes());
      case Product product -> reduce("ReduceProd", x, product.axes());
      case Norm norm -> reduce("ReduceL2", x, norm.axes());
      case Extremum extremum -> reduce(extremum.largest() ? "ReduceMax" : "ReduceMin", x, extremum.axes());
      case AnyAll some -> cast(reduce(some.all() ? "ReduceMin" : "ReduceMax", cast(x, DType.I32), some.axes()), DType.BOOL);
      case ArgExtremum place -> cast(nodes.add(place.largest() ? "ArgMax" : "ArgMin", x,
          Attribute.of("axis", place.axis()), Attribute.of("keepdims", false)), DType.I32);
      case CumSum sum -> nodes.add("CumSum", List.of(x, nodes.number(DType.I64, sum.axis())), Attribute.of("reverse", sum.reverse()));
      case Iota iota -> iota(iota);
      case OneHot hot -> cast(nodes.add("Equal", List.of(
          nodes.add("Unsqueeze", List.of(x, nodes.integers(List.of(-1L)))), count(values.first().dtype(), hot.depth()))), hot.dtype());
      case Take take -> nodes.add("Gather", values.names(), Attribute.of("axis", take.axis()));
      case TakeAlong take -> nodes.add("GatherElements", values.names(), Attribute.of("axis", take.axis()));
      case AddAlong add -> scatter("add", add.axis(), zeros(), values.x().get(1).name(), x);
      case ScatterAdd add -> addSlices(add);
      case Determinant determinant -> nodes.add("Det", x);
      case ClassNumbers labels -> x;
      case Observe observed -> x;
      case RandomBits bits -> throw new OnnxException("[export] random numbers have no counterpart in ONNX; export the function as it is evaluated, without dropout and the like");
      default -> throw GraphExport.noCounterpart(primitive.name());
    };
  }

  private String cast(String value, DType dtype) {
    return nodes.add("Cast", value, Attribute.of("to", TensorProtos.code(dtype).getNumber()));
  }

  private String reshape(String value, List<Extent> shape) {
    return reshape(nodes, value, shape);
  }

  /// Under another shape; −1 stands for what follows from the number of examples where there is one such extent.
  static String reshape(NodeWriter nodes, String value, List<Extent> shape) {
    List<Extent> free = shape.stream().filter(extent -> !extent.isFixed()).toList();
    boolean empty = shape.contains(Extent.fixed(0));
    String wanted = free.size() == 1 && !empty
        ? nodes.integers(shape.stream().map(extent -> extent.isFixed() ? extent.offset() : -1).toList())
        : nodes.shape(shape);
    return empty ? nodes.add("Reshape", List.of(value, wanted), Attribute.of("allowzero", 1)) : nodes.add("Reshape", List.of(value, wanted));
  }

  private String slice(Slice slice) {
    List<Extent> from = values.first().shape();
    List<Extent> to = values.result().shape();
    List<Integer> axes = IntStream.range(0, from.size()).boxed()
        .filter(axis -> slice.starts().get(axis) != 0 || slice.steps().get(axis) != 1 || !from.get(axis).equals(to.get(axis))).toList();
    if (axes.stream().anyMatch(axis -> !to.get(axis).isFixed())) {
      throw new OnnxException("[export] `slice` takes a part of the examples; export a fixed number of them, with forFixedBatch()");
    }
    return cut(nodes, x, axes, axes.stream().map(slice.starts()::get).toList(),
        axes.stream().map(axis -> to.get(axis).offset()).toList(), axes.stream().map(slice.steps()::get).toList());
  }

  /// Along each of the axes so many elements from a start on.
  static String cut(NodeWriter nodes, String value, List<Integer> axes, List<Integer> starts, List<Long> extents, List<Integer> steps) {
    List<Long> stops = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      long stop = starts.get(i) + extents.get(i) * steps.get(i);
      // A negative stop would count from the end; before the first element is what is below all of these.
      stops.add(steps.get(i) < 0 && stop < 0 ? -1L - Integer.MAX_VALUE : stop);
    }
    return axes.isEmpty() ? value : nodes.add("Slice", List.of(value, integers(nodes, starts), nodes.integers(stops), integers(nodes, axes), integers(nodes, steps)));
  }

  static String integers(NodeWriter nodes, List<Integer> numbers) {
    return nodes.integers(numbers.stream().map(Integer::longValue).toList());
  }

  private String flip(Flip flip) {
    List<Integer> ones = flip.axes().stream().map(axis -> -1).toList();
    List<Long> below = flip.axes().stream().map(axis -> -1L - Integer.MAX_VALUE).toList();
    return nodes.add("Slice", List.of(x, integers(nodes, ones), nodes.integers(below), integers(nodes, flip.axes()), integers(nodes, ones)));
  }

  private String transposed(Value value, boolean turn) {
    if (!turn) {
      return value.name();
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, value.rank()).boxed().toList());
    Collections.swap(order, value.rank() - 2, value.rank() - 1);
    return nodes.add("Transpose", value.name(), Attribute.of("perm", order));
  }

  private String reduce(String operator, String value, List<Integer> axes) {
    return axes.isEmpty() ? value : nodes.add(operator, List.of(value, integers(nodes, axes)), Attribute.of("keepdims", false));
  }

  private String count(DType dtype, long extent) {
    return nodes.add("Range", List.of(nodes.number(dtype, 0), nodes.number(dtype, extent), nodes.number(dtype, 1)));
  }

  private String iota(Iota iota) {
    Extent extent = values.result().shape().get(iota.axis());
    DType dtype = values.result().dtype();
    String counts = extent.isFixed() ? count(dtype, extent.offset()) : nodes.add("Range", List.of(nodes.number(dtype, 0),
        cast(nodes.add("Squeeze", nodes.shape(List.of(extent))), dtype), nodes.number(dtype, 1)));
    List<Long> others = IntStream.range(0, values.result().rank()).filter(axis -> axis != iota.axis()).mapToObj(axis -> (long) axis).toList();
    return others.isEmpty() ? counts : nodes.add("Expand", List.of(
        nodes.add("Unsqueeze", List.of(counts, nodes.integers(others))), nodes.shape(values.result().shape())));
  }

  private String zeros() {
    return nodes.add("Expand", List.of(nodes.number(values.result().dtype(), 0), nodes.shape(values.result().shape())));
  }

  private String scatter(String reduction, int axis, String base, String indices, String updates) {
    return nodes.add("ScatterElements", List.of(base, indices, updates), Attribute.of("axis", axis), Attribute.of("reduction", reduction));
  }

  /// Whole slices: each index is spread over its slice.
  private String addSlices(ScatterAdd add) {
    List<Extent> indices = values.x().get(1).shape();
    if (indices.stream().anyMatch(extent -> !extent.isFixed())) {
      throw new OnnxException("[export] `scatterAdd` at places that depend on how many examples there are; export a fixed number of them, with forFixedBatch()");
    }
    long count = indices.stream().mapToLong(Extent::offset).reduce(1, (a, b) -> a * b);
    List<Extent> shape = new ArrayList<>(values.first().shape());
    shape.set(add.axis(), Extent.fixed(count));
    List<Extent> column = new ArrayList<>(Collections.nCopies(shape.size(), Extent.fixed(1)));
    column.set(add.axis(), Extent.fixed(count));
    String spread = nodes.add("Expand", List.of(reshape(values.x().get(1).name(), column), nodes.shape(shape)));
    return scatter("add", add.axis(), x, spread, reshape(values.x().get(2).name(), shape));
  }

  private List<String> sort(Sort sort) {
    Extent last = values.first().shape().getLast();
    List<String> sorted = nodes.addAll("TopK", 2, List.of(x, nodes.shape(List.of(last))), Attribute.of("axis", -1), Attribute.of("largest", sort.descending()));
    return List.of(sorted.get(0), cast(sorted.get(1), DType.I32));
  }

  private List<String> put(PutAlong put) {
    if (!values.y().get(1).name().isEmpty()) {
      throw GraphExport.noCounterpart("the winners of " + put.name());
    }
    String reduction = switch (put.rule()) {
      case LAST -> "none";
      case LARGEST -> "max";
      case SMALLEST -> "min";
    };
    return List.of(scatter(reduction, put.axis(), x, values.x().get(1).name(), values.x().get(2).name()), "");
  }
}
