package dev.chainrule.onnx;

import static java.util.Map.entry;

import dev.chainrule.Functions;
import dev.chainrule.Padding;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Operators that arrange elements anew, ask for shapes, or make tensors of nothing else.
final class ShapeOperators {
  static final Map<String, Operator> TABLE = Map.ofEntries(
      entry("Constant", Operator.one(ShapeOperators::constant)),
      entry("Shape", Operator.one(ShapeOperators::shape)),
      entry("Size", Operator.one(call -> Tensor.of((long) call.x().size()))),
      entry("Range", Operator.one(ShapeOperators::range)),
      entry("ConstantOfShape", Operator.one(ShapeOperators::constantOfShape)),
      entry("EyeLike", Operator.one(ShapeOperators::eyeLike)),
      entry("Reshape", Operator.one(call -> call.x().reshape(reshaped(call.x().shape(), call.known(1), call.flag("allowzero", false))))),
      entry("Flatten", Operator.one(ShapeOperators::flatten)),
      entry("Squeeze", Operator.one(ShapeOperators::squeeze)),
      entry("Unsqueeze", Operator.one(ShapeOperators::unsqueeze)),
      entry("Transpose", Operator.one(call -> call.hasAttribute("perm") ? call.x().transpose(call.integers("perm")) : call.x().transpose())),
      entry("Expand", Operator.one(call -> call.x().broadcastTo(Shape.broadcast("Expand", call.x().shape(), Shape.of(call.known(1)))))),
      entry("Tile", Operator.one(call -> call.x().tile(call.known(1)))),
      entry("Concat", Operator.one(call -> Functions.concat((int) call.integer("axis", 0), call.all()))),
      entry("Split", ShapeOperators::split),
      entry("Pad", Operator.one(ShapeOperators::pad)),
      entry("Trilu", Operator.one(ShapeOperators::trilu)),
      entry("DepthToSpace", Operator.one(ShapeOperators::depthToSpace)),
      entry("SpaceToDepth", Operator.one(ShapeOperators::spaceToDepth)));

  private ShapeOperators() {}

  private static Tensor constant(Call call) {
    if (call.hasAttribute("value")) {
      return call.tensor("value");
    }
    if (call.hasAttribute("value_float")) {
      return Tensor.of((float) call.number("value_float", 0));
    }
    if (call.hasAttribute("value_int")) {
      return Tensor.of(call.integer("value_int", 0));
    }
    if (call.hasAttribute("value_ints")) {
      return Tensor.of(call.required("value_ints").getIntsList().stream().mapToLong(Long::longValue).toArray());
    }
    if (call.hasAttribute("value_floats")) {
      List<Float> numbers = call.required("value_floats").getFloatsList();
      return Tensor.of(numbers.stream().mapToDouble(Float::doubleValue).toArray()).to(DType.F32);
    }
    throw call.unsupported("a constant of another kind than numbers");
  }

  private static Tensor shape(Call call) {
    int rank = call.x().rank();
    int start = (int) Math.clamp(call.integer("start", 0) + (call.integer("start", 0) < 0 ? rank : 0), 0, rank);
    long stop = call.integer("end", rank);
    int end = (int) Math.clamp(stop + (stop < 0 ? rank : 0), start, rank);
    return Tensor.of(Arrays.stream(call.x().shape().extents(), start, end).asLongStream().toArray());
  }

  private static Tensor range(Call call) {
    Array start = call.x(0).value().array();
    Array stop = call.x(1).value().array();
    Array step = call.x(2).value().array();
    return Functions.arange(call.dtype(), start.getDouble(0), stop.getDouble(0), step.getDouble(0));
  }

  private static Tensor constantOfShape(Call call) {
    Tensor number = call.hasAttribute("value") ? call.tensor("value") : Tensor.of(0f);
    return number.reshape(Shape.of()).broadcastTo(Shape.of(call.known(0)));
  }

  private static Tensor eyeLike(Call call) {
    DType dtype = call.hasAttribute("dtype") ? TensorFiles.dtype((int) call.integer("dtype", 0)) : call.dtype();
    int[] extents = call.x().shape().extents();
    Tensor rows = Functions.arange(DType.I32, extents[0]).expandDims(1).plus((int) call.integer("k", 0));
    return rows.eq(Functions.arange(DType.I32, extents[1])).to(dtype);
  }

  /// The shape that is meant: 0 copies an extent, −1 is what is left.
  static Shape reshaped(Shape from, int[] wanted, boolean zeroIsZero) {
    int[] extents = wanted.clone();
    int open = -1;
    long others = 1;
    for (int i = 0; i < extents.length; i++) {
      if (extents[i] == 0 && !zeroIsZero) {
        extents[i] = from.extent(i);
      }
      if (extents[i] == -1) {
        open = i;
      } else {
        others *= extents[i];
      }
    }
    if (open >= 0) {
      extents[open] = others == 0 ? 0 : (int) (from.size() / others);
    }
    return Shape.of(extents);
  }

