package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Where the arrays of a run lie. What units fill lies in buffers that are used again as soon as nothing reads
/// what is in them, or in place of what they read last. Results are allocated for each run.
final class BufferPlan {
  /// Memory for so many elements.
  record Buffer(DType type, int size) {}

  private static final NavigableMap<Integer, Deque<Integer>> EMPTY = new TreeMap<>();

  private final Graph graph;
  private final List<Unit> units;
  /// For each slot the slot whose memory it looks at: itself, unless it is a view.
  private final int[] roots;
  /// For each root, the last unit that reads it or a view of it; for results there is none.
  private final int[] lastReads;
  private final List<Buffer> buffers = new ArrayList<>();
  /// For each slot its buffer; -1 for none.
  private final int[] places;
  /// The free buffers, by type and size.
  private final Map<DType, NavigableMap<Integer, Deque<Integer>>> free = new EnumMap<>(DType.class);
  /// For each unit, the results to allocate before it.
  private final int[][] fresh;
  /// For each unit, the slots to forget after it: arrays that units brought themselves.
  private final int[][] forgotten;

  /// The slots that hold something of this run alone.
  private final int[] passing;
  /// The arrays of slots that are known before; null for the others.
  private final @Nullable Array[] constants;

  /// How many of the first parameters' memory results may take.
  private final int donated;
  /// For each result the parameter whose memory it takes; -1 for none.
  private final int[] donors;

  /// @param constants the arrays that are known
  /// @param donated   how many of the first parameters' memory results may take
  BufferPlan(Graph graph, List<Unit> units, @Nullable Array[] constants, int donated) {
    this.donated = donated;
    this.donors = new int[graph.slots()];
    Arrays.fill(donors, -1);
    this.graph = graph;
    this.units = units;
    this.constants = constants;
    this.roots = IntStream.range(0, graph.slots()).toArray();
    this.lastReads = new int[graph.slots()];
    this.places = new int[graph.slots()];
    this.fresh = new int[units.size()][];
    this.forgotten = new int[units.size()][];
    Arrays.fill(lastReads, -1);
    Arrays.fill(places, -1);
    findLastReads();
    for (int i = 0; i < units.size(); i++) {
      place(i);
    }
    findForgotten();
    passing = IntStream.range(0, graph.slots()).filter(slot -> places[slot] < 0 && constants[slot] == null).toArray();
  }

  private void findLastReads() {
    for (int i = 0; i < units.size(); i++) {
      Unit unit = units.get(i);
      if (unit instanceof ViewUnit view) {
        roots[view.to()] = roots[view.from()];
      }
      for (int slot : unit.reads()) {
        lastReads[roots[slot]] = i;
      }
      for (int slot : unit.writes()) {
        lastReads[roots[slot]] = i;
      }
    }
    graph.outputs().forEach(slot -> lastReads[roots[slot]] = Integer.MAX_VALUE);
  }

  private void place(int index) {
    Unit unit = units.get(index);
    List<Integer> allocated = new ArrayList<>();
    if (unit.fills()) {
      Set<Integer> replaced = new HashSet<>();
      for (int slot : unit.writes()) {
        if (lastReads[slot] == Integer.MAX_VALUE) {
          allocated.add(slot);
          donors[slot] = donor(index, slot);
        } else {
          int read = replaceable(index, slot, replaced);
          places[slot] = read >= 0 ? places[roots[read]] : take(graph.type(slot));
        }
      }
    }
    fresh[index] = allocated.stream().mapToInt(Integer::intValue).toArray();
    IntStream.concat(Arrays.stream(unit.reads()), Arrays.stream(unit.writes())).map(slot -> roots[slot]).distinct()
        .filter(root -> lastReads[root] == index && places[root] >= 0)
        .map(root -> places[root]).distinct()
        .filter(buffer -> Arrays.stream(unit.writes()).noneMatch(slot -> places[slot] == buffer && lastReads[slot] > index))
        .forEach(this::release);
  }

  /// A donated parameter that nothing reads any more when the unit writes the result, or that the unit is the last to read;
  /// such a one if possible, since it is in the caches. -1 for none.
  private int donor(int index, int write) {
    int free = -1;
    for (int parameter = 0; parameter < donated; parameter++) {
      boolean fits = graph.type(parameter).equals(graph.type(write)) && lastReads[parameter] <= index && isUntaken(parameter);
      if (fits && lastReads[parameter] == index && reads(units.get(index), parameter) == 1 && units.get(index).mayReplace(parameter, write)) {
        return parameter;
      }
      free = fits && free < 0 && lastReads[parameter] < index ? parameter : free;
    }
    return free;
  }

