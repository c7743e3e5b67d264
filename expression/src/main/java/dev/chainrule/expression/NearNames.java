package dev.chainrule.expression;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Finds what somebody may have meant who wrote a name that does not exist.
public final class NearNames {
  private static final int SHOWN = 3;

  /// Names from books and from other libraries.
  private static final Map<String, String> SYNONYMS = Map.ofEntries(
      Map.entry("ln", "log"), Map.entry("arcsin", "asin"), Map.entry("arccos", "acos"), Map.entry("arctan", "atan"),
      Map.entry("sgn", "sign"), Map.entry("avg", "mean"), Map.entry("average", "mean"), Map.entry("fabs", "abs"),
      Map.entry("logistic", "sigmoid"), Map.entry("σ", "sigmoid"), Map.entry("Σ", "sum"), Map.entry("length", "norm"),
      Map.entry("if", "where"), Map.entry("mod", "rem"), Map.entry("T", "transpose"), Map.entry("clamp", "clip"),
      Map.entry("product", "prod"), Map.entry("variance", "var"), Map.entry("ceiling", "ceil"));

  private NearNames() {}

  /// `; did you mean sin, sinh?`, or nothing if no name is near.
  public static String suggestion(String name, Collection<String> known) {
    List<String> near = of(name, known);
    return near.isEmpty() ? "" : "; did you mean " + String.join(", ", near) + "?";
  }

  /// The nearest first, at most three.
  static List<String> of(String name, Collection<String> known) {
    String synonym = SYNONYMS.get(name);
    if (synonym != null && known.contains(synonym)) {
      return List.of(synonym);
    }
    String sought = name.toLowerCase(Locale.ROOT);
    List<String> same = known.stream().filter(candidate -> candidate.toLowerCase(Locale.ROOT).equals(sought)).toList();
    return !same.isEmpty() ? same : known.stream()
        .filter(candidate -> isNear(sought, candidate.toLowerCase(Locale.ROOT)))
        .sorted(Comparator.comparingInt((String candidate) -> distance(sought, candidate.toLowerCase(Locale.ROOT))).thenComparing(candidate -> candidate))
        .limit(SHOWN)
        .toList();
  }

  private static boolean isNear(String sought, String candidate) {
    int shorter = Math.min(sought.length(), candidate.length());
    boolean begins = shorter >= 3 && (candidate.startsWith(sought) || sought.startsWith(candidate));
    return begins || distance(sought, candidate) <= Math.min(2, shorter / 2);
  }

  /// How many letters have to be inserted, deleted or changed to make one name of the other.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
