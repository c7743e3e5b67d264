package dev.chainrule.view;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Constant;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Structural;
import dev.chainrule.op.AnyAll;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Concat;
import dev.chainrule.op.CumProduct;
import dev.chainrule.op.CumSum;
import dev.chainrule.op.Extremum;
import dev.chainrule.op.Flip;
import dev.chainrule.op.Iota;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.Norm;
import dev.chainrule.op.Observe;
import dev.chainrule.op.Pad;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Product;
import dev.chainrule.op.RandomBits;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.Slice;
import dev.chainrule.op.Sum;
import dev.chainrule.view.JavaLoops.Operand;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Structural primitives as plain Java loops: declares the results, and fills them from the operands.
final class JavaStructural {
  private static final int CONSTANTS = 2_000;

  private final JavaLoops loops;
  private final List<Operand> x;
  private final List<Operand> y;

  private JavaStructural(JavaLoops loops, List<Operand> x, List<Operand> y) {
    this.loops = loops;
    this.x = x;
    this.y = y;
  }

  /// Whether there is a way to print it.
  static boolean write(Structural structural, JavaLoops loops, List<Operand> x, List<Operand> y) {
    JavaStructural writer = new JavaStructural(loops, x, y);
    switch (structural) {
      case Literal(var type, double value) -> loops.declare(y.getFirst(), loops.literal(type.dtype(), value));
      case Iota(var type, int axis) -> writer.iota(axis);
      case Reshape reshape -> writer.reshape();
      case Broadcast(Shape shape, List<Integer> axes) -> writer.broadcast(axes);
      case Permute(List<Integer> order) -> writer.gather(0, order.stream().mapToInt(axis -> writer.from().strides()[axis]).toArray());
      case Slice(List<Integer> starts, Shape extents, List<Integer> steps) -> writer.slice(starts, steps);
      case Flip(List<Integer> axes) -> writer.flip(axes);
      case Pad pad -> writer.pad(pad);
      case Concat(int axis) -> writer.concat(axis);
      case Sum(List<Integer> axes) -> writer.reduce(axes, 0, "%1$s += %2$s;");
      case Product(List<Integer> axes) -> writer.reduce(axes, 1, "%1$s *= %2$s;");
      case Norm(List<Integer> axes) -> writer.reduce(axes, 0,
          "%1$s = " + (y.getFirst().type().dtype() == DType.F32 && loops.dialect() == Dialect.JAVA ? "(float) " : "") + "Math.hypot(%1$s, %2$s);");
      case AnyAll(boolean all, List<Integer> axes) -> writer.reduce(axes, all ? 1 : 0, all ? "%1$s &= %2$s;" : "%1$s |= %2$s;");
      case Extremum(boolean largest, List<Integer> axes) -> writer.extremum(largest, axes);
      case CumSum(int axis, boolean reverse) -> writer.accumulate(axis, reverse, "+", 0);
      case CumProduct(int axis) -> writer.accumulate(axis, false, "*", 1);
      case RandomBits(DType dtype, Shape shape) when loops.dialect() == Dialect.JAVA -> writer.randomBits(shape.size());
      case Constant(Array array) when array.size() <= CONSTANTS -> writer.constant(array);
      case Observe(Observe.Observer observer, int batchAxes) when loops.dialect() == Dialect.JAVA -> writer.show(observer.label());
      case Observe observe -> writer.reshape();
      case MatMul(boolean left, boolean right) -> writer.matmul(left, right);
      case Structural other -> {
        return JavaOrdering.write(other, loops, x, y) || JavaWindows.write(other, loops, x, y) || loops.dialect() == Dialect.JAVA && JavaMatrices.write(other, loops, x, y)
            || JavaIndexing.write(other, loops, x, y.getFirst());
      }
    }
    return true;
  }

  private Operand from() {
    return x.getFirst();
  }

  private Operand to() {
    return y.getFirst();
  }

