package dev.chainrule.op;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Primitive;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How many primitives there are, of which kind, and with how many rules.
public final class PrimitiveCounts {
  private PrimitiveCounts() {}

  /// Rows of the table of pointwise primitives.
  public static int pointwise() {
    return Gates.table().size();
  }

  /// Records of structural primitives.
  public static int structural() {
    return (int) PrimitiveSamples.structural().map(sample -> sample.primitive().getClass()).distinct().count();
  }

  /// Kinds of choices, loops and calls.
  public static int control() {
    return (int) Stream.of(Control.class.getPermittedSubclasses()).filter(Primitive.class::isAssignableFrom).count();
  }

  /// The rules of pointwise and structural primitives by their kind: one for each input that has a derivative.
  public static Map<String, Long> rules() {
    Stream<Partial> pointwise = Gates.table().stream().map(Pointwise::partials).flatMap(List::stream);
    Stream<Partial> structural = PrimitiveSamples.structural()
        .collect(Collectors.toMap(sample -> sample.primitive().getClass(), sample -> sample, (a, b) -> a)).values().stream()
        .flatMap(sample -> IntStream.of(sample.active()).mapToObj(sample::partial));
    return Stream.concat(pointwise, structural).filter(partial -> !(partial instanceof Partial.Cut))
        .collect(Collectors.groupingBy(partial -> partial.getClass().getSimpleName(), TreeMap::new, Collectors.counting()));
  }

  /// Inputs on which the tests of the table run the primitives.
  public static long samples() {
    return PrimitiveSamples.all().count();
  }
}