  private boolean isUntaken(int parameter) {
    return Arrays.stream(donors).noneMatch(donor -> donor == parameter);
  }

  /// How often a unit reads something of this root.
  private long reads(Unit unit, int root) {
    return Arrays.stream(unit.reads()).filter(slot -> roots[slot] == root).count();
  }

  /// Something that the unit is the last to read and whose memory the result may take; -1 for none.
  private int replaceable(int index, int write, Set<Integer> replaced) {
    Unit unit = units.get(index);
    Type type = graph.type(write);
    if (type.shape().size() == 1) {
      return -1; // Not worth the search: units may read and write hundreds of single numbers.
    }
    for (int read : unit.reads()) {
      int root = roots[read];
      boolean dies = places[root] >= 0 && lastReads[root] == index && !replaced.contains(places[root]);
      if (dies && hasSize(read, type) && reads(unit, root) == 1 && unit.mayReplace(read, write)) {
        replaced.add(places[root]);
        return read;
      }
    }
    return -1;
  }

  /// Whether a slot has elements of a type, and as many.
  private boolean hasSize(int slot, Type type) {
    return graph.type(slot).dtype() == type.dtype() && graph.type(slot).shape().size() == type.shape().size();
  }

  /// The smallest free buffer that is large enough, but not much too large; of equal ones the one freed last; else a new one.
  private int take(Type type) {
    int size = type.shape().size();
    NavigableMap<Integer, Deque<Integer>> known = free.getOrDefault(type.dtype(), EMPTY);
    Map.Entry<Integer, Deque<Integer>> smallest = known.ceilingEntry(size);
    if (smallest == null || smallest.getKey() / 4 > size) {
      buffers.add(new Buffer(type.dtype(), size));
      return buffers.size() - 1;
    }
    int buffer = smallest.getValue().pop();
    if (smallest.getValue().isEmpty()) {
      known.remove(smallest.getKey());
    }
    return buffer;
  }

  private void release(int buffer) {
    free.computeIfAbsent(buffers.get(buffer).type, none -> new TreeMap<>())
        .computeIfAbsent(buffers.get(buffer).size, none -> new ArrayDeque<>()).push(buffer);
  }

  private void findForgotten() {
    for (int i = 0; i < units.size(); i++) {
      int index = i;
      Unit unit = units.get(i);
      forgotten[i] = IntStream.concat(Arrays.stream(unit.reads()), Arrays.stream(unit.writes())).distinct()
          .filter(slot -> slot >= graph.parameters() && places[slot] < 0 && constants[slot] == null && lastReads[roots[slot]] == index).toArray();
    }
  }

  /// The results to allocate before a unit runs.
  int[] fresh(int unit) {
    return fresh[unit];
  }

  /// The parameter whose memory a result takes; -1 for none.
  int donor(int slot) {
    return donors[slot];
  }

  /// The slots whose arrays may go after a unit has run.
  int[] forgotten(int unit) {
    return forgotten[unit];
  }

  /// The slots whose arrays are of one run alone, and go with it.
  int[] passing() {
    return passing;
  }

  List<Buffer> buffers() {
    return buffers;
  }

  /// How many bytes the buffers take.
  long bytes() {
    return buffers.stream().mapToLong(buffer -> (long) buffer.size * buffer.type.bytes()).sum();
  }

  /// How many bytes they would take if each were used once.
  long bytesWithoutReuse() {
    return IntStream.range(0, places.length).filter(slot -> places[slot] >= 0)
        .mapToLong(slot -> (long) graph.type(slot).shape().size() * graph.type(slot).dtype().bytes()).sum();
  }

  /// New memory for a run.
  Workspace workspace() {
    Object[] memory = buffers.stream().map(buffer -> Array.allocate(new Type(buffer.type, Shape.of(buffer.size))).elements()).toArray();
    @Nullable Array[] slots = constants.clone();
    for (int slot = 0; slot < slots.length; slot++) {
      if (places[slot] >= 0) {
        slots[slot] = Array.over(graph.type(slot), memory[places[slot]]);
      }
    }
    return new Workspace(slots);
  }
}
