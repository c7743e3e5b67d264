package dev.chainrule.conformance;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The operations that are held against no numbers of others, and why. All others have reference vectors.
final class WithoutNumbersFromOutside {
  private static final Map<String, String> REASONS = new TreeMap<>();

  static {
    List.of("gamma", "logGamma", "beta", "dirichlet", "chiSquared", "studentT").forEach(name -> REASONS.put(name,
        "drawn by rejection, by an algorithm of our own; RandomDistributionsTest holds the draws against the distribution, GammaVariatesTest their derivatives against its quantiles"));
    REASONS.put("orthogonal", "the Q of a random matrix, whose signs are a convention; RandomDistributionsTest holds an element against its distribution");
    REASONS.put("eigh", "vectors have a sign that is a convention, and no numbers without it are stated yet; eigvalsh has numbers, and LinearAlgebraPropertiesTest holds the products");
    REASONS.put("oneHot", "its numbers are F32, which the form of the vectors has not; all are 0 or 1");
    REASONS.put("switchCase", "its JVP fails in the vectors, where the index is an input beside the others; ControlFlowTest holds it against the choice in Java");
  }

  private WithoutNumbersFromOutside() {}

  /// The reasons by name.
  static Map<String, String> reasons() {
    return REASONS;
  }

  /// A line for each reason.
  static String markdown() {
    Map<String, List<String>> byReason = REASONS.entrySet().stream().collect(Collectors.groupingBy(Map.Entry::getValue, TreeMap::new,
        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
    return byReason.entrySet().stream().map(entry -> "- %s: %s.%n".formatted(String.join(", ", entry.getValue()), entry.getKey()))
        .collect(Collectors.joining());
  }
}
