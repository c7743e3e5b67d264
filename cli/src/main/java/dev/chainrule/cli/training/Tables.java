package dev.chainrule.cli.training;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.expression.BadInput;
import dev.chainrule.graph.Shape;
import dev.chainrule.nn.Batch;
import dev.chainrule.nn.data.CsvSource;
import dev.chainrule.nn.data.CsvSource.Row;
import dev.chainrule.nn.data.Pipeline;
import dev.chainrule.nn.data.PipelineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Tables as data: each column is of numbers or of texts, as its first field is.
final class Tables {
  private static final double TRAIN_SHARE = 0.8;
  private static final int MOST_TEXTS = 1000;
  /// So many different whole numbers in the target are classes still.
  private static final int MOST_NUMBERED_CLASSES = 20;

  private final Path file;
  private final List<String> names;
  private final List<Row> rows;

  private Tables(Path file, List<String> names, List<Row> rows) {
    this.file = file;
    this.names = names;
    this.rows = rows;
  }

  static DataSet load(Path file, @Nullable String target, RandomKey key) throws IOException {
    Tables table = read(file);
    int targetColumn = target == null ? table.names.size() - 1 : table.names.indexOf(target);
    if (targetColumn < 0) {
      throw new BadInput("--target %s is no column of %s; it has %s".formatted(target, file, String.join(", ", table.names)));
    }
    if (table.rows.size() < 2 || table.names.size() < 2) {
      throw new BadInput("%s has %d columns and %d rows; to learn from it takes two of each".formatted(file, table.names.size(), table.rows.size()));
    }
    int[] order = key.permutation(table.rows.size()).toInts();
    int cut = Math.clamp((int) (order.length * TRAIN_SHARE), 1, order.length - 1);
    int[] train = Arrays.copyOf(order, cut);
    List<Encoding.Column> inputs = new ArrayList<>();
    for (int i = 0; i < table.names.size(); i++) {
      if (i != targetColumn) {
        inputs.add(table.column(i, train, false));
      }
    }
    Encoding.Table encoding = new Encoding.Table(inputs, table.column(targetColumn, train, true));
    return new DataSet(table.batch(encoding, train), null, table.batch(encoding, Arrays.copyOfRange(order, cut, order.length)), encoding);
  }

  private static Tables read(Path file) throws IOException {
    try {
      CsvSource source = CsvSource.of(file);
      return new Tables(file, source.columns(), Pipeline.of(source).open().toList());
    } catch (PipelineException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /// The inputs of a table whose columns are known, in the order of its rows; other columns may be there too.
  static Tensor inputs(Path file, Encoding.Table encoding) throws IOException {
    Tables table = read(file);
    for (Encoding.Column column : encoding.inputs()) {
      if (!table.names.contains(column.name())) {
        throw new BadInput("%s has no column `%s`, which the model wants".formatted(file, column.name()));
      }
    }
    return table.inputs(encoding, IntStream.range(0, table.rows.size()).toArray());
  }

  private Encoding.Column column(int index, int[] train, boolean target) {
    String name = names.get(index);
    if (!isNumber(rows.getFirst().fields().get(index))) {
      return texts(name, rows.stream().map(row -> row.fields().get(index)));
    }
    if (target && rows.stream().allMatch(row -> row.fields().get(index).strip().matches("[+-]?[0-9]{1,9}"))
        && rows.stream().map(row -> row.fields().get(index).strip()).distinct().count() <= MOST_NUMBERED_CLASSES) {
      return texts(name, rows.stream().map(row -> row.fields().get(index)));
    }
    double[] values = IntStream.of(train).mapToDouble(row -> number(rows.get(row), index)).toArray();
    double mean = DoubleStream.of(values).average().orElseThrow();
    double deviation = Math.sqrt(DoubleStream.of(values).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
    return new Encoding.Column(name, mean, deviation > 0 ? deviation : 1, List.of());
  }

  private Encoding.Column texts(String name, Stream<String> all) {
    List<String> texts = all.map(String::strip).distinct().sorted().toList();
    if (texts.size() > MOST_TEXTS) {
      throw new BadInput("%s: column `%s` has %d different texts, which are too many to be classes; leave it out".formatted(file, name, texts.size()));
    }
    return new Encoding.Column(name, 0, 1, texts);
  }

  private static boolean isNumber(String field) {
    try {
      return Double.isFinite(Double.parseDouble(field));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private double number(Row row, int column) {
    String field = row.fields().get(column);
    if (!isNumber(field)) {
      throw new BadInput("%s: line %d, column `%s`: '%s' is no finite number, but the first row has one there".formatted(
          file, row.line(), names.get(column), field));
    }
    return Double.parseDouble(field);
  }

  private int place(Row row, int column, Encoding.Column encoding) {
    String field = row.fields().get(column).strip();
    int place = encoding.texts().indexOf(field);
    if (place < 0) {
      throw new BadInput("%s: line %d, column `%s`: '%s' is not among the texts of the training data".formatted(file, row.line(), names.get(column), field));
    }
    return place;
  }

  private Batch batch(Encoding.Table encoding, int... order) {
    Encoding.Column target = encoding.target();
    int column = names.indexOf(target.name());
    Tensor labels = target.isNumber()
        ? Tensor.of(Shape.of(order.length, 1), floats(IntStream.of(order).mapToDouble(i -> (number(rows.get(i), column) - target.mean()) / target.deviation())))
        : Tensor.of(IntStream.of(order).map(i -> place(rows.get(i), column, target)).toArray());
    return new Batch(inputs(encoding, order), labels);
  }

  private static float[] floats(DoubleStream values) {
    double[] doubles = values.toArray();
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }

  private Tensor inputs(Encoding.Table encoding, int... order) {
    int width = encoding.width();
    float[] values = new float[Math.multiplyExact(order.length, width)];
    int start = 0;
    for (Encoding.Column one : encoding.inputs()) {
      int column = names.indexOf(Objects.requireNonNull(one.name()));
      for (int i = 0; i < order.length; i++) {
        Row row = rows.get(order[i]);
        if (one.isNumber()) {
          values[i * width + start] = (float) ((number(row, column) - one.mean()) / one.deviation());
        } else {
          values[i * width + start + place(row, column, one)] = 1;
        }
      }
      start += one.width();
    }
    return Tensor.of(Shape.of(order.length, width), values);
  }
}
