package dev.chainrule.nn.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.ListIterator;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Where records come from: a file that is read from front to back, or something in memory. It can be opened any number of
/// times, and gives the same records each time.
///
/// {@snippet :
/// Source<String> words = Source.of(List.of("one", "two", "three"));
/// try (Source.Reader<String> reader = words.open(1)) {
///   System.out.println(reader.next()); // two
/// }
/// }
///
/// @param <T> the records
public interface Source<T> {
  /// Gives one record after the other. Used by one thread at a time.
  interface Reader<T> extends Closeable {
    /// The next record, or null after the last.
    ///
    /// @throws IOException that names the file and what is wrong in it
    @Nullable T next() throws IOException;

    @Override
    default void close() throws IOException {}
  }

  /// Begins to read.
  ///
  /// @param first how many records to leave out; cheaper than to read them, where the source allows that
  Reader<T> open(long first) throws IOException;

  /// How many records there are, where that is known without reading them.
  default OptionalLong size() {
    return OptionalLong.empty();
  }

  /// A record in words, for messages: `record 17 of train.csv`.
  ///
  /// @param index its number, from 0
  default String describe(long index) {
    return "record " + (index + 1);
  }

  /// What is in a list.
  static <T> Source<T> of(List<T> records) {
    List<T> kept = List.copyOf(records);
    return new Source<>() {
      @Override
      public Reader<T> open(long first) {
        ListIterator<T> rest = kept.listIterator((int) Math.min(first, kept.size()));
        return () -> rest.hasNext() ? rest.next() : null;
      }

      @Override
      public OptionalLong size() {
        return OptionalLong.of(kept.size());
      }
    };
  }
}