  private void iota(int axis) {
    loops.declare(to());
    loops.each(to().type().shape(), indices ->
        loops.line("%s = %s;".formatted(to().at(JavaLoops.position(0, indices, to().strides())), indices[axis])));
  }

  /// Arrays are never changed once they are filled, so the same elements can have two names.
  private void reshape() {
    boolean array = to().type().shape().rank() > 0;
    String elements = from().type().shape().rank() > 0 == array ? from().variable() : array ? loops.dialect().elements(to().type().dtype(), from().variable()) : from().at("0");
    loops.define(to(), elements);
  }

  private void broadcast(List<Integer> axes) {
    if (from().type().shape().rank() == 0 && to().type().shape().rank() > 0) {
      loops.declare(to(), JavaExpression.atom(from().variable()));
      return;
    }
    int[] strides = new int[to().type().shape().rank()];
    for (int axis = 0; axis < axes.size(); axis++) {
      strides[axes.get(axis)] = from().type().shape().extent(axis) == 1 ? 0 : from().strides()[axis];
    }
    gather(0, strides);
  }

  /// Each element of the result from a place that moves by a stride along each axis.
  private void gather(int offset, int[] strides) {
    loops.declare(to());
    loops.each(to().type().shape(), indices -> loops.line("%s = %s;".formatted(
        to().at(JavaLoops.position(0, indices, to().strides())), from().at(JavaLoops.position(offset, indices, strides)))));
  }

  /// Each element of an operand to such a place.
  private void scatter(Operand part, int offset, int[] strides) {
    loops.each(part.type().shape(), indices -> loops.line("%s = %s;".formatted(
        to().at(JavaLoops.position(offset, indices, strides)), part.at(JavaLoops.position(0, indices, part.strides())))));
  }

