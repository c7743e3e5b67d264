package dev.chainrule.nn.data;

import dev.chainrule.RandomKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Elements in random order, as far as a buffer allows: each that is given is drawn from the next ones.
record ShuffleStage<T>(Stage<T> upstream, int buffer, RandomKey key) implements Stage<T> {
  /// What was left out has to be drawn all the same: who comes when depends on all draws before.
  @Override
  public Flow<T> open(long epoch, long skip) {
    return new Drawing(upstream.open(epoch, 0), new Draws(key.foldIn(Math.toIntExact(epoch))), skip);
  }

  @Override
  public OptionalLong size() {
    return upstream.size();
  }

  private final class Drawing implements Flow<T> {
    private final Flow<T> from;
    private final Draws draws;
    private final List<Item<T>> waiting = new ArrayList<>();
    private long skip;
    private boolean ended;

    Drawing(Flow<T> from, Draws draws, long skip) {
      this.from = from;
      this.draws = draws;
      this.skip = skip;
    }

    @Override
    public @Nullable Item<T> next() throws InterruptedException {
      for (; skip > 0; skip--) {
        draw();
      }
      return draw();
    }

    private @Nullable Item<T> draw() throws InterruptedException {
      while (!ended && waiting.size() < buffer) {
        Item<T> item = from.next();
        if (item == null) {
          ended = true;
        } else {
          waiting.add(item);
        }
      }
      if (waiting.isEmpty()) {
        return null;
      }
      Collections.swap(waiting, draws.below(waiting.size()), waiting.size() - 1);
      return waiting.removeLast();
    }

    @Override
    public void close() {
      from.close();
    }
  }
}
