package dev.chainrule.view;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Array;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/// How tensors are written in tables and pictures: on one line, in few digits, large ones as a summary.
///
/// {@snippet :
/// System.out.println(Shown.tensor(Tensor.of(1.0, 2.5))); // [1, 2.5]
/// System.out.println(Shown.number(2.0 / 3));             // 0.666667
/// }
public final class Shown {
  private static final int CELL = 40;
  private static final int LINE = 100;
  private static final int ELEMENTS = 50;
  private static final MathContext DIGITS = new MathContext(6);

  private Shown() {}

  /// A number, `[1, 2]`, `[1, 2; 3, 4]`, or a type and what its elements are like, to fit among others.
  public static String tensor(Tensor tensor) {
    return tensor(tensor, CELL);
  }

  /// The same, where it has a line of its own.
  static String line(Tensor tensor) {
    return tensor(tensor, LINE);
  }

  private static String tensor(Tensor tensor, int width) {
    Array array = tensor.value().array();
    if (array.shape().rank() > 2 || array.size() > ELEMENTS) {
      return summary(array);
    }
    if (array.shape().rank() == 0) {
      return number(array, 0);
    }
    int columns = Math.max(1, array.shape().extent(-1));
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < array.size(); i++) {
      text.append(i == 0 ? "" : i % columns == 0 ? "; " : ", ").append(number(array, i));
    }
    text.append(']');
    return text.length() > width ? summary(array) : text.toString();
  }

  private static String summary(Array array) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double sum = 0;
    int nans = 0;
    for (int i = 0; i < array.size(); i++) {
      double element = array.getDouble(i);
      if (Double.isNaN(element)) {
        nans++;
      } else {
        least = Math.min(least, element);
        most = Math.max(most, element);
        sum += element;
      }
    }
    List<String> parts = new ArrayList<>(List.of(array.type().toString()));
    if (array.size() > nans) {
      parts.add("from " + number(least) + " to " + number(most) + ", mean " + number(sum / (array.size() - nans)));
    }
    if (nans > 0) {
      parts.add(nans + " NaN");
    }
    return String.join(" ", parts);
  }

  /// One element.
  static String number(Array array, int position) {
    return switch (array.dtype()) {
      case BOOL -> array.getDouble(position) != 0 ? "true" : "false";
      case I32, I64 -> Long.toString(array.getLong(position));
      case F32, F64 -> number(array.getDouble(position));
    };
  }

  /// At most six significant digits, and none that say nothing.
  public static String number(double number) {
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "NaN" : number > 0 ? "∞" : "-∞";
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0" : "0";
    }
    BigDecimal rounded = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    return exponent < -5 || exponent > 9 ? rounded.toString().replace("E+", "e").replace('E', 'e') : rounded.toPlainString();
  }
}
