package dev.chainrule.nn.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// A run of a [Pipeline]. Close it if you leave before its end: then its threads and files are gone, too. For one thread.
///
/// {@snippet :
/// try (Records<List<Integer>> batches = Pipeline.indices(5).batch(2).prefetch(2).open()) {
///   System.out.println(batches.next() + " " + batches.position()); // [0, 1] Position[epoch=0, index=1]
/// }
/// }
public final class Records<T> implements Iterator<T>, AutoCloseable {
  private final Stage.Flow<T> flow;
  private final long epoch;
  private long index;
  private Stage.@Nullable Item<T> ahead;
  private boolean ended;

  Records(Stage.Flow<T> flow, Position start) {
    this.flow = flow;
    this.epoch = start.epoch();
    this.index = start.index();
  }

  /// Whether there is another element; waits until that is known.
  ///
  /// @throws PipelineException if it could not be read or made; the run has ended then
  @Override
  public boolean hasNext() {
    if (ahead == null && !ended) {
      try {
        ahead = flow.next();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        close();
        throw new PipelineException("interrupted while waiting for data", e);
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
      if (ahead == null) {
        close();
      }
    }
    return ahead != null;
  }

  /// @throws PipelineException if it could not be read or made; the run has ended then
  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the pipeline has given all its elements");
    }
    Stage.Item<T> item = ahead;
    ahead = null;
    index++;
    return item.value();
  }

  /// Where the next element is: [Pipeline#open(Position)] goes on from there.
  public Position position() {
    return new Position(epoch, index);
  }

  /// All elements that are left.
  public List<T> toList() {
    List<T> all = new ArrayList<>();
    forEachRemaining(all::add);
    return List.copyOf(all);
  }

  @Override
  public void close() {
    if (!ended) {
      ended = true;
      flow.close();
    }
  }
}
