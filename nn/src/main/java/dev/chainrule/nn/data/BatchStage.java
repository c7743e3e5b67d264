package dev.chainrule.nn.data;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// So many elements at a time.
///
/// @param keepsRest whether the last ones are given where they are fewer
record BatchStage<T>(Stage<T> upstream, int count, boolean keepsRest) implements Stage<List<T>> {
  private record Origin(Object first) {
    @Override
    public String toString() {
      return "the batch that begins with " + first;
    }
  }

  @Override
  public Flow<List<T>> open(long epoch, long skip) {
    Flow<T> from = upstream.open(epoch, Math.multiplyExact(skip, count));
    return new Flow<>() {
      @Override
      public @Nullable Item<List<T>> next() throws InterruptedException {
        List<T> batch = new ArrayList<>(count);
        Object first = "";
        while (batch.size() < count) {
          Item<T> item = from.next();
          if (item == null) {
            break;
          }
          first = batch.isEmpty() ? item.origin() : first;
          batch.add(item.value());
        }
        boolean given = batch.size() == count || keepsRest && !batch.isEmpty();
        return given ? new Item<>(List.copyOf(batch), new Origin(first)) : null;
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
    return all.isEmpty() ? all : OptionalLong.of(keepsRest ? Math.ceilDiv(all.getAsLong(), count) : all.getAsLong() / count);
  }
}
