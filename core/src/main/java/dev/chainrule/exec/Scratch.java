package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;

/// The buffers of tiles, which all kernels of a run share: what one leaves in the first-level cache the next finds
/// there. For one thread at a time.
final class Scratch {
  /// Those of tasks that are not running.
  private static final ArrayBlockingQueue<Scratch> WAITING = new ArrayBlockingQueue<>(2 * Runtime.getRuntime().availableProcessors());

  private final int length;
  private final Map<DType, List<Object>> tiles = new EnumMap<>(DType.class);

  /// @param length the elements of each buffer
  Scratch(int length) {
    this.length = length;
  }

  /// Buffers for a task, of a tile's length.
  static Scratch take() {
    Scratch known = WAITING.poll();
    return known != null ? known : new Scratch(TileFrame.TILE);
  }

  /// Gives back what [#take] gave.
  void give() {
    WAITING.offer(this);
  }

  /// The buffer with this number among those of its type, of at least so many elements.
  Object tile(DType type, int number, int wanted) {
    List<Object> known = tiles.computeIfAbsent(type, none -> new ArrayList<>());
    while (known.size() <= number) {
      known.add(Array.allocate(new Type(type, Shape.of(length))).elements());
    }
    if (java.lang.reflect.Array.getLength(known.get(number)) < wanted) {
      known.set(number, Array.allocate(new Type(type, Shape.of(wanted))).elements());
    }
    return known.get(number);
  }
}
