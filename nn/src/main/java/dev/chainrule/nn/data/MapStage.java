package dev.chainrule.nn.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A function of each element, of several at once, given in their order.
///
/// @param parallel how many are worked on at once, a virtual thread each
record MapStage<T, R>(Stage<T> upstream, Function<? super T, ? extends R> function, int parallel) implements Stage<R> {
  @Override
  public Flow<R> open(long epoch, long skip) {
    return new Mapping(upstream.open(epoch, skip));
  }

  @Override
  public OptionalLong size() {
    return upstream.size();
  }

  private record Work<R>(FutureTask<Item<R>> task, @Nullable Thread thread) {}

  private final class Mapping implements Flow<R> {
    private final Flow<T> from;
    private final Deque<Work<R>> underWay = new ArrayDeque<>();
    private boolean ended;

    Mapping(Flow<T> from) {
      this.from = from;
    }

    @Override
    public @Nullable Item<R> next() throws InterruptedException {
      while (!ended && underWay.size() < parallel) {
        begin();
      }
      if (underWay.isEmpty()) {
        return null;
      }
      try {
        Item<R> item = underWay.getFirst().task.get();
        underWay.removeFirst();
        return item;
      } catch (ExecutionException e) {
        throw rethrown(e.getCause());
      }
    }

    /// An element that cannot be had fails in its turn, after those before it.
    private void begin() throws InterruptedException {
      try {
        Item<T> item = from.next();
        if (item == null) {
          ended = true;
          return;
        }
        FutureTask<Item<R>> task = new FutureTask<>(() -> apply(item));
        underWay.add(new Work<>(task, Thread.ofVirtual().name("chainrule-map").start(task)));
      } catch (PipelineException e) {
        ended = true;
        FutureTask<Item<R>> failed = new FutureTask<>(() -> {
          throw e;
        });
        failed.run();
        underWay.add(new Work<>(failed, null));
      }
    }

    private Item<R> apply(Item<T> item) {
      try {
        return new Item<>(function.apply(item.value()), item.origin());
      } catch (RuntimeException e) {
        throw PipelineException.at(item.origin(), e);
      }
    }

    @Override
    public void close() {
      for (Work<R> work : underWay) {
        work.task.cancel(true);
      }
      for (Work<R> work : underWay) {
        if (work.thread != null) {
          PrefetchStage.join(work.thread);
        }
      }
      underWay.clear();
      ended = true;
      from.close();
    }
  }

  private static RuntimeException rethrown(@Nullable Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null, default -> new IllegalStateException(cause);
    };
  }
}
