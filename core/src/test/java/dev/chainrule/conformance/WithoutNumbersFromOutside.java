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
