package dev.chainrule.nn.data;

import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// Elements that are made ahead, by a virtual thread of its own, while those before them are used. Where so many wait, it
/// waits too.
record PrefetchStage<T>(Stage<T> upstream, int count) implements Stage<T> {
  /// What the thread hands over: an element, the end, or what went wrong.
  private sealed interface Message<T> {
    record Element<T>(Item<T> item) implements Message<T> {}

    record End<T>() implements Message<T> {}

    record Failure<T>(Throwable cause) implements Message<T> {}
  }

  @Override
  public Flow<T> open(long epoch, long skip) {
    return new Prefetching(epoch, skip);
  }

  @Override
  public OptionalLong size() {
    return upstream.size();
  }

  private final class Prefetching implements Flow<T> {
    private final BlockingQueue<Message<T>> ready = new ArrayBlockingQueue<>(count);
    private final Thread thread;
    private @Nullable Message<T> last;

    Prefetching(long epoch, long skip) {
      this.thread = Thread.ofVirtual().name("chainrule-prefetch").start(() -> produce(epoch, skip));
    }

    private void produce(long epoch, long skip) {
      try {
        Message<T> end = new Message.End<>();
        try (Flow<T> from = upstream.open(epoch, skip)) {
          for (Item<T> item = from.next(); item != null; item = from.next()) {
            ready.put(new Message.Element<>(item));
          }
        } catch (RuntimeException | Error e) {
          end = new Message.Failure<>(e);
        }
        ready.put(end);
      } catch (InterruptedException closed) {
        // Nobody waits for more.
      }
    }

    @Override
    public @Nullable Item<T> next() throws InterruptedException {
      Message<T> message = last == null ? ready.take() : last;
      return switch (message) {
        case Message.Element<T>(Item<T> item) -> item;
        case Message.End<T> end -> {
          last = end;
          yield null;
        }
        case Message.Failure<T> failure -> {
          last = failure;
          if (failure.cause instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) failure.cause;
        }
      };
    }

    @Override
    public void close() {
      ready.clear();
      thread.interrupt();
      join(thread);
      last = new Message.End<>();
    }
  }

  /// Waits for a thread that was asked to end, and remembers to have been interrupted meanwhile.
  static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
