package dev.chainrule.view;

import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Structural;
import dev.chainrule.op.AddAlong;
import dev.chainrule.op.ClassNumbers;
import dev.chainrule.op.OneHot;
import dev.chainrule.op.ScatterAdd;
import dev.chainrule.op.Take;
import dev.chainrule.op.TakeAlong;
import dev.chainrule.view.JavaLoops.Operand;
import java.util.List;

/// The primitives that read or write where an integer tensor says. The class that they are printed in has a method
/// `index`, which counts negative numbers from the end and refuses those that name no place.
final class JavaIndexing {
  private final JavaLoops loops;
  private final List<Operand> x;
  private final Operand y;

  private JavaIndexing(JavaLoops loops, List<Operand> x, Operand y) {
    this.loops = loops;
    this.x = x;
    this.y = y;
  }

  /// Whether there is a way to print it.
  static boolean write(Structural structural, JavaLoops loops, List<Operand> x, Operand y) {
    JavaIndexing writer = new JavaIndexing(loops, x, y);
    switch (structural) {
      case ClassNumbers(String operation, int count) -> writer.classNumbers(operation, count);
      case OneHot(int depth, var dtype) -> writer.oneHot(depth);
      case Take(int axis) -> writer.take(axis);
      case ScatterAdd(int axis) -> writer.scatterAdd(axis);
      case TakeAlong(int axis) -> writer.along(x.getFirst().type().shape(), axis, false);
      case AddAlong(int axis, Shape shape) -> writer.along(shape, axis, true);
      case Structural other -> {
        return false;
      }
    }
    return true;
  }

  static String index(Operand indices, String position, int extent) {
    return "index(" + indices.at(position) + ", " + extent + ")";
  }

  private void classNumbers(String operation, int count) {
    loops.declare(y);
    String i = loops.open(y.type().shape().size());
    String label = x.getFirst().at(i);
    loops.line("if (%1$s < 0 || %1$s >= %2$d) throw new IndexOutOfBoundsException(\"%3$s: label \" + %1$s + \" is none of %2$d classes\");"
        .formatted(label, count, operation));
    loops.line("%s = %s;".formatted(y.at(i), label));
    loops.close(i);
  }

  private void oneHot(int depth) {
    loops.declare(y);
    String i = loops.open(x.getFirst().type().shape().size());
    String place = JavaLoops.position(0, new String[] {i, index(x.getFirst(), i, depth)}, new int[] {depth, 1});
    loops.line("if (%s >= 0) %s = %s;".formatted(x.getFirst().at(i), y.at(place), loops.literal(y.type().dtype(), 1).text()));
    loops.close(i);
  }

  private void take(int axis) {
    loops.declare(y);
    slices(x.getFirst().type().shape(), axis, (place, position) ->
        loops.line("%s = %s;".formatted(y.at(position), x.getFirst().at(place))));
  }

  private void scatterAdd(int axis) {
    Operand base = x.getFirst();
    loops.define(y, loops.dialect().copy(base.variable()));
    slices(base.type().shape(), axis, (place, position) ->
        loops.line("%s += %s;".formatted(y.at(place), x.get(2).at(position))));
  }

  /// What is done with a place in the whole and a position in the selection.
  private interface Move {
    void write(String place, String position);
  }

  private void slices(Shape shape, int axis, Move move) {
    Operand indices = x.get(1);
    int outer = shape.range(0, axis).size();
    int run = shape.range(axis + 1, shape.rank()).size();
    int picked = indices.type().shape().size();
    int extent = shape.extent(axis);
    String o = loops.open(outer);
    String p = loops.open(picked);
    String r = loops.open(run);
    String[] positions = {o, p, r};
    String[] places = {o, index(indices, p, extent), r};
    move.write(JavaLoops.position(0, places, new int[] {extent * run, run, 1}),
        JavaLoops.position(0, positions, new int[] {picked * run, run, 1}));
    loops.close(r);
    loops.close(p);
    loops.close(o);
  }

  /// Picks from, or adds to, a tensor of this shape, by indices of the other tensor's shape.
  private void along(Shape shape, int axis, boolean add) {
    loops.declare(y);
    Operand indices = x.get(1);
    int[] strides = shape.strides();
    loops.each(indices.type().shape(), at -> {
      String position = JavaLoops.position(0, at, indices.strides());
      String[] places = at.clone();
      places[axis] = index(indices, position, shape.extent(axis));
      String place = JavaLoops.position(0, places, strides);
      loops.line(add ? "%s += %s;".formatted(y.at(place), x.getFirst().at(position))
          : "%s = %s;".formatted(y.at(position), x.getFirst().at(place)));
    });
  }
}
