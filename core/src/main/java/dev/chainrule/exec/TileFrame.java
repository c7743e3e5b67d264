package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.StridedCopy;
import org.jspecify.annotations.Nullable;

/// The arrays of one run of a [CompiledPlan].
final class TileFrame {
  /// A tile's elements: 2 or 4 KB for each buffer. Twice as many leave the first-level cache.
  static final int TILE = 512;
  /// Where nothing is buffered, tiles only divide the work into calls, so that HotSpot compiles the loop early.
  private static final int UNBUFFERED = 4096;

  /// The elements of a tile that consists of whole rows, which may be longer. Fused loops have few buffers and go over them
  /// seldom, so that the second-level cache is near enough and fewer calls count more: a gradient of softmax over rows of 500
  /// takes 1.28 ms in place of 1.48.
  private static final int ROWS = 1024;
  private static final int FUSED_ROWS = 8192;

  private final TilePlan plan;
  private final Object[] slots;
  /// For each argument that is broadcast, what reads it.
  private final @Nullable BroadcastReader[] readers;
  private final boolean[] uniform;
  private final Array[] results;
  private final int size;
  private final int row;
  private final int from;
  private final int tileLength;

  /// @param from the first element that is done
  TileFrame(TilePlan plan, Array[] x, Object[] constants, Array[] y, int size, int row, int from, Scratch scratch) {
    this.plan = plan;
    this.slots = new Object[plan.wholeSlots() + plan.buffers().size()];
    this.readers = new BroadcastReader[x.length];
    this.uniform = new boolean[plan.wholeSlots()];
    this.results = y;
    this.size = size;
    this.row = row;
    this.from = from;
    for (int i = 0; i < x.length; i++) {
      slots[i] = x[i].elements();
      uniform[i] = x[i].isUniform();
      readers[i] = uniform[i] || x[i].isContiguous() ? null : new BroadcastReader(x[i]);
    }
    for (int i = 0; i < constants.length; i++) {
      slots[plan.arguments() + i] = constants[i];
      uniform[plan.arguments() + i] = true;
    }
    for (int i = 0; i < y.length; i++) {
      slots[plan.resultSlot(i)] = y[i].elements();
    }
    tileLength = tileLength(size);
    for (int i = 0; i < plan.buffers().size(); i++) {
      slots[plan.wholeSlots() + i] = scratch.tile(plan.buffers().get(i), i, tileLength);
    }
  }

  /// How many elements to do at once: where an argument repeats with a short period a multiple of that, so that
  /// it is read once.
  private int tileLength(int size) {
    if (row > 1) {
      return Math.max(1, (plan.isFused() ? FUSED_ROWS : ROWS) / row) * row;
    }
    if (plan.buffers().isEmpty()) {
      return UNBUFFERED;
    }
    for (BroadcastReader reader : readers) {
      if (reader != null && reader.period() > 0 && reader.period() <= TILE) {
        return Math.min(size, TILE / reader.period() * reader.period());
      }
    }
    return Math.min(size, TILE);
  }

  /// How many elements a step is for.
  int tileLength() {
    return tileLength;
  }

  /// A stage with its arrays, to be done for each tile.
  interface Step {
    void run(int at, int n);
  }

  /// Binds a stage to this frame's arrays.
  ///
  /// @param code the compiled loop of a stage that runs one
  Step bind(TilePlan.Stage stage, Object code) {
    return switch (stage) {
      case TilePlan.Fused fused -> fused(fused, (VectorLoop) code);
      case TilePlan.Run run -> {
        Loop loop = (Loop) code;
        Object[] arrays = new Object[run.slots().size()];
        for (int i = 0; i < arrays.length; i++) {
          arrays[i] = slots[run.slots().get(i)];
        }
        yield run.whole() ? (at, n) -> loop.run(arrays, at, at + n) : (at, n) -> loop.run(arrays, 0, n);
      }
      case TilePlan.PerRow(TilePlan.Stage inner) -> {
        Step step = bind(inner, code);
        yield (at, n) -> step.run(at / row, n / row);
      }
      case TilePlan.Reduce(RowProgram.Reduction.Kind kind, int reduced, int buffer) -> {
        Operand source = operand(reduced);
        RowReduction reduction = new RowReduction(kind, plan.number(), row, VectorSupport.kernels(plan.number()), TileKernels.lanes(plan.number()));
        yield (at, n) -> reduction.run(source.array, source.offset(at), slots[buffer], n / row);
      }
      case TilePlan.Spread(int repeated, int buffer) -> {
        Operand source = operand(repeated);
        yield (at, n) -> RowReduction.spread(source.array, source.offset(at / row), slots[buffer], row, n / row);
      }
      case TilePlan.Call call -> call(call);
      case TilePlan.Fetch(int source, int buffer) -> fetch(source, slots[buffer]);
      case TilePlan.Store(int buffer, int to) -> {
        Object source = slots[buffer];
        Object target = slots[to];
        yield (at, n) -> System.arraycopy(source, 0, target, at, n);
      }
      case TilePlan.Add(int summed, int result) -> {
        Object source = slots[summed];
        Array target = results[result];
        RunSums sum = new RunSums(VectorSupport.kernels(plan.number()), target, size / target.size()).from(from);
        yield plan.isWhole(summed) ? (at, n) -> sum.add(source, at, n) : (at, n) -> sum.add(source, 0, n);
      }
    };
  }

  private Step fetch(int slot, Object buffer) {
    Object source = slots[slot];
    if (uniform[slot]) {
      StridedCopy.run(source, 0, 0, buffer, 0, 1, tileLength);
      return (at, n) -> { };
    }
    if (slot < readers.length && readers[slot] != null) {
      BroadcastReader reader = readers[slot];
      return (at, n) -> reader.read(at, buffer, n);
    }
    return (at, n) -> System.arraycopy(source, at, buffer, 0, n);
  }

  private Step call(TilePlan.Call call) {
    Choices<Object> choices = Choices.of(plan.number());
    Operand a = operand(call.operands().get(0));
    Operand b = operand(call.operands().get(1));
    Operand z = operand(call.result());
    return switch (call.instruction()) {
      case ZERO_TIMES -> (at, n) ->
          choices.zeroTimes(a.array, a.offset(at), b.array, b.offset(at), z.array, z.offset(at), n);
      case SELECT -> {
        Operand c = operand(call.operands().get(2));
        yield (at, n) -> choices.select((boolean[]) a.array, a.offset(at), b.array, b.offset(at),
            c.array, c.offset(at), z.array, z.offset(at), n);
      }
      default -> throw new AssertionError("no kernel for " + call.instruction());
    };
  }

  private Step fused(TilePlan.Fused fused, VectorLoop loop) {
    Object[] arrays = new Object[fused.slots().size()];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = slots[fused.slots().get(i)];
    }
    VectorRows rows = new VectorRows(loop, fused.loop(), arrays);
    boolean byRow = rows.knowsRows();
    int[] starts = new int[arrays.length];
    return (at, n) -> {
      for (int i = 0; i < starts.length; i++) {
        starts[i] = !plan.isWhole(fused.slots().get(i)) ? 0 : rows.isPerRow(i) ? at / row : at;
      }
      rows.run(starts, byRow ? n / row : 1, byRow ? row : n);
    };
  }

  private Operand operand(int slot) {
    return new Operand(slots[slot], plan.isWhole(slot));
  }

  /// An array for a kernel that takes offsets: where a tile lies in it depends on what it is.
  private record Operand(Object array, boolean whole) {
    int offset(int at) {
      return whole ? at : 0;
    }
  }
}
