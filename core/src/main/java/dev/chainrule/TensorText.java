package dev.chainrule;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Prints tensors as NumPy does: nested brackets, columns aligned, the middle of long axes left out.
final class TensorText {
  private static final int SHOWN_AT_EDGES = 3;
  private static final int SHOWN_WHOLE = 1000;
  /// Of an excerpt: what is shown whole, and how far around its place the last two axes are.
  private static final int EXCERPT_WHOLE = 64;
  private static final int EXCERPT_REACH = 2;

  private final Array array;
  private final boolean shortened;
  /// The place around which an excerpt is taken; null for no excerpt.
  private final int @Nullable [] place;
  private final List<String> cells = new ArrayList<>();
  private int width;

  private TensorText(Array array, int @Nullable [] place) {
    this.array = array;
    this.shortened = array.size() > SHOWN_WHOLE;
    this.place = place;
  }

  /// The same for messages: of a large tensor the part around its first NaN or infinity, or else around its first element.
  static String excerpt(Value value) {
    if (!value.hasElements() || value.isConsumed() || value.shape().size() <= EXCERPT_WHOLE) {
      return of(value);
    }
    Array array = value.array();
    int first = IntStream.range(0, array.size()).filter(i -> !Double.isFinite(array.getDouble(i))).findFirst().orElse(-1);
    int[] place = new int[value.shape().rank()];
    for (int axis = place.length - 1, rest = Math.max(first, 0); axis >= 0; rest /= value.shape().extent(axis), axis--) {
      place[axis] = rest % value.shape().extent(axis);
    }
    String where = first < 0 ? "" : ", the first that is not finite at " + Arrays.toString(place);
    return value.type() + where + "\n" + new TensorText(array, place).print();
  }

  static String of(Value value) {
    if (!value.hasElements()) {
      String line = value.node() == null || value.node().line() == null ? "" : ", traced at " + value.node().line();
      return value.type() + line;
    }
    if (value.isConsumed()) {
      return value.type() + ", given away";
    }
    if (value.shape().size() == 0) {
      return value.type() + " []";
    }
    String text = new TensorText(value.array(), null).print();
    return value.dtype() + (value.shape().rank() == 0 ? " " : value.shape() + (text.contains("\n") ? "\n" : " ")) + text;
  }

  private String print() {
    collect(0, 0);
    width = cells.stream().mapToInt(String::length).max().orElse(0);
    StringBuilder text = new StringBuilder();
    append(text, 0, cells.iterator());
    return text.toString();
  }

  private void collect(int axis, int position) {
    Shape shape = array.shape();
    if (axis == shape.rank()) {
      cells.add(format(position));
      return;
    }
    for (int i = 0; i < shape.extent(axis); i++) {
      if (!skips(axis, i)) {
        collect(axis + 1, position * shape.extent(axis) + i);
      }
    }
  }

  private boolean skips(int axis, int i) {
    int extent = array.shape().extent(axis);
    if (place != null) {
      return Math.abs(i - place[axis]) > (axis < place.length - 2 ? 0 : EXCERPT_REACH);
    }
    return shortened && extent > 2 * SHOWN_AT_EDGES && i >= SHOWN_AT_EDGES && i < extent - SHOWN_AT_EDGES;
  }

  private void append(StringBuilder text, int axis, java.util.Iterator<String> next) {
    Shape shape = array.shape();
    if (axis == shape.rank()) {
      text.append(" ".repeat(width)).replace(text.length() - width, text.length(), pad(next.next()));
      return;
    }
    boolean last = axis == shape.rank() - 1;
    String between = last ? ", " : ",\n" + "\n".repeat(shape.rank() - axis - 2) + " ".repeat(axis + 1);
    text.append('[');
    boolean first = true;
    for (int i = 0; i < shape.extent(axis); i++) {
      if (skips(axis, i)) {
        if (i == 0 || !skips(axis, i - 1)) {
          text.append(first ? "" : between).append("...");
          first = false;
        }
        continue;
      }
      text.append(first ? "" : between);
      first = false;
      append(text, axis + 1, next);
    }
    text.append(']');
  }

  private String pad(String cell) {
    return " ".repeat(array.shape().rank() == 0 ? 0 : width - cell.length()) + cell;
  }

  private String format(int position) {
    return switch (array.dtype()) {
      case BOOL -> array.getDouble(position) != 0 ? "true" : "false";
      case I32, I64 -> Long.toString(array.getLong(position));
      case F32, F64 -> number(array.getDouble(position), array.dtype());
    };
  }

  /// At most six significant digits: enough to read; `item` and `toDoubles` give all.
  private static String number(double number, DType dtype) {
    if (number == Math.rint(number) && Math.abs(number) < 1e7) {
      return String.format(Locale.ROOT, "%.1f", number);
    }
    if (!Double.isFinite(number)) {
      return Double.toString(number);
    }
    double magnitude = Math.abs(number);
    if (magnitude >= 1e7 || magnitude < 1e-4) {
      return String.format(Locale.ROOT, "%.5e", number);
    }
    String text = String.format(Locale.ROOT, "%.6f", number);
    int digits = 6 - Math.max(0, (int) Math.floor(Math.log10(magnitude)));
    text = String.format(Locale.ROOT, "%." + Math.max(1, Math.min(digits, 6)) + "f", number);
    return text.replaceAll("(\\.\\d+?)0+$", "$1");
  }
}
