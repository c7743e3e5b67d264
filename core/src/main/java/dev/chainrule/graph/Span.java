package dev.chainrule.graph;

import java.util.Arrays;
import java.util.List;

/// Neighbours among a primitive's inputs or results: from number `from` to before number `to`. Takes that part of
/// anything that has an entry for each of them.
public record Span(int from, int to) {
  /// The next `count` after this.
  public Span then(int count) {
    return new Span(to, to + count);
  }

  public int size() {
    return to - from;
  }

  public boolean contains(int i) {
    return from <= i && i < to;
  }

  public <T> T[] of(T[] all) {
    return Arrays.copyOfRange(all, from, to);
  }

  public boolean[] of(boolean[] all) {
    return Arrays.copyOfRange(all, from, to);
  }

  public <T> List<T> of(List<T> all) {
    return all.subList(from, to);
  }
}
