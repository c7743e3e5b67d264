package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.List;
import java.util.stream.IntStream;

/// Runs two plans of a program on the same arrays, until HotSpot has compiled the better one.
final class PlanWarmUp {
  private static final int ROWS = 2;
  private final Array[] x;
  private final Array[] y;
  private final int row;
  private final int size;
  private final Scratch scratch = new Scratch(TileFrame.TILE);

  /// @param row the length of rows, or of runs that are summed
  private PlanWarmUp(RowProgram rows, KernelSignature signature, int row) {
    this.row = rows.reductions().isEmpty() && !rows.arguments().contains(true) ? 1 : row;
    this.size = ROWS * row;
    this.x = IntStream.range(0, signature.arguments().size())
        .mapToObj(i -> argument(signature.arguments().get(i), rows.arguments().get(i) ? Shape.of(ROWS) : Shape.of(ROWS, row)))
        .toArray(Array[]::new);
    this.y = IntStream.range(0, signature.results().size())
        .mapToObj(i -> Array.allocate(new Type(signature.results().get(i).dtype(),
            rows.results().get(i) || signature.results().get(i).summed() ? Shape.of(ROWS) : Shape.of(ROWS, row))))
        .toArray(Array[]::new);
  }

  private static Array argument(KernelSignature.Argument argument, Shape shape) {
    return switch (argument.access()) {
      case WHOLE -> numbers(argument.dtype(), shape);
      case UNIFORM -> numbers(argument.dtype(), Shape.of()).broadcast(shape, new int[0]);
      case BROADCAST -> shape.rank() == 1 ? numbers(argument.dtype(), Shape.of(2 * ROWS)).view(shape, 0, new int[] {2})
          : numbers(argument.dtype(), Shape.of(shape.extent(1))).broadcast(shape, new int[] {1});
    };
  }

  private static Array numbers(DType dtype, Shape shape) {
    Array values = Array.allocate(new Type(dtype, shape));
    for (int i = 0; i < values.size(); i++) {
      values.setDouble(i, dtype == DType.BOOL ? i % 2 : (i * 37 % 101 - 50) / 16.0);
    }
    return values;
  }

  /// Whether one plan comes to be faster than another, with rows of whole vectors and others: a branch that HotSpot has not
  /// seen taken would throw the compiled code away later.
  static boolean isFaster(CompiledPlan better, CompiledPlan plain, RowProgram rows, KernelSignature signature) {
    int length = VectorInstructions.of(signature.number()).length();
    List<PlanWarmUp> trials = List.of(new PlanWarmUp(rows, signature, 4 * length), new PlanWarmUp(rows, signature, 5 * length + 3));
    Upgrade.Comparison comparison = new Upgrade.Comparison(
        () -> trials.forEach(trial -> trial.run(better)), () -> trials.forEach(trial -> trial.run(plain)));
    return Upgrade.isFaster(comparison, better::call);
  }

  private void run(CompiledPlan plan) {
    plan.run(x, y, size, row, scratch);
  }
}
