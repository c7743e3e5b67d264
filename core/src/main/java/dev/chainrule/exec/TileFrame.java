package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.StridedCopy;
import dev.chainrule.graph.Type;
import java.util.List;

/// The arrays of one run of a [TiledKernel], and the stages that are not compiled loops.
final class TileFrame {
  /// A tile's elements: 2 or 4 KB for each buffer. Twice as many leave the first-level cache.
  static final int TILE = 512;
  /// Where nothing is buffered, tiles only divide the work into calls, so that HotSpot compiles the loop early.
  private static final int UNBUFFERED = 4096;

  private final TilePlan plan;
  private final Object[] slots;
  /// For each argument that is broadcast, what reads it.
  private final BroadcastReader[] readers;
  private final boolean[] uniform;
  private final RunSums[] sums;
  /// The kernels for the plan's number type; null if that is no floating one, for which there are no calls.
  private final TileKernels<Object> kernels;

  TileFrame(TilePlan plan, Array[] x, Object[] constants, Array[] y, int size) {
    this.plan = plan;
    this.slots = new Object[plan.wholeSlots() + plan.buffers().size()];
    this.readers = new BroadcastReader[x.length];
    this.uniform = new boolean[plan.wholeSlots()];
    this.sums = new RunSums[y.length];
    this.kernels = VectorSupport.kernels(plan.number(), size);
    for (int i = 0; i < x.length; i++) {
      slots[i] = x[i].elements();
      uniform[i] = x[i].isUniform();
      readers[i] = uniform[i] || x[i].isContiguous() ? null : new BroadcastReader(x[i]);
    }
    for (int i = 0; i < constants.length; i++) {
      slots[x.length + i] = constants[i];
      uniform[x.length + i] = true;
    }
    for (int i = 0; i < y.length; i++) {
      slots[plan.resultSlot(i)] = y[i].elements();
      sums[i] = plan.isSummed(i) ? new RunSums(kernels, y[i], size / y[i].size()) : null;
    }
    for (int i = 0; i < plan.buffers().size(); i++) {
      slots[plan.wholeSlots() + i] = Array.allocate(new Type(plan.buffers().get(i), Shape.of(TILE))).elements();
    }
  }

  Object[] arrays(List<Integer> wanted) {
    return wanted.stream().map(slot -> slots[slot]).toArray();
  }

  /// How many elements to do at once: where an argument repeats with a short period a multiple of that, so that
  /// it is read once.
  int tile() {
    if (plan.buffers().isEmpty()) {
      return UNBUFFERED;
    }
    for (BroadcastReader reader : readers) {
      if (reader != null && reader.period() > 0 && reader.period() <= TILE) {
        return TILE / reader.period() * reader.period();
      }
    }
    return TILE;
  }

  /// Does a stage for the elements `at` to `at + n - 1`.
  void run(TilePlan.Stage stage, int at, int n) {
    switch (stage) {
      case TilePlan.Run run -> throw new AssertionError("loops are run by the kernel: " + run);
      case TilePlan.Call call -> call(call, at, n);
      case TilePlan.Fetch(int from, int buffer) -> fetch(from, buffer, at, n);
      case TilePlan.Store(int buffer, int to) -> System.arraycopy(slots[buffer], 0, slots[to], at, n);
      case TilePlan.Add(int from, int result) -> sums[result].add(slots[from], offset(from, at), n);
    }
  }

  private int offset(int slot, int at) {
    return plan.isWhole(slot) ? at : 0;
  }

  private void fetch(int from, int buffer, int at, int n) {
    if (uniform[from]) {
      if (at == 0) {
        StridedCopy.run(slots[from], 0, 0, slots[buffer], 0, 1, TILE);
      }
    } else if (from < readers.length && readers[from] != null) {
      readers[from].read(at, slots[buffer], n);
    } else {
      System.arraycopy(slots[from], at, slots[buffer], 0, n);
    }
  }

  private void call(TilePlan.Call call, int at, int n) {
    int first = call.operands().get(0);
    int second = call.operands().get(1);
    Object a = slots[first];
    Object b = slots[second];
    Object z = slots[call.result()];
    int aAt = offset(first, at);
    int bAt = offset(second, at);
    int zAt = offset(call.result(), at);
    switch (call.instruction()) {
      case ZERO_TIMES -> kernels.zeroTimes(a, aAt, b, bAt, z, zAt, n);
      case LESS -> kernels.less(a, aAt, b, bAt, (boolean[]) z, zAt, n);
      case LESS_EQUAL -> kernels.lessEqual(a, aAt, b, bAt, (boolean[]) z, zAt, n);
      case EQUAL -> kernels.equal(a, aAt, b, bAt, (boolean[]) z, zAt, n);
      case SELECT -> {
        int third = call.operands().get(2);
        kernels.select((boolean[]) a, aAt, b, bAt, slots[third], offset(third, at), z, zAt, n);
      }
      default -> throw new AssertionError("no kernel for " + call.instruction());
    }
  }
}
