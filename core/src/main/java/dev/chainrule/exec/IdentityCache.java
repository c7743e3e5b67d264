package dev.chainrule.exec;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Remembers what was made of objects, by their identity: as many as there are places, of which each object may
/// take one. What is forgotten is made again.
final class IdentityCache<K, V> {
  private record Entry<K, V>(K key, V value) {}

  private final @Nullable Entry<K, V>[] places;

  /// @param places how many, a power of two
  @SuppressWarnings("unchecked")
  IdentityCache(int places) {
    this.places = new Entry[places];
  }

  /// Takes no lock: entries never change, and a lost update does no harm.
  V get(K key, Function<K, V> maker) {
    int place = System.identityHashCode(key) & places.length - 1;
    Entry<K, V> entry = places[place];
    if (entry == null || entry.key != key) {
      entry = new Entry<>(key, maker.apply(key));
      places[place] = entry;
    }
    return entry.value;
  }
}
