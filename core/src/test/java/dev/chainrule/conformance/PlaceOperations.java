package dev.chainrule.conformance;

import dev.chainrule.AtPositions;
import dev.chainrule.Functions;
import dev.chainrule.Range;
import dev.chainrule.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// Parts of a tensor, by ranges, by index tensors and by masks, and copies that differ there.
final class PlaceOperations {
  private static final Tensor ROWS = Tensor.of(new double[][] {{0.4, -1.2, 0.7, 1.9}, {-0.3, 0.8, 1.6, -0.9}, {1.1, 0.2, -0.6, 0.5}});
  private static final Tensor PART = Tensor.of(new double[][] {{1.3, -0.5}, {0.9, 2.1}});
  private static final Tensor FIRST = Tensor.of(2, 0);
  private static final Tensor SECOND = Tensor.of(1, 3);
  private static final Tensor THERE = Tensor.of(1.3, -0.5);
  private static final Tensor MASK = Tensor.of(true, false, true);
  private static final Tensor ROW = Tensor.of(1.5, -0.4, 0.8, 0.3);
  private static final Range[] RANGES = {Range.from(1), Range.all().step(2)};

  private static final Map<String, BiFunction<AtPositions, Tensor, Tensor>> CHANGES = Map.of(
      "set", AtPositions::set, "add", AtPositions::add, "mul", AtPositions::mul, "max", AtPositions::max, "min", AtPositions::min);

  private PlaceOperations() {}

  /// All of them; a change takes what it puts there as its last input.
  static List<OperationCase> cases() {
    List<OperationCase> cases = new ArrayList<>(List.of(
        FurtherOperations.of("get(index tensors)", (attributes, x) -> x.get(0).get(x.get(1), x.get(2)), ROWS, FIRST, SECOND),
        FurtherOperations.of("at(index tensors).get", (attributes, x) -> x.get(0).at(x.get(1), x.get(2)).get(), ROWS, FIRST, SECOND),
        FurtherOperations.of("at(ranges).get", (attributes, x) -> x.get(0).at(RANGES).get(), ROWS),
        FurtherOperations.of("at(ranges).apply", (attributes, x) -> x.get(0).at(RANGES).apply(Tensor::sin), ROWS),
        FurtherOperations.of("at(ranges).set", (attributes, x) -> x.get(0).at(RANGES).set(x.get(1)), ROWS, PART),
        FurtherOperations.of("at(ranges).add", (attributes, x) -> x.get(0).at(RANGES).add(x.get(1)), ROWS, PART)));
    CHANGES.forEach((name, change) -> {
      cases.add(FurtherOperations.of("at(index tensors)." + name,
          (attributes, x) -> change.apply(x.get(0).at(x.get(1), x.get(2)), x.get(3)), ROWS, FIRST, SECOND, THERE));
      cases.add(FurtherOperations.of("at(mask)." + name,
          (attributes, x) -> change.apply(x.get(0).at(x.get(1)), x.get(2)), ROWS, MASK, ROW));
      cases.add(FurtherOperations.of("at(mask)." + name,
          (attributes, x) -> change.apply(x.get(0).at(x.get(1)), x.get(2)), ROWS, Functions.stack(1, MASK, MASK.not(), MASK, MASK), ROWS.sin()));
    });
    return cases;
  }
}
