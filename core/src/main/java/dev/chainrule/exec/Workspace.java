package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The memory of one run: the arrays of all slots, those that are planned being there from the start.
final class Workspace {
  private final @Nullable Array[] slots;
  /// By the slots of products whose right side is packed once for many runs.
  private final Map<Integer, PackedRight> packed = new HashMap<>();
  private final Scratch scratch = new Scratch(TileFrame.TILE);
  /// How the pool holds it: what is not in use may go when memory is short.
  private final SoftReference<Workspace> reference = new SoftReference<>(this);

  Workspace(@Nullable Array[] slots) {
    this.slots = slots;
  }

  Array get(int slot) {
    return Objects.requireNonNull(slots[slot]);
  }

  void set(int slot, @Nullable Array array) {
    slots[slot] = array;
  }

  Array[] gather(int[] wanted) {
    Array[] arrays = new Array[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      arrays[i] = get(wanted[i]);
    }
    return arrays;
  }

  /// Lets a product, whose result goes to this slot, read a right side that is packed.
  void pack(int slot, PackedRight right) {
    packed.put(slot, right);
  }

  /// The packed right side of the product whose result goes to a slot, if there is one.
  @Nullable PackedRight packed(int slot) {
    return packed.isEmpty() ? null : packed.get(slot);
  }

  /// Forgets all that was packed.
  void unpack() {
    packed.values().forEach(PackedRight::close);
    packed.clear();
  }

  Scratch scratch() {
    return scratch;
  }

  /// Workspaces that wait for the next run, at most as many as there are processors. No lock is taken and nothing allocated.
  static final class Pool {
    private final AtomicReferenceArray<@Nullable SoftReference<Workspace>> waiting =
        new AtomicReferenceArray<>(Runtime.getRuntime().availableProcessors());

    @Nullable Workspace take() {
      for (int i = 0; i < waiting.length(); i++) {
        SoftReference<Workspace> found = waiting.get(i) == null ? null : waiting.getAndSet(i, null);
        Workspace workspace = found == null ? null : found.get();
        if (workspace != null) {
          return workspace;
        }
      }
      return null;
    }

    void give(Workspace workspace) {
      for (int i = 0; i < waiting.length(); i++) {
        if (waiting.compareAndSet(i, null, workspace.reference)) {
          return;
        }
      }
    }
  }
}
