package dev.chainrule.nn.data;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A step of a pipeline, of which any number of runs can be under way.
interface Stage<T> {
  /// An element, and which record it was made of, for messages.
  record Item<T>(T value, Object origin) {}

  /// A run. Used by one thread at a time.
  interface Flow<T> extends AutoCloseable {
    /// The next element, or null after the last.
    ///
    /// @throws PipelineException    if it could not be made
    /// @throws InterruptedException if the run was ended from outside
    @Nullable Item<T> next() throws InterruptedException;

    /// Ends the run, and waits until its threads are gone. May be called again.
    @Override
    void close();
  }

  /// Begins a run.
  ///
  /// @param epoch what is random follows from it
  /// @param skip  how many elements to leave out at the front
  Flow<T> open(long epoch, long skip);

  /// How many elements a run has, where that is known.
  OptionalLong size();
}
