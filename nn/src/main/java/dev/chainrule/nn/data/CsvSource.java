package dev.chainrule.nn.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.chainrule.nn.file.FormatException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rows of a table in a text file (CSV as RFC 4180 has it, in UTF-8), below a first row with the names of the columns.
/// Rows are read one by one; empty lines are left out.
///
/// {@snippet :
/// Path file = Files.writeString(Files.createTempDirectory("chainrule").resolve("t.csv"), "width,kind\n2.5,round\n3,\"flat, long\"\n");
/// CsvSource table = CsvSource.of(file);
/// System.out.println(table.columns()); // [width, kind]
/// System.out.println(Pipeline.of(table).map(CsvSource.Row::fields).open().toList()); // [[2.5, round], [3, flat, long]]
/// }
public final class CsvSource implements Source<CsvSource.Row> {
  /// Longer fields are no data that anyone trains with.
  private static final int LONGEST_FIELD = 1 << 20;
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  /// A row.
  ///
  /// @param line   where it begins in the file, from 1
  /// @param fields as many as there are columns
  public record Row(long line, List<String> fields) {
    /// The fields in their order.
    public Row {
      fields = List.copyOf(fields);
    }
  }

  private final Path file;
  private final List<String> columns;

  private CsvSource(Path file, List<String> columns) {
    this.file = file;
    this.columns = columns;
  }

  /// Reads the first row of a file.
  ///
  /// @throws FormatException if there is none, or a name is missing or twice in it
  /// @throws IOException     if it cannot be read
  public static CsvSource of(Path file) throws IOException {
    try (Rows rows = new Rows(file)) {
      CsvRecord header = rows.record();
      if (header == null) {
        throw new FormatException(file, "is empty; the first line has the names of the columns");
      }
      Set<String> seen = new HashSet<>();
      for (String name : header.getFields()) {
        if (name.isBlank() || !seen.add(name)) {
          throw new FormatException(file, name.isBlank() ? "line 1 has a column without a name" : "line 1 has the column `%s` twice".formatted(name));
        }
      }
      return new CsvSource(file, List.copyOf(header.getFields()));
    }
  }

  /// The names of the columns.
  public List<String> columns() {
    return columns;
  }

  @Override
  public Reader<Row> open(long first) throws IOException {
    Rows rows = new Rows(file);
    try {
      for (long i = 0; i < first + 1 && rows.record() != null; i++) {
        // The names, and what is to be left out.
      }
    } catch (IOException e) {
      rows.close();
      throw e;
    }
    return new Reader<>() {
      @Override
      public @Nullable Row next() throws IOException {
        CsvRecord record = rows.record();
        if (record == null) {
          return null;
        }
        if (record.getFieldCount() != columns.size()) {
          throw new FormatException(file, "line %d has %d fields, but there are %d columns".formatted(
              record.getStartingLineNumber(), record.getFieldCount(), columns.size()));
        }
        return new Row(record.getStartingLineNumber(), record.getFields());
      }

      @Override
      public void close() throws IOException {
        rows.close();
      }
    };
  }

  @Override
  public String describe(long index) {
    return "row %d of %s".formatted(index + 1, file);
  }

  /// What the library reads, with its errors as ours.
  private static final class Rows implements AutoCloseable {
    private final Path file;
    private final CloseableIterator<CsvRecord> records;
    private long line;

    Rows(Path file) throws IOException {
      this.file = file;
      this.records = CsvReader.builder().allowExtraFields(true).allowMissingFields(true).maxBufferSize(LONGEST_FIELD)
          .ofCsvRecord(text(file)).iterator();
    }

    /// Text that is no UTF-8 is an error from this reader, other than from the library's own. Spreadsheets begin their files
    /// with a mark that is no part of the first name.
    private static BufferedReader text(Path file) throws IOException {
      BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
      try {
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
          text.reset();
        }
        return text;
      } catch (CharacterCodingException e) {
        text.close();
        throw new FormatException(file, "is no text in UTF-8");
      } catch (IOException e) {
        text.close();
        throw e;
      }
    }

    @Nullable CsvRecord record() throws IOException {
      try {
        if (!records.hasNext()) {
          return null;
        }
        CsvRecord record = records.next();
        line = record.getStartingLineNumber();
        return record;
      } catch (CsvParseException | UncheckedIOException e) {
        boolean letters = e.getCause() instanceof CharacterCodingException;
        if (e instanceof UncheckedIOException io && !letters) {
          throw io.getCause();
        }
        Throwable told = e.getCause() == null ? e : e.getCause();
        throw new FormatException(file, "after line %d: %s".formatted(line, letters ? "this is no text in UTF-8" : told.getMessage()));
      }
    }

    @Override
    public void close() throws IOException {
      records.close();
    }
  }
}
