package dev.chainrule.page;

import static dev.chainrule.page.ExplanationSvg.number;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Array;

/// The elements of a tensor as coloured cells. A cell's colour is of its sign, and how full it is says how large the
/// element is, against the largest of all.
final class HeatMap {
  private static final int COLUMNS = 24;
  private static final int ROWS = 6;

  private HeatMap() {}

  /// The cells within a rectangle. Of what is larger, the first rows and columns.
  static String of(Tensor tensor, double x, double y, double width, double height) {
    Array array = tensor.value().array();
    int columns = Math.max(1, tensor.rank() == 0 ? 1 : tensor.shape().extent(-1));
    int rows = Math.max(1, array.size() / columns);
    int shownColumns = Math.min(columns, COLUMNS);
    int shownRows = Math.min(rows, ROWS);
    double largest = largest(array);
    double cellWidth = Math.min(22, width / shownColumns);
    double cellHeight = Math.min(22, height / shownRows);
    StringBuilder text = new StringBuilder("<g class=\"heat\" data-columns=\"%d\" data-shown=\"%d\" aria-hidden=\"true\">".formatted(columns, shownColumns));
    for (int row = 0; row < shownRows; row++) {
      for (int column = 0; column < shownColumns && array.size() > 0; column++) {
        double element = array.getDouble(row * columns + column);
        double share = share(element, largest);
        text.append("<rect class=\"cell %s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill-opacity=\"%s\"/>".formatted(
            element < 0 ? "negative" : "positive", number(x + column * cellWidth), number(y + row * cellHeight),
            number(cellWidth - 1), number(cellHeight - 1), String.format(java.util.Locale.ROOT, "%.2f", share)));
      }
    }
    return text.append("</g>").toString();
  }

  private static double largest(Array array) {
    double largest = 0;
    for (int i = 0; i < array.size(); i++) {
      double size = Math.abs(array.getDouble(i));
      largest = Double.isFinite(size) ? Math.max(largest, size) : largest;
    }
    return largest;
  }

  private static double share(double element, double largest) {
    if (Double.isNaN(element) || element == 0) {
      return 0.04;
    }
    return largest == 0 || Double.isInfinite(element) ? 1 : 0.12 + 0.88 * Math.abs(element) / largest;
  }
}