  private static Tensor flatten(Call call) {
    Shape shape = call.x().shape();
    long axis = call.integer("axis", 1);
    int at = (int) (axis < 0 ? axis + shape.rank() : axis);
    return call.x().reshape(shape.range(0, at).size(), shape.range(at, shape.rank()).size());
  }

  private static Tensor squeeze(Call call) {
    int[] axes = call.axes(1);
    Shape shape = call.x().shape();
    int[] wanted = axes != null ? Call.axes(axes, shape.rank())
        : IntStream.range(0, shape.rank()).filter(axis -> shape.extent(axis) == 1).toArray();
    return wanted.length == 0 ? call.x() : call.x().squeeze(wanted);
  }

  private static Tensor unsqueeze(Call call) {
    int[] axes = call.axes(1);
    if (axes == null) {
      throw new OnnxException("the axes are missing");
    }
    Tensor x = call.x();
    for (int axis : Arrays.stream(Call.axes(axes, x.rank() + axes.length)).sorted().toArray()) {
      x = x.expandDims(axis);
    }
    return x;
  }

  private static List<Tensor> split(Call call) {
    int axis = Call.axis(call.integer("axis", 0), call.x().rank());
    int[] sizes = call.has(1) ? call.known(1) : call.integers("split");
    if (sizes.length == 0) {
      int parts = (int) call.integer("num_outputs", call.results());
      int extent = call.x().shape().extent(axis);
      int each = Math.ceilDiv(extent, parts);
      sizes = IntStream.range(0, parts).map(i -> Math.clamp(extent - (long) i * each, 0, each)).toArray();
    }
    return call.x().split(sizes, axis);
  }

  private static Tensor pad(Call call) {
    int rank = call.x().rank();
    int[] pads = call.has(1) ? call.known(1) : call.integers("pads");
    int[] axes = call.has(3) ? Call.axes(call.known(3), rank) : IntStream.range(0, rank).toArray();
    int[] before = new int[rank];
    int[] after = new int[rank];
    for (int i = 0; i < axes.length; i++) {
      before[axes[i]] = pads[i];
      after[axes[i]] = pads[axes.length + i];
    }
    Tensor number = call.optional(2);
    Tensor x = cut(call.x(), before, after);
    return switch (call.text("mode", "constant")) {
      case "constant" -> x.pad(before, after, number == null ? call.number("value", 0) : number.value().array().getDouble(0));
      case "reflect" -> x.pad(before, after, Padding.REFLECT);
      case "edge" -> x.pad(before, after, Padding.EDGE);
      case "wrap" -> x.pad(before, after, Padding.WRAP);
      case String other -> throw call.unsupported("padding by `%s`".formatted(other));
    };
  }

  /// Without what negative padding takes away; these numbers become 0.
  private static Tensor cut(Tensor x, int[] before, int[] after) {
    for (int axis = 0; axis < before.length; axis++) {
      if (before[axis] < 0 || after[axis] < 0) {
        x = x.slice(axis, Math.max(0, -before[axis]), x.shape().extent(axis) + Math.min(0, after[axis]));
        before[axis] = Math.max(0, before[axis]);
        after[axis] = Math.max(0, after[axis]);
      }
    }
    return x;
  }

  private static Tensor trilu(Call call) {
    int diagonal = call.has(1) ? call.known(1)[0] : 0;
    return call.flag("upper", true) ? call.x().triu(diagonal) : call.x().tril(diagonal);
  }

  private static Tensor depthToSpace(Call call) {
    int[] x = call.x().shape().extents();
    int b = (int) call.integer("blocksize", 1);
    int depth = x[1] / (b * b);
    Tensor y = call.text("mode", "DCR").equals("DCR")
        ? call.x().reshape(x[0], b, b, depth, x[2], x[3]).transpose(0, 3, 4, 1, 5, 2)
        : call.x().reshape(x[0], depth, b, b, x[2], x[3]).transpose(0, 1, 4, 2, 5, 3);
    return y.reshape(x[0], depth, x[2] * b, x[3] * b);
  }

  private static Tensor spaceToDepth(Call call) {
    int[] x = call.x().shape().extents();
    int b = (int) call.integer("blocksize", 1);
    return call.x().reshape(x[0], x[1], x[2] / b, b, x[3] / b, b).transpose(0, 3, 5, 1, 2, 4).reshape(x[0], x[1] * b * b, x[2] / b, x[3] / b);
  }
}
