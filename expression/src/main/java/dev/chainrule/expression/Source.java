package dev.chainrule.expression;


/// The text of an expression, for messages about a place in it.
///
/// @param text what the user typed, or the part of an argument that holds an expression
/// @param offset how many characters of the argument come before it
/// @param argument the whole argument
public record Source(String text, int offset, String argument) {
  private static final int SHOWN_ON_EACH_SIDE = 30;

  /// An argument that is an expression as a whole.
  public static Source of(String text) {
    return new Source(text, 0, text);
  }

  /// The value in an argument like `x=-2`, which begins at the given index.
  public static Source valueIn(String argument, int start) {
    return new Source(argument.substring(start), argument.codePointCount(0, start), argument);
  }

  /// The error that something is wrong at a column of the text. The message names the column as counted in the whole
  /// argument, and quotes what stands around it.
  public BadInput error(int column, String message) {
    return new BadInput("column %d of \"%s\": %s".formatted(column + offset, excerpt(column + offset), message));
  }

  private String excerpt(int column) {
    int length = argument.codePointCount(0, argument.length());
    int from = length <= 2 * SHOWN_ON_EACH_SIDE ? 0 : Math.max(0, column - 1 - SHOWN_ON_EACH_SIDE);
    int to = length <= 2 * SHOWN_ON_EACH_SIDE ? length : Math.min(length, column - 1 + SHOWN_ON_EACH_SIDE);
    String shown = argument.substring(argument.offsetByCodePoints(0, from), argument.offsetByCodePoints(0, to));
    return (from > 0 ? "…" : "") + printable(shown) + (to < length ? "…" : "");
  }

  /// The beginning of a text, as [#printable].
  static String shortened(String text) {
    int length = text.codePointCount(0, text.length());
    return length <= 2 * SHOWN_ON_EACH_SIDE ? printable(text)
        : printable(text.substring(0, text.offsetByCodePoints(0, 2 * SHOWN_ON_EACH_SIDE))) + "…";
  }

  /// On one line, and without characters that would steer a terminal.
  static String printable(String text) {
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints().forEach(c -> result.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return result.toString();
  }
}
