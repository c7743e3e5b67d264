package dev.chainrule.conformance;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What was measured of all operations, as a table in Markdown: a row for each operation, a column for each measure.
///
/// A cell is a power of ten that the error does not exceed. It has room for what differs from one processor to the next,
/// so that a table made here holds there.
public final class ConformanceTable {
  private static final String SEPARATOR = " | ";
  private static final String ABSENT = "–";
  private static final double ROUNDING = 1e-14;
  /// How much better a measured error may be than the published one before that counts as out of date.
  private static final double STALE = 1e6;

  private record Row(String operation, long references, long wide, long own, Map<Measure, Double> worst) {
    static Row of(String operation, List<OperationCase> cases, long wide) {
      Map<Measure, Double> worst = new EnumMap<>(Measure.class);
      cases.forEach(call -> Measurement.of(call).forEach((measure, error) -> worst.merge(measure, error, Math::max)));
      long references = cases.stream().map(OperationCase::reference).filter(Objects::nonNull).count();
      return new Row(operation, references, wide, cases.size() - references, worst);
    }

    String name() {
      return "%s%s%d + %d + %d".formatted(operation, SEPARATOR, references, wide, own);
    }
  }

  private final List<Row> rows;
  private final List<VectorCase.Outcome> inSinglePrecision;

  private ConformanceTable(List<Row> rows, List<VectorCase.Outcome> inSinglePrecision) {
    this.rows = rows;
    this.inSinglePrecision = inSinglePrecision;
  }

  /// Measures all operations with the reference vectors of some folders, and counts those of others. What the tests call
  /// beside them is added to the operations.
  public static ConformanceTable of(VectorOperations operations, List<Path> folders, List<Path> wideFolders) {
    FurtherOperations.addTo(operations);
    List<VectorCase> vectors = folders.stream().map(VectorFiles::in).flatMap(List::stream).toList();
    List<VectorCase> wide = wideFolders.stream().map(VectorFiles::in).flatMap(List::stream).toList();
    Map<String, Long> wideByName = wide.stream().collect(Collectors.groupingBy(vector -> vector.operation(""), Collectors.counting()));
    Map<String, List<OperationCase>> cases = OperationCases.of(operations, vectors);
    List<Row> rows = cases.entrySet().stream()
        .map(entry -> Row.of(entry.getKey(), entry.getValue(), wideByName.getOrDefault(entry.getKey(), 0L))).toList();
    return new ConformanceTable(rows, Stream.concat(vectors.stream(), wide.stream())
        .filter(vector -> !FurtherOperations.inapplicable(vector.operation("")).contains(Measure.VALUE_F32)).map(vector -> vector.check(operations, DType.F32)).toList());
  }

  public int operations() {
    return rows.size();
  }

  public long references() {
    return rows.stream().mapToLong(Row::references).sum();
  }

  /// How many operations have no reference cases.
  public long withoutReferences() {
    return rows.stream().filter(row -> row.references() == 0).count();
  }

  public long wide() {
    return rows.stream().mapToLong(Row::wide).sum();
  }

  /// How many reference cases of both sets pass in F32 only as conditioned, rounded up to tens for other processors.
  public long conditioned() {
    return Math.ceilDiv(inSinglePrecision.stream().filter(VectorCase.Outcome::conditioned).count(), 10L) * 10;
  }

  /// How many reference cases of both sets have derivatives beyond F32 that were not compared.
  public long beyond() {
    return inSinglePrecision.stream().filter(VectorCase.Outcome::beyond).count();
  }

  /// What has no numbers from outside, a line for each reason.
  public String withoutNumbersFromOutside() {
    return WithoutNumbersFromOutside.markdown();
  }

  public long ownCases() {
    return rows.stream().mapToLong(Row::own).sum();
  }

  /// The largest disagreement of the second-order modes of an operation, as the table has it.
  public String secondOrder(String operation) {
    return rows.stream().filter(row -> row.operation.equals(operation)).findFirst()
        .map(row -> cell(row.worst.get(Measure.SECOND_ORDER))).orElse(ABSENT);
  }

  /// The largest disagreement of the second-order modes of a function at a point.
  public static String secondOrder(UnaryOperator<Tensor> f, Tensor x) {
    OperationCase call = new OperationCase("", (attributes, inputs) -> f.apply(inputs.getFirst()), new Attributes(Map.of()), List.of(x), null);
    return cell(Measurement.of(call).get(Measure.SECOND_ORDER));
  }

  /// The table.
  public String markdown() {
    return header() + rows.stream().map(ConformanceTable::line).collect(Collectors.joining());
  }

  private static String header() {
    StringBuilder titles = new StringBuilder("| operation | cases |");
    StringBuilder rule = new StringBuilder("|---|---|");
    for (Measure measure : Measure.values()) {
      titles.append(' ').append(measure.title()).append(" |");
      rule.append("---|");
    }
    return titles.append('\n').append(rule).append('\n').toString();
  }

  private static String line(Row row) {
    return "| " + row.name() + SEPARATOR
        + Arrays.stream(Measure.values()).map(measure -> cell(row.worst.get(measure))).collect(Collectors.joining(SEPARATOR)) + " |\n";
  }

  /// A power of ten that is 10 to 100 times the error.
  private static String cell(Double error) {
    if (error == null) {
      return ABSENT;
    }
    return Double.isFinite(error) ? "1e%d".formatted((int) Math.ceil(Math.log10(Math.max(10 * error, ROUNDING)) - 1e-9)) : "∞";
  }

  /// What a published table says that is not so, each as a sentence.
  public List<String> untrueIn(String published) {
    List<String> complaints = new ArrayList<>();
    List<String> lines = published.lines().dropWhile(line -> !line.equals(header().lines().findFirst().orElseThrow()))
        .skip(2).takeWhile(line -> line.startsWith("| ")).toList();
    if (lines.isEmpty()) {
      return List.of("the columns are others now");
    }
    Map<String, String> known = lines.stream().collect(Collectors.toMap(ConformanceTable::key, line -> line, (a, b) -> a));
    Set<String> names = rows.stream().map(Row::name).collect(Collectors.toSet());
    known.keySet().stream().filter(name -> !names.contains(name)).sorted()
        .forEach(name -> complaints.add("the row '%s' is of no operation that there is".formatted(name)));
    for (Row row : rows) {
      String line = known.get(row.name());
      if (line == null) {
        complaints.add("there is no row '%s'".formatted(row.name()));
        continue;
      }
      String[] cells = line.substring(2, line.length() - 2).split(" \\| ", -1);
      for (Measure measure : Measure.values()) {
        complain(row, measure, cells[2 + measure.ordinal()], complaints);
      }
    }
    return complaints;
  }

  private static String key(String line) {
    return Arrays.stream(line.substring(2).split(" \\| ", -1)).limit(2).collect(Collectors.joining(SEPARATOR));
  }

  private static void complain(Row row, Measure measure, String published, List<String> complaints) {
    Double error = row.worst.get(measure);
    boolean absent = published.equals(ABSENT);
    boolean holds = error == null ? absent
        : !absent && error <= Double.parseDouble(published) && Double.parseDouble(published) <= STALE * Math.max(error, ROUNDING);
    if (!holds) {
      complaints.add("%s: %s is %s, and published as %s".formatted(row.operation, measure, error, published));
    }
  }
}
