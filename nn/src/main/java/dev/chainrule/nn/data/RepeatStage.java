package dev.chainrule.nn.data;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// All elements several times, in a new order where that is random.
///
/// @param times how often, or [#FOREVER]
record RepeatStage<T>(Stage<T> upstream, long times) implements Stage<T> {
  static final long FOREVER = Long.MAX_VALUE;

  @Override
  public Flow<T> open(long epoch, long skip) {
    return new Repeating(times == FOREVER ? epoch : Math.multiplyExact(epoch, times), skip);
  }

  @Override
  public OptionalLong size() {
    OptionalLong once = upstream.size();
    return once.isEmpty() || times == FOREVER ? OptionalLong.empty() : OptionalLong.of(Math.multiplyExact(once.getAsLong(), times));
  }

  private final class Repeating implements Flow<T> {
    private final long first;
    private long turn;
    /// How many elements of this turn were given or left out, to see sources that are empty.
    private long given;
    private long skip;
    private @Nullable Flow<T> from;

    Repeating(long first, long skip) {
      this.first = first;
      this.skip = skip;
      OptionalLong once = upstream.size();
      if (once.isPresent() && once.getAsLong() > 0) {
        this.turn = Math.min(times, skip / once.getAsLong());
        this.skip = skip - turn * once.getAsLong();
      }
    }

    @Override
    public @Nullable Item<T> next() throws InterruptedException {
      while (turn < times) {
        if (from == null) {
          // Where the number of elements is known, all to leave out are in this turn; else they are counted.
          boolean known = upstream.size().isPresent();
          from = upstream.open(first + turn, known ? skip : 0);
          given = known ? skip : 0;
          skip = known ? 0 : skip;
        }
        Item<T> item = from.next();
        if (item == null) {
          if (given == 0) {
            return null;
          }
          from.close();
          from = null;
          turn++;
          continue;
        }
        given++;
        if (skip == 0) {
          return item;
        }
        skip--;
      }
      return null;
    }

    @Override
    public void close() {
      if (from != null) {
        from.close();
      }
      turn = times;
    }
  }
}
