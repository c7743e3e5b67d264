package dev.chainrule.cli.expression;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import dev.chainrule.cli.expression.Evaluation.Known;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The functions that expressions can call: every public method of [Tensor] and [Functions] that makes a tensor of
/// tensors and numbers, by its name there. So an operation that the library gains needs no entry here.
final class FunctionTable {
  /// Meant for Java alone: from Java's numbers, and to other types, of which expressions have none.
  private static final Set<String> LEFT_OUT = Set.of("of", "to");
  /// With two arguments these compare; the reduction over an axis, for which Java has an overload, would be mistaken
  /// for it.
  private static final Map<String, String> OF_TWO = Map.of("max", "maximum", "min", "minimum");

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

  /// For example `clip(tensor, number, number)`; overloads are joined with "or".
  static String usage(String name) {
    if (OF_TWO.containsKey(name)) {
      return "%s(tensor), of all elements, or %s(tensor, tensor), the %s of each two"
          .formatted(name, name, name.equals("max") ? "larger" : "smaller");
    }
    return signatures(name).map(Signature::toString).distinct().collect(Collectors.joining(" or "));
  }
}
