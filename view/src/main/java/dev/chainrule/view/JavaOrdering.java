package dev.chainrule.view;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Structural;
import dev.chainrule.op.ArgExtremum;
import dev.chainrule.op.CumExtremum;
import dev.chainrule.op.Extremum;
import dev.chainrule.op.PutAlong;
import dev.chainrule.op.Sort;
import dev.chainrule.view.JavaLoops.Operand;
import java.util.Arrays;
import java.util.List;

/// The primitives that ask which element is the larger: places of extrema, and sorting. NaN counts as the more extreme
/// of two, and of equals the first wins.
final class JavaOrdering {
  private final JavaLoops loops;
  private final Operand x;
  private final Operand y;

  private JavaOrdering(JavaLoops loops, Operand x, Operand y) {
    this.loops = loops;
    this.x = x;
    this.y = y;
  }

  /// Whether there is a way to print it.
  static boolean write(Structural structural, JavaLoops loops, List<Operand> x, List<Operand> y) {
    JavaOrdering writer = new JavaOrdering(loops, x.getFirst(), y.getFirst());
    switch (structural) {
      case Extremum.Chosen(boolean largest, List<Integer> axes) -> writer.chosen(largest, axes);
      case ArgExtremum(boolean largest, int axis) -> writer.argExtremum(largest, axis);
      case Sort(boolean descending) -> writer.sort(descending, y.get(1));
      case CumExtremum(boolean largest, int axis) -> writer.cumExtremum(largest, axis, y.get(1));
      case PutAlong(PutAlong.Rule rule, int axis) -> writer.putAlong(rule, axis, x.get(1), x.get(2), y.get(1));
      case Structural other -> {
        return false;
      }
    }
    return true;
  }

  private void chosen(boolean largest, List<Integer> axes) {
    loops.declare(y);
    Shape shape = x.type().shape();
    String[] indices = new String[shape.rank()];
    Arrays.fill(indices, "0");
    loops.openAll(shape, x.others(axes), indices);
    String best = loops.local("best");
    loops.begin("{");
    loops.defineIndex(best, JavaLoops.position(0, indices, x.strides()));
    loops.openAll(shape, axes, indices);
    String here = JavaLoops.position(0, indices, x.strides());
    loops.line("if (%s) %s = %s;".formatted(better(x.at(here), x.at(best), largest), best, here));
    loops.closeAll(axes, indices);
    loops.line(y.at(best) + " = true;");
    loops.end();
    loops.closeAll(x.others(axes), indices);
  }

  private void argExtremum(boolean largest, int axis) {
    loops.declare(y);
    Shape shape = x.type().shape();
    String[] indices = new String[shape.rank()];
    loops.openAll(shape, x.others(List.of(axis)), indices);
    String best = y.at(JavaLoops.position(0, withZero(indices, axis), x.kept(List.of(axis), y)));
    String index = loops.open(shape.extent(axis));
    indices[axis] = index;
    String here = x.at(JavaLoops.position(0, indices, x.strides()));
    indices[axis] = best;
    String leader = x.at(JavaLoops.position(0, indices, x.strides()));
    loops.line("if (%s) %s = %s;".formatted(better(here, leader, largest), best, index));
    loops.close(index);
    indices[axis] = index;
    loops.closeAll(x.others(List.of(axis)), indices);
  }

  private void cumExtremum(boolean largest, int axis, Operand places) {
    loops.declare(y);
    loops.declare(places);
    Shape shape = x.type().shape();
    String[] indices = new String[shape.rank()];
    loops.openAll(shape, x.others(List.of(axis)), indices);
    String best = loops.local("best");
    loops.begin("{");
    loops.defineIndex(best, "0");
    String index = loops.open(shape.extent(axis));
    indices[axis] = index;
    String here = JavaLoops.position(0, indices, x.strides());
    indices[axis] = best;
    String leader = x.at(JavaLoops.position(0, indices, x.strides()));
    loops.line("if (%s) %s = %s;".formatted(better(x.at(here), leader, largest), best, index));
    loops.line("%s = %s;".formatted(y.at(here), leader));
    loops.line("%s = %s;".formatted(places.at(here), best));
    loops.close(index);
    loops.end();
    indices[axis] = index;
    loops.closeAll(x.others(List.of(axis)), indices);
  }

  /// The places of the result hold the base until an update wins them.
  private void putAlong(PutAlong.Rule rule, int axis, Operand indices, Operand updates, Operand winners) {
    loops.define(y, loops.dialect().copy(x.variable()));
    loops.declare(winners, loops.literal(DType.I32, -1));
    loops.each(indices.type().shape(), at -> {
      String position = JavaLoops.position(0, at, indices.strides());
      String[] places = at.clone();
      places[axis] = JavaIndexing.index(indices, position, x.type().shape().extent(axis));
      String place = loops.local("place");
      loops.begin("{");
      loops.defineIndex(place, JavaLoops.position(0, places, x.strides()));
      loops.begin(switch (rule) {
        case LAST -> "{";
        case LARGEST, SMALLEST -> "if (" + better(updates.at(position), y.at(place), rule == PutAlong.Rule.LARGEST) + ") {";
      });
      loops.line("%s = %s;".formatted(y.at(place), updates.at(position)));
      loops.line("%s = %s;".formatted(winners.at(place), at[axis]));
      loops.end();
      loops.end();
    });
  }

  private static String[] withZero(String[] indices, int axis) {
    String[] result = indices.clone();
    result[axis] = "0";
    return result;
  }

  private String better(String candidate, String leader, boolean largest) {
    String test = candidate + (largest ? " > " : " < ") + leader;
    return x.type().dtype().isFloating() ? "%1$s || %2$s != %2$s && %3$s == %3$s".formatted(test, candidate, leader) : test;
  }

  /// By insertion, so that equal elements keep their order.
  private void sort(boolean descending, Operand places) {
    loops.declare(y);
    loops.declare(places);
    int run = x.type().shape().extent(-1);
    int rows = run == 0 ? 0 : x.type().shape().size() / run;
    String row = loops.open(rows);
    String next = loops.open(run);
    String start = row.equals("0") ? "" : row + " * " + run + " + ";
    String at = loops.local("at");
    String candidate = x.at(start + next);
    String before = y.at(start + at + " - 1");
    String test = candidate + (descending ? " > " : " < ") + before;
    if (x.type().dtype().isFloating()) {
      test = descending ? "(%1$s || %2$s != %2$s && %3$s == %3$s)".formatted(test, candidate, before)
          : "(%1$s || %2$s == %2$s && %3$s != %3$s)".formatted(test, candidate, before);
    }
    loops.begin("{");
    loops.defineIndex(at, next);
    loops.begin("for (; %s > 0 && %s; %s--) {".formatted(at, test, at));
    loops.line("%s = %s;".formatted(y.at(start + at), before));
    loops.line("%s = %s;".formatted(places.at(start + at), places.at(start + at + " - 1")));
    loops.end();
    loops.line("%s = %s;".formatted(y.at(start + at), candidate));
    loops.line("%s = %s;".formatted(places.at(start + at), next));
    loops.end();
    loops.close(next);
    loops.close(row);
  }
}
