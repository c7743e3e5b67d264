package dev.chainrule;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Prints tensors as NumPy does: nested brackets, columns aligned, the middle of long axes left out.
final class TensorText {
  private static final int SHOWN_AT_EDGES = 3;
  private static final int SHOWN_WHOLE = 1000;

  private final Array array;
  private final boolean shortened;
  private final List<String> cells = new ArrayList<>();
  private int width;

  private TensorText(Array array) {
    this.array = array;
    this.shortened = array.size() > SHOWN_WHOLE;
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
    String text = new TensorText(value.array()).print();
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
        if (i == SHOWN_AT_EDGES) {
          text.append(between).append("...");
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
