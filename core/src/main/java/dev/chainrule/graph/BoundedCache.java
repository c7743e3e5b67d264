package dev.chainrule.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A map that forgets what was not used lately. Looking up takes no lock: entries live in a young and an old
/// generation, use moves them to the young one, and when that is full the old one is dropped. So at most
/// twice `generation` entries are kept, among them the `generation` used last.
public final class BoundedCache<K, V> {
  private final int generation;
  private volatile Map<K, V> young = new ConcurrentHashMap<>();
  private volatile Map<K, V> old = Map.of();

  public BoundedCache(int generation) {
    this.generation = generation;
  }

  /// The value for a key, made on first use; where two threads make it at once, both get the same one.
  public V get(K key, Function<K, V> maker) {
    V known = find(key);
    return known != null ? known : add(key, maker.apply(key));
  }

  /// The value for a key, if there is one.
  public @Nullable V find(K key) {
    V value = young.get(key);
    if (value != null) {
      return value;
    }
    value = old.get(key);
    return value == null ? null : add(key, value);
  }

  /// Adds a value, unless there is one for the key; gives the one that stays.
  public synchronized V add(K key, V value) {
    if (young.size() >= generation) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
    V earlier = young.putIfAbsent(key, value);
    return earlier == null ? value : earlier;
  }

  /// What is there now, in no order.
  public Map<K, V> entries() {
    Map<K, V> entries = new HashMap<>(old);
    entries.putAll(young);
    return entries;
  }
}
