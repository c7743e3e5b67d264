package dev.chainrule.cli.check;

import dev.chainrule.Chainrule;
import dev.chainrule.GradientCheck;
import dev.chainrule.GradientCheck.Entry;
import dev.chainrule.Tensor;
import dev.chainrule.expression.BadInput;
import dev.chainrule.expression.Limits;
import dev.chainrule.expression.Problem;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// The derivatives of an expression by reverse mode, forward mode and central differences, side by side.
public final class Comparison {
  /// Rows that are printed where all agree; beyond them only those that do not.
  private static final int SHOWN = 50;

  /// One element of an input; the remark is empty if all three agree, and `passed` holds also if they do on a closer look.
  private record Row(String label, Entry entry, boolean passed, String remark) {}

  private final List<Row> rows;

  private Comparison(List<Row> rows) {
    this.rows = rows;
  }

  /// Computes them.
  ///
  /// @throws BadInput if there are too many
  public static Comparison of(Problem problem) {
    Point point = new Point(problem);
    int elements = point.tensors().stream().mapToInt(Tensor::size).sum();
    if (elements > Limits.CHECKED_ELEMENTS) {
      throw new BadInput("the inputs have %d elements, and at most %d are checked; make them smaller, or choose some with --wrt"
          .formatted(elements, Limits.CHECKED_ELEMENTS));
    }
    GradientCheck check = Chainrule.checkGrads(point.function(), point.tensors());
    List<Row> rows = new ArrayList<>();
    for (Entry entry : check.entries()) {
      rows.add(row(point, entry));
    }
    return new Comparison(rows);
  }

  /// At a kink with opposite slopes the three agree, and still there is no derivative; and where they do not agree, it may
  /// be for the distance of the differences alone. So each is looked at from both sides.
  private static Row row(Point point, Entry entry) {
    String label = point.label(entry.leaf(), entry.position());
    if (Math.abs(entry.reverse() - entry.forward()) > 1e-9 * Math.max(1, Math.abs(entry.reverse()))) {
      return new Row(label, entry, false, "the modes disagree, which is a defect of chainrule; please report it");
    }
    Neighbourhood near = Neighbourhood.of(number -> point.valueWith(entry.leaf(), entry.position(), number),
        point.element(entry.leaf(), entry.position()));
    if (entry.passed() && near.isSmooth()) {
      return new Row(label, entry, true, "");
    }
    boolean passed = near.hasDerivative(entry.reverse());
    return new Row(label, entry, passed, passed ? "agrees over a smaller distance" : near.describe(entry.reverse()));
  }

  /// Whether every derivative exists and agrees.
  public boolean passed() {
    return rows.stream().allMatch(Row::passed);
  }

  /// Prints a table, and what follows from it.
  public void print(PrintWriter out) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.of("input", "reverse", "forward", "difference", ""));
    boolean all = rows.size() <= SHOWN;
    for (Row row : rows) {
      if (all || !row.remark.isEmpty()) {
        Entry entry = row.entry;
        cells.add(List.of(row.label, Numbers.text(entry.reverse()), Numbers.text(entry.forward()), Numbers.text(entry.difference()), row.remark));
      }
    }
    if (cells.size() > 1) {
      printColumns(out, cells);
    }
    long failed = rows.stream().filter(row -> !row.passed).count();
    String derivatives = rows.size() == 1 ? "1 derivative" : rows.size() + " derivatives";
    out.println(failed == 0
        ? "%s checked: reverse mode, forward mode and central differences agree.".formatted(derivatives)
        : "Not confirmed: %d of %s.".formatted(failed, derivatives));
  }

  private static void printColumns(PrintWriter out, List<List<String>> cells) {
    int columns = cells.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : cells) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        boolean text = i == 0 || i == columns - 1;
        line.append(i == 0 ? "" : "  ").append(text ? row.get(i) + padding : padding + row.get(i));
      }
      out.println(line.toString().stripTrailing());
    }
    out.println();
  }
}
