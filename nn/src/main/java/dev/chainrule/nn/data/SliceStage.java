package dev.chainrule.nn.data;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Elements from `start` to below `stop`.
record SliceStage<T>(Stage<T> upstream, long start, long stop) implements Stage<T> {
  @Override
  public Flow<T> open(long epoch, long skip) {
    Flow<T> from = upstream.open(epoch, start + skip);
    return new Flow<>() {
      private long left = Math.max(0, stop - start - skip);

      @Override
      public @Nullable Item<T> next() throws InterruptedException {
        return left-- > 0 ? from.next() : null;
      }

      @Override
      public void close() {
        from.close();
      }
    };
  }

  @Override
  public OptionalLong size() {
    OptionalLong all = upstream.size();
    return all.isEmpty() ? all : OptionalLong.of(Math.max(0, Math.min(all.getAsLong(), stop) - start));
  }
}
