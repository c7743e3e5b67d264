package dev.chainrule.view;

import java.util.ArrayList;
import java.util.List;

/// Rows of text with aligned columns: names to the left, numbers to the right.
final class Table {
  /// A column's heading, and to which side its cells go.
  record Column(String heading, boolean right) {
    static Column left(String heading) {
      return new Column(heading, false);
    }

    static Column right(String heading) {
      return new Column(heading, true);
    }
  }

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  Table(List<Column> columns) {
    this.columns = columns;
    if (columns.stream().anyMatch(column -> !column.heading.isEmpty())) {
      rows.add(columns.stream().map(Column::heading).toList());
    }
  }

  Table(Column... columns) {
    this(List.of(columns));
  }

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  void row(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  /// One line for each row, indented by two spaces, without spaces at the ends.
  void print(StringBuilder text) {
    int[] widths = new int[columns.size()];
    rows.forEach(row -> {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    });
    rows.forEach(row -> {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String space = " ".repeat(widths[i] - row.get(i).length());
        line.append("  ").append(columns.get(i).right ? space + row.get(i) : row.get(i) + space);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    });
  }
}
