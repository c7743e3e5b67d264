package dev.chainrule.conformance;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The parameters of an operation in a reference vector: plain numbers, truth values, texts and lists of these, as a
/// reader of JSON gives them. What is absent and what is null count as the same.
///
/// It remembers which of them were asked for, so that one that nobody knows can be named.
public final class Attributes {
  private final Map<?, ?> byName;
  private final Set<String> read = new LinkedHashSet<>();

  public Attributes(Map<?, ?> byName) {
    this.byName = byName;
  }

  /// Whether it is there.
  public boolean has(String name) {
    return find(name) != null;
  }

  /// A number.
  public double number(String name) {
    return numberOf(name, required(name));
  }

  /// A number, or another where there is none.
  public double number(String name, double otherwise) {
    return has(name) ? number(name) : otherwise;
  }

  /// A whole number.
  public int integer(String name) {
    return integerOf(name, required(name));
  }

  /// A whole number, or another where there is none.
  public int integer(String name, int otherwise) {
    return has(name) ? integer(name) : otherwise;
  }

  /// A truth value, also as 0 or 1, or another where there is none.
  public boolean flag(String name, boolean otherwise) {
    Object found = find(name);
    if (found == null) {
      return otherwise;
    }
    if (found instanceof Boolean truth) {
      return truth;
    }
    if (found instanceof Number number && (number.doubleValue() == 0 || number.doubleValue() == 1)) {
      return number.doubleValue() == 1;
    }
    throw new VectorException("attribute '%s' is %s, but must be true or false".formatted(name, found));
  }

  /// A text.
  public String text(String name) {
    if (required(name) instanceof String text) {
      return text;
    }
    throw new VectorException("attribute '%s' is %s, but must be a text".formatted(name, required(name)));
  }

  /// Whole numbers; a single one is a list of one.
  public int[] integers(String name) {
    return list(name).stream().mapToInt(element -> integerOf(name, element)).toArray();
  }

  /// Whole numbers, or others where there are none.
  public int[] integers(String name, int... otherwise) {
    return has(name) ? integers(name) : otherwise;
  }

  /// The elements of a list, which may be lists, numbers or null; what is no list is the only element of one.
  public List<?> list(String name) {
    Object found = required(name);
    return found instanceof List<?> list ? list : List.of(found);
  }

  /// The elements of a list, or others where there is none.
  ///
  /// @throws VectorException if there are not as many
  List<?> list(String name, List<?> otherwise) {
    List<?> found = has(name) ? list(name) : otherwise;
    if (found.size() != otherwise.size()) {
      throw new VectorException("attribute '%s' has %d elements, but must have %d".formatted(name, found.size(), otherwise.size()));
    }
    return found;
  }

  /// Those that nobody asked for.
  Set<String> unread() {
    Set<String> result = new LinkedHashSet<>();
    byName.forEach((name, value) -> {
      if (value != null) {
        result.add(String.valueOf(name));
      }
    });
    result.removeAll(read);
    return result;
  }

  static int integerOf(String name, @Nullable Object element) {
    double number = numberOf(name, element);
    if (number != (int) number) {
      throw new VectorException("attribute '%s' has %s, but must have whole numbers".formatted(name, element));
    }
    return (int) number;
  }

  private static double numberOf(String name, @Nullable Object element) {
    return switch (element) {
      case Number number -> number.doubleValue();
      case String text when PlainArrays.SPECIAL.containsKey(text) -> PlainArrays.SPECIAL.get(text);
      case null, default -> throw new VectorException("attribute '%s' has %s, but must have numbers".formatted(name, element));
    };
  }

  private Object required(String name) {
    Object found = find(name);
    if (found == null) {
      throw new VectorException("attribute '%s' is missing".formatted(name));
    }
    return found;
  }

  private @Nullable Object find(String name) {
    read.add(name);
    return byName.get(name);
  }

  @Override
  public String toString() {
    return byName.toString();
  }
}
