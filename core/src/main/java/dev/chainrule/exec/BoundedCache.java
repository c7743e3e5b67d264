package dev.chainrule.exec;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// A map that forgets what was not used lately. Looking up takes no lock: entries live in a young and an old
/// generation, use moves them to the young one, and when that is full the old one is dropped. So at most
/// twice `generation` entries are kept, among them the `generation` used last.
final class BoundedCache<K, V> {
  private final int generation;
  private volatile Map<K, V> young = new ConcurrentHashMap<>();
  private volatile Map<K, V> old = Map.of();

  BoundedCache(int generation) {
    this.generation = generation;
  }

  /// The value for a key, made on first use; where two threads make it at once, both get the same one.
  V get(K key, Function<K, V> maker) {
    V value = young.get(key);
    if (value != null) {
      return value;
    }
    value = old.get(key);
    return keep(key, value != null ? value : maker.apply(key));
  }

  private synchronized V keep(K key, V value) {
    if (young.size() >= generation) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
    V earlier = young.putIfAbsent(key, value);
    return earlier == null ? value : earlier;
  }

  int size() {
    return young.size() + old.size();
  }
}
