package dev.chainrule.conformance;

import dev.chainrule.Chainrule;
import dev.chainrule.Functions;
import dev.chainrule.Padding;
import dev.chainrule.RandomKey;
import dev.chainrule.Range;
import dev.chainrule.Tensor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/// Forms of operations that have a row for another form already: with a number for a tensor, with a mode, with several numbers.
final class FormOperations {
  private static final Tensor ROWS = Tensor.of(new double[][] {{0.4, -1.2, 0.7, 1.9}, {-0.3, 0.8, 1.6, -0.9}, {1.1, 0.2, -0.6, 0.5}});
  private static final Tensor INTEGERS = Tensor.of(5, -9, 12);
  private static final Tensor MASK = Tensor.of(true, false, true, false);
  private static final Tensor VECTOR = Tensor.of(0.4, -1.2, 0.7);
  private static final Tensor SHARES = Tensor.of(0.2, 0.5, 0.3);
  private static final Tensor KEY = RandomKey.of(7).words();

  private static final Map<String, BiFunction<Tensor, Double, Tensor>> WITH_NUMBERS = Map.ofEntries(
      Map.entry("plus", Tensor::plus), Map.entry("minus", Tensor::minus), Map.entry("times", Tensor::times), Map.entry("div", Tensor::div),
      Map.entry("floorDiv", Tensor::floorDiv), Map.entry("mod", Tensor::mod), Map.entry("rem", Tensor::rem),
      Map.entry("maximum", Tensor::maximum), Map.entry("minimum", Tensor::minimum), Map.entry("eq", Tensor::eq), Map.entry("ne", Tensor::ne),
      Map.entry("lt", Tensor::lt), Map.entry("le", Tensor::le), Map.entry("gt", Tensor::gt), Map.entry("ge", Tensor::ge));
  private static final Map<String, BiFunction<Tensor, Integer, Tensor>> WITH_INTEGERS = Map.of(
      "bitwiseAnd", Tensor::bitwiseAnd, "bitwiseOr", Tensor::bitwiseOr, "bitwiseXor", Tensor::bitwiseXor,
      "shiftLeft", Tensor::shiftLeft, "shiftRight", Tensor::shiftRight, "shiftRightLogical", Tensor::shiftRightLogical);

  private FormOperations() {}

  /// All of them.
  static List<OperationCase> cases() {
    List<OperationCase> cases = new ArrayList<>();
    WITH_NUMBERS.forEach((name, operation) -> cases.add(FurtherOperations.of(name + "(number)",
        (attributes, x) -> operation.apply(x.getFirst(), attributes.number("number", 0.75)), ROWS)));
    WITH_INTEGERS.forEach((name, operation) -> cases.add(FurtherOperations.of(name + "(number)",
        (attributes, x) -> operation.apply(x.getFirst(), attributes.integer("number", 3)), INTEGERS)));
    cases.addAll(List.of(
        FurtherOperations.of("arange(range)", (attributes, x) -> x.getFirst().times(Functions.arange(x.getFirst().dtype(), -1, 2, 0.75)), ROWS),
        FurtherOperations.of("arange(type)", (attributes, x) -> x.getFirst().times(Functions.arange(x.getFirst().dtype(), 4)), ROWS),
        FurtherOperations.of("linspace", (attributes, x) -> x.getFirst().times(Functions.linspace(x.getFirst().dtype(), -1, 2, 4)), ROWS),
        FurtherOperations.of("attention(scale)", (attributes, x) -> Functions.attention(x.get(0), x.get(1), x.get(2), x.get(3), attributes.number("scale", 0.3)),
            ROWS, ROWS.sin(), ROWS.cos(), Tensor.of(true, false, true)),
        FurtherOperations.of("median(all)", (attributes, x) -> x.getFirst().median(), VECTOR),
        FurtherOperations.of("pad(mode)", (attributes, x) -> x.getFirst().pad(attributes.integers("before", 2, 1), attributes.integers("after", 1, 0),
            attributes.has("mode") ? Padding.valueOf(attributes.text("mode").toUpperCase(Locale.ROOT)) : Padding.SYMMETRIC), ROWS),
        FurtherOperations.of("quantile(several)", (attributes, x) -> x.getFirst().quantile(new double[] {0.2, 0.75}, attributes.integer("axis", 1)), ROWS),
        FurtherOperations.of("slice(range)", (attributes, x) -> x.getFirst().slice(attributes.integer("axis", 1), Range.from(1).step(2)), ROWS),
        FurtherOperations.drawn("stopGradient", EnumSet.of(Measure.DIFFERENCE, Measure.SECOND_DIFFERENCE), (attributes, x) -> x.getFirst().stopGradient(), ROWS),
        FurtherOperations.of("tensordot(axes)", (attributes, x) -> x.get(0).tensordot(x.get(1), new int[] {1, 0}, new int[] {0, 2}),
            ROWS, Functions.stack(-1, ROWS.transpose(), ROWS.transpose().sin(), ROWS.transpose().cos())),
        FurtherOperations.of("unaryMinus", (attributes, x) -> x.getFirst().unaryMinus(), ROWS),
        FurtherOperations.of("where(x, number)", (attributes, x) -> Functions.where(x.get(0), x.get(1), 0.7), MASK, ROWS),
        FurtherOperations.of("where(number, y)", (attributes, x) -> Functions.where(x.get(0), 0.7, x.get(1)), MASK, ROWS),
        FurtherOperations.of("foldIn", (attributes, x) -> new RandomKey(x.getFirst()).foldIn(attributes.integer("number", 3)).words(), KEY),
        FurtherOperations.of("foldIn(tensor)", (attributes, x) -> new RandomKey(x.get(0)).foldIn(x.get(1)).words(), KEY, Tensor.of(3)),
        FurtherOperations.of("split(key)", (attributes, x) -> new RandomKey(x.getFirst()).split(3).words(), KEY),
        FurtherOperations.drawn("bernoulli(number)", (attributes, x) -> new RandomKey(x.getFirst()).bernoulli(0.3, 4), KEY),
        FurtherOperations.drawn("choice(weights)", (attributes, x) -> new RandomKey(x.get(1)).choice(x.get(0), 2, false, Tensor.of(0.2, 0.5, 0.3)), VECTOR, KEY),
        FurtherOperations.drawn("uniform(range)", (attributes, x) -> new RandomKey(x.get(1)).uniform(-1, 3, Chainrule.F64, 3).to(x.getFirst().dtype()).times(x.getFirst()), SHARES, KEY)));
    return cases;
  }
}
