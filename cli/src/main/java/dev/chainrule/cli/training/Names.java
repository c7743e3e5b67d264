package dev.chainrule.cli.training;

import dev.chainrule.expression.BadInput;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Choices by the names that the command has for them: those of constants, in small letters.
final class Names {
  private Names() {}

  static <E extends Enum<E>> E choice(String kind, String name, Class<E> known) {
    return Arrays.stream(known.getEnumConstants())
        .filter(one -> of(one).equals(name))
        .findFirst()
        .orElseThrow(() -> new BadInput("unknown %s '%s'; known: %s".formatted(kind, name, all(known))));
  }

  static <E extends Enum<E>> String all(Class<E> known) {
    return Arrays.stream(known.getEnumConstants()).map(Names::of).collect(Collectors.joining(", "));
  }

  static String of(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }
}
