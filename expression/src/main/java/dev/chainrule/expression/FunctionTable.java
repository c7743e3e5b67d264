package dev.chainrule.expression;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import dev.chainrule.expression.Evaluation.Known;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The functions that expressions can call: every public method of [Tensor] and [Functions] that makes a tensor of
/// tensors and numbers, by its name there. So an operation that the library gains needs no entry here.
final class FunctionTable {
  /// What makes tensors of Java's numbers or of other types, and what takes positions as integers: expressions have
  /// numbers of one type only.
  private static final Set<String> LEFT_OUT = Set.of("of", "to", "oneHot", "take", "takeAlongAxis", "scatterAdd");
  /// With two arguments these compare; the reduction over an axis, for which Java has an overload, would be mistaken
  /// for it.
  private static final Map<String, String> OF_TWO = Map.of("max", "maximum", "min", "minimum");

  /// These go along the last axis if none is given.
  private static final Set<String> ALONG_LAST = Set.of("softmax", "logSoftmax", "cumSum");

  private static final Map<String, List<Signature>> SIGNATURES = new HashMap<>();

  static {
    for (Method method : Tensor.class.getMethods()) {
      add(method);
    }
    for (Method method : Functions.class.getMethods()) {
      add(method);
    }
  }

  private FunctionTable() {}

  private static void add(Method method) {
    Signature signature = LEFT_OUT.contains(method.getName()) || method.getReturnType() != Tensor.class ? null : Signature.of(method);
    if (signature != null) {
      SIGNATURES.computeIfAbsent(method.getName(), name -> new ArrayList<>()).add(signature);
    }
  }

  static Set<String> names() {
    return new TreeSet<>(SIGNATURES.keySet());
  }

  static boolean contains(String name) {
    return SIGNATURES.containsKey(name);
  }

  /// The result of a function, or null if it does not take these arguments.
  static @Nullable Tensor call(String name, List<Known> arguments) {
    if (ALONG_LAST.contains(name) && arguments.size() == 1) {
      return call(name, List.of(arguments.getFirst(), new Known(Tensor.of(-1.0), true)));
    }
    boolean several = OF_TWO.containsKey(name) && arguments.size() != 1;
    if (several && arguments.size() != 2) {
      return null;
    }
    String meant = several ? OF_TWO.get(name) : name;
    return signatures(meant)
        .map(signature -> signature.call(arguments))
        .filter(result -> result != null)
        .findFirst()
        .orElse(null);
  }

  private static Stream<Signature> signatures(String name) {
    return SIGNATURES.get(name).stream().sorted(Comparator.comparing(Signature::preference));
  }

  /// For example `clip(tensor, number, number)`; what takes another number of arguments is joined with "or".
  static String usage(String name) {
    if (OF_TWO.containsKey(name)) {
      return "%s(tensor), of all elements, or %s(tensor, tensor), the %s of each two"
          .formatted(name, name, name.equals("max") ? "larger" : "smaller");
    }
    Map<Integer, String> byCount = new TreeMap<>();
    signatures(name).forEach(signature -> byCount.putIfAbsent(signature.count(), signature.toString()));
    return String.join(" or ", byCount.values()) + (ALONG_LAST.contains(name) ? ", without which the last axis is meant" : "");
  }
}