  private void slice(List<Integer> starts, List<Integer> steps) {
    int[] strides = from().strides();
    int offset = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      offset += starts.get(axis) * strides[axis];
      strides[axis] *= steps.get(axis);
    }
    gather(offset, strides);
  }

  private void flip(List<Integer> axes) {
    int[] strides = from().strides();
    int offset = 0;
    for (int axis : axes) {
      offset += (from().type().shape().extent(axis) - 1) * strides[axis];
      strides[axis] = -strides[axis];
    }
    gather(offset, strides);
  }

  private void pad(Pad pad) {
    int[] strides = to().strides();
    int offset = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      offset += pad.low().get(axis) * strides[axis];
      strides[axis] *= pad.interior().get(axis) + 1;
    }
    loops.declare(to(), loops.literal(to().type().dtype(), pad.value()));
    scatter(from(), offset, strides);
  }

  private void concat(int axis) {
    loops.declare(to());
    int start = 0;
    for (Operand part : x) {
      scatter(part, start * to().strides()[axis], to().strides());
      start += part.type().shape().extent(axis);
    }
  }

  /// Accumulates over the reduced axes, which are the inner loops.
  private void reduce(List<Integer> axes, double start, String step) {
    DType dtype = to().type().dtype();
    loops.declare(to(), loops.literal(dtype, start));
    String[] indices = new String[from().type().shape().rank()];
    loops.openAll(from().type().shape(), from().others(axes), indices);
    loops.openAll(from().type().shape(), axes, indices);
    loops.line(step.formatted(to().at(JavaLoops.position(0, indices, from().kept(axes, to()))), from().at(JavaLoops.position(0, indices, from().strides()))));
    loops.closeAll(axes, indices);
    loops.closeAll(from().others(axes), indices);
  }

  /// NaN wins over every number.
  private void extremum(boolean largest, List<Integer> axes) {
    DType dtype = to().type().dtype();
    double start = switch (dtype) {
      case I32 -> largest ? Integer.MIN_VALUE : Integer.MAX_VALUE;
      case I64 -> largest ? Long.MIN_VALUE : Long.MAX_VALUE;
      case F32, F64, BOOL -> largest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    };
    reduce(axes, start, "%1$s = %2$s " + (largest ? ">" : "<") + " %1$s" + (dtype.isFloating() ? " || %2$s != %2$s" : "") + " ? %2$s : %1$s;");
  }

  private void constant(Array array) {
    String elements = IntStream.range(0, array.size()).mapToObj(i -> loops.dialect() == Dialect.JAVA ? JavaType.element(array, i) : loops.literal(array.dtype(), array.getDouble(i)).text()).collect(Collectors.joining(", "));
    loops.define(to(), to().type().shape().rank() == 0 ? elements : loops.dialect().elements(to().type().dtype(), elements));
  }

  private void randomBits(int count) {
    boolean scalar = to().type().shape().rank() == 0;
    Operand bits = scalar ? new Operand(loops.numbered("t"), to().type().withShape(Shape.of(1))) : to();
    loops.declare(bits);
    String key = loops.open(x.get(1).type().shape().size());
    String word = JavaLoops.position(0, new String[] {key}, new int[] {2});
    loops.line("new Threefry(%s, %s).fill(%s, %s, %s, %d);".formatted(from().at(word), from().at(word + " + 1"), x.get(1).at(key),
        bits.variable(), JavaLoops.position(0, new String[] {key}, new int[] {count}), count));
    loops.close(key);
    if (scalar) {
      loops.define(to(), bits.variable() + "[0]");
    }
  }

  private void show(String label) {
    reshape();
    String elements = to().type().shape().rank() == 0 ? to().variable() : "java.util.Arrays.toString(" + to().variable() + ")";
    loops.line("System.out.println(\"%s: \" + %s);".formatted(label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"), elements));
  }

  /// From one end of the axis to the other.
  private void accumulate(int axis, boolean reverse, String sign, double start) {
    loops.declare(to());
    Shape shape = from().type().shape();
    int[] strides = from().strides();
    String[] indices = new String[shape.rank()];
    List<Integer> others = from().others(List.of(axis));
    loops.openAll(shape, others, indices);
    String index = loops.open(shape.extent(axis));
    indices[axis] = index;
    int before = reverse ? strides[axis] : -strides[axis];
    int offset = reverse ? (shape.extent(axis) - 1) * strides[axis] : 0;
    strides[axis] = -before;
    String here = JavaLoops.position(offset, indices, strides);
    String sum = "%s = %s%s;".formatted(to().at(here), from().at(here),
        index.equals("0") ? "" : " %s (%s == 0 ? %s : %s)".formatted(sign, index, loops.literal(to().type().dtype(), start).text(),
            to().at(JavaLoops.position(offset + before, indices, strides))));
    loops.line(sum);
    loops.close(index);
    loops.closeAll(others, indices);
  }

  private void matmul(boolean transposeLeft, boolean transposeRight) {
    loops.declare(to());
    Shape a = from().type().shape();
    int rank = a.rank();
    int[] left = from().strides();
    int[] right = x.get(1).strides();
    int leftInner = left[transposeLeft ? rank - 2 : rank - 1];
    int rightInner = right[transposeRight ? rank - 1 : rank - 2];
    left[rank - 2] = left[transposeLeft ? rank - 1 : rank - 2];
    left[rank - 1] = 0;
    right[rank - 1] = right[transposeRight ? rank - 2 : rank - 1];
    right[rank - 2] = 0;
    loops.each(to().type().shape(), indices -> {
      String inner = loops.open(a.extent(transposeLeft ? -2 : -1));
      loops.line("%s += %s * %s;".formatted(to().at(JavaLoops.position(0, indices, to().strides())),
          from().at(with(indices, left, inner, leftInner)), x.get(1).at(with(indices, right, inner, rightInner))));
      loops.close(inner);
    });
  }

  private static String with(String[] indices, int[] strides, String inner, int stride) {
    String[] all = Arrays.copyOf(indices, indices.length + 1);
    int[] steps = Arrays.copyOf(strides, strides.length + 1);
    all[indices.length] = inner;
    steps[indices.length] = stride;
    return JavaLoops.position(0, all, steps);
  }
}
