package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.BoundedCache;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Type;

/// A plan with the code of its loops. Safe for many threads, since each run has buffers of its own.
final class CompiledPlan {
  private static final BoundedCache<LoopProgram, Loop> LOOPS = new BoundedCache<>(1024);
  private static final BoundedCache<LoopProgram, VectorLoop> VECTOR_LOOPS = new BoundedCache<>(1024);

  /// Elements times stages that are worth a task: some 30 µs.
  private static final int TASK = 1 << 19;

  /// Stands for the loop of a stage that has none.
  private static final Object NONE = new Object();
  private static final Object[] NO_ARRAYS = {};
  private static final int[] NOWHERE = {};

  private final TilePlan plan;
  /// The compiled loop of each stage, with vectors or without.
  private final Object[] loops;
  private final Object[] constants;

  CompiledPlan(TilePlan plan) {
    this.plan = plan;
    this.loops = plan.stages().stream().map(CompiledPlan::loop).toArray();
    this.constants = plan.constants().stream().map(value -> constant(plan.number(), value)).toArray();
  }

  private static Object loop(TilePlan.Stage stage) {
    return switch (stage) {
      case TilePlan.Run run -> LOOPS.get(run.loop(), LoopEmitter::compile);
      case TilePlan.Fused fused -> VECTOR_LOOPS.get(fused.loop(), VectorLoopEmitter::compile);
      case TilePlan.PerRow(TilePlan.Stage inner) -> loop(inner);
      default -> NONE;
    };
  }

  private static Object constant(DType number, double value) {
    return number.isInteger() ? integer(number, (long) value) : Array.scalar(number, value).elements();
  }

  private static Object integer(DType number, long value) {
    Array constant = Array.allocate(Type.scalar(number));
    constant.setLong(0, number == DType.I32 ? (int) value : value);
    return constant.elements();
  }

  TilePlan plan() {
    return plan;
  }

  /// Calls loops over vectors without any work.
  void call() {
    for (Object loop : loops) {
      if (loop instanceof VectorLoop vectors) {
        vectors.run(NO_ARRAYS, NOWHERE, 0, 0);
      }
    }
  }

  /// Fills the results from the arguments, which have `size` elements each, broadcast or not, or one for each row. A result
  /// that is summed gets the sums of its runs, as many as it has elements.
  ///
  /// @param row the length of a row; 1 where there are no rows
  void run(Array[] x, Array[] y, int size, int row, Scratch scratch) {
    int parts = (int) Math.min(Team.SHARED.size(), (long) size * loops.length / TASK);
    int unit = parts > 1 ? unit(y, size, row) : size;
    int length = Math.ceilDiv(Math.ceilDiv(size, Math.max(parts, 1)), unit) * unit;
    if (length >= size) {
      run(x, y, size, row, 0, size, scratch);
      return;
    }
    Team.SHARED.run(Math.ceilDiv(size, length), part -> run(x, y, size, row, part * length, Math.min(size, (part + 1) * length)));
  }

  /// Fills the elements from one to before another, which begin and end with whole rows and whole runs, in memory of its own.
  void run(Array[] x, Array[] y, int size, int row, int from, int to) {
    Scratch own = Scratch.take();
    run(x, y, size, row, from, to, own);
    own.give();
  }

  /// Parts consist of so many elements, and multiples: of whole rows, and of whole runs where these are summed. So results do
  /// not depend on how many parts there are.
  private int unit(Array[] y, int size, int row) {
    long unit = row > 1 ? row : TileFrame.TILE;
    for (TilePlan.Stage stage : plan.stages()) {
      if (stage instanceof TilePlan.Add add) {
        int run = size / y[add.result()].size();
        unit = unit % run == 0 ? unit : unit * run;
      }
    }
    return (int) Math.min(unit, size);
  }

  private void run(Array[] x, Array[] y, int size, int row, int from, int to, Scratch scratch) {
    TileFrame frame = new TileFrame(plan, x, constants, y, size, row, from, scratch);
    TileFrame.Step[] steps = new TileFrame.Step[loops.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = frame.bind(plan.stages().get(i), loops[i]);
    }
    int tile = frame.tileLength();
    for (int at = from; at < to; at += tile) {
      int n = Math.min(tile, to - at);
      for (TileFrame.Step step : steps) {
        step.run(at, n);
      }
    }
  }
}
