package dev.chainrule.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Names for variables in Java source: as the user chose them, where Java allows that.
final class JavaNames {
  static final Set<String> RESERVED = Set.of(
      "abstract", "assert", "boolean", "break", "byte", "case", "catch", "char", "class", "const", "continue", "default",
      "do", "double", "else", "enum", "extends", "final", "finally", "float", "for", "goto", "if", "implements", "import",
      "instanceof", "int", "interface", "long", "native", "new", "package", "private", "protected", "public", "return",
      "short", "static", "strictfp", "super", "switch", "synchronized", "this", "throw", "throws", "transient", "try",
      "void", "volatile", "while", "true", "false", "null", "_",
      // Allowed for variables, but not for classes.
      "permits", "record", "sealed", "var", "yield",
      // What the printed code itself speaks of.
      "Double", "Float", "Integer", "Long", "Math", "Object", "Record", "String", "System", "java");
  private static final String INDICES = "ijklmnopqrstuvwxyz";

  private final Dialect dialect;
  private final Set<String> taken = new HashSet<>();
  private final List<String> indices = new ArrayList<>();
  private final Map<String, String> locals = new HashMap<>();

  JavaNames() {
    this(Dialect.JAVA);
  }

  JavaNames(Dialect dialect) {
    this.dialect = dialect;
  }

  /// The same names taken, to go on from there.
  JavaNames(JavaNames start) {
    this(start.dialect);
    taken.addAll(start.taken);
  }

  /// What the names are for.
  Dialect dialect() {
    return dialect;
  }

  /// Whether a word can name a class or a variable.
  static boolean isIdentifier(String word) {
    return !word.isEmpty() && !RESERVED.contains(word) && Character.isJavaIdentifierStart(word.codePointAt(0))
        && word.codePoints().allMatch(Character::isJavaIdentifierPart);
  }

  /// A free name like the wanted one.
  String free(String wanted) {
    StringBuilder name = new StringBuilder();
    wanted.codePoints().forEach(c -> name.appendCodePoint(Character.isJavaIdentifierPart(c) ? c : '_'));
    if (name.isEmpty() || !Character.isJavaIdentifierStart(name.codePointAt(0))) {
      name.insert(0, '_');
    }
    while (dialect.isReserved(name.toString()) || !taken.add(name.toString())) {
      name.append('_');
    }
    return name.toString();
  }

  /// A free name of a letter and a number.
  String numbered(String letter) {
    int number = 0;
    while (!taken.add(letter + number)) {
      number++;
    }
    return letter + number;
  }

  /// A name for something that lives in a block of its own: the same each time.
  String local(String wanted) {
    return locals.computeIfAbsent(wanted, this::free);
  }

  /// The variable of the loop at a depth. All other names must have been given before.
  String index(int depth) {
    while (indices.size() <= depth) {
      String letter = String.valueOf(INDICES.charAt(indices.size() % INDICES.length()));
      indices.add(taken.add(letter) ? letter : free(letter));
    }
    return indices.get(depth);
  }
}
