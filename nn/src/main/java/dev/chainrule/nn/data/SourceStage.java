package dev.chainrule.nn.data;

import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The records of a source.
record SourceStage<T>(Source<T> source) implements Stage<T> {
  /// Which record of which source: put into words only when something went wrong.
  private record Origin(Source<?> source, long index) {
    @Override
    public String toString() {
      return source.describe(index);
    }
  }

  @Override
  public Flow<T> open(long epoch, long skip) {
    return new Reading(skip);
  }

  @Override
  public OptionalLong size() {
    return source.size();
  }

  private final class Reading implements Flow<T> {
    private long index;
    private Source.@Nullable Reader<T> reader;

    Reading(long first) {
      this.index = first;
    }

    @Override
    public @Nullable Item<T> next() {
      Origin origin = new Origin(source, index);
      try {
        if (reader == null) {
          reader = source.open(index);
        }
        T value = reader.next();
        index++;
        return value == null ? null : new Item<>(value, origin);
      } catch (IOException | RuntimeException e) {
        throw PipelineException.at(origin, e);
      }
    }

    @Override
    public void close() {
      try {
        if (reader != null) {
          reader.close();
        }
      } catch (IOException e) {
        throw PipelineException.at("closing the source", e);
      }
    }
  }
}
