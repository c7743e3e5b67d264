package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import org.jspecify.annotations.Nullable;

/// A program compiled for one signature, over tiles that stay in the first-level cache: first by loops of scalar bytecode
/// and calls of prewritten kernels, which HotSpot has fast at once; where that has taken some time, by fused loops over
/// vectors. Both give the same bits. Safe for many threads.
final class TiledKernel {
  /// What a kernel has to run before vectors are prepared, in picoseconds as [LineGroups#cost] estimates them: about as long
  /// as preparing takes.
  private static final long WORTH_FUSING = 300_000_000_000L;

  private final RowProgram rows;
  private final KernelSignature signature;
  private final CompiledPlan plain;
  private final @Nullable Upgrade upgrade;
  /// For each element, in picoseconds.
  private final long cost;
  private volatile @Nullable CompiledPlan fused;
  /// For each argument and result, whether the fused plan lets the second lie where the first does.
  private boolean[][] mayReplace = {};

  TiledKernel(RowProgram rows, KernelSignature signature) {
    this.rows = rows;
    this.signature = signature;
    this.plain = new CompiledPlan(TilePlanner.plan(rows, signature));
    this.cost = LineGroups.cost(plain.plan());
    this.upgrade = VectorSupport.mayFuse(signature) ? new Upgrade("chainrule-warm-up-fused", WORTH_FUSING, this::fuse) : null;
  }

  /// Fills the results from the arguments, as [CompiledPlan#run].
  void run(Array[] x, Array[] y, int size, int row, Scratch scratch) {
    if (size > 0) {
      best(x, y, row, size).run(x, y, size, row, scratch);
    }
  }

  /// Fills the elements from one to before another, which begin and end with whole rows and whole runs, in memory of its own.
  void run(Array[] x, Array[] y, int size, int row, int from, int to) {
    best(x, y, row, to - from).run(x, y, size, row, from, to);
  }

  /// The best plan that is ready, for so many elements.
  private CompiledPlan best(Array[] x, Array[] y, int row, int count) {
    CompiledPlan better = fused;
    if (better != null) {
      return mayFuse(x, y, row) ? better : plain;
    }
    if (upgrade != null) {
      upgrade.isReady(count * cost);
    }
    return plain;
  }

  /// Not for rows that are shorter than a vector, nor where results lie where arguments do and the other order of the fused
  /// plan matters.
  private boolean mayFuse(Array[] x, Array[] y, int row) {
    if (row > 1 && row < VectorInstructions.of(signature.number()).length()) {
      return false;
    }
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y.length; j++) {
        if (x[i].elements() == y[j].elements() && !mayReplace[i][j]) {
          return false;
        }
      }
    }
    return true;
  }

  /// Whether fused loops are as fast or faster, once HotSpot has compiled them.
  private boolean fuse() {
    if (!VectorSupport.isAvailable()) {
      return false;
    }
    TilePlan plan = TilePlanner.fused(rows, signature);
    if (!gains(plan)) {
      return false;
    }
    CompiledPlan candidate = new CompiledPlan(plan);
    if (!PlanWarmUp.isFaster(candidate, plain, rows, signature)) {
      return false;
    }
    mayReplace = new boolean[signature.arguments().size()][signature.results().size()];
    for (int i = 0; i < mayReplace.length; i++) {
      for (int j = 0; j < mayReplace[i].length; j++) {
        mayReplace[i][j] = TilePlanner.mayReplace(rows, signature, i, j, true);
      }
    }
    fused = candidate;
    return true;
  }

  /// Not where HotSpot vectorises the only loop by itself.
  private boolean gains(TilePlan plan) {
    return plan.isFused()
        && (plain.plan().stages().size() > 1 || !(plain.plan().stages().getFirst() instanceof TilePlan.Run run && LineGroups.isVectorised(run.loop())));
  }
}
