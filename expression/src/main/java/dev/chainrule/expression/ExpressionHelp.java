package dev.chainrule.expression;

import java.util.Set;

/// What can be written in an expression, for the command's help.
public final class ExpressionHelp {
  private static final int WIDTH = 80;

  private ExpressionHelp() {}

  /// The language on a screen, with its functions and limits.
  public static String text() {
    return """

        Expressions:
          + - * /  ^ (power, to the right)  @ (matrix product)  ' (transpose)
          < <= > >= == !=  for where(condition, a, b)
          2, 1e-3, [1, 2] (a vector), [1, 2; 3, 4] (a matrix); all numbers have 64 bits
          pi, e, inf, nan, unless an input or a step has the name
          t = x + y; t * t  has a step t, shown by its name
          An input's value is an expression of constants: x=-1/2. Every input that is
          given must be used. A constant that overflows is refused, an input may be nan.

        Functions, by their names in the library; numbers among the arguments are
        constants, axes count from 0; max and min are of all elements, or of each two:
        """ + functions(FunctionTable.names()) + """

        Limits: %d characters, %d brackets within one another, %d operators in a
        row, %d elements written out, %d elements of a result; check takes %d
        elements of inputs.
        """.formatted(Limits.CHARACTERS, Limits.NESTING, Limits.CHAIN, Limits.LITERAL_ELEMENTS, Limits.ELEMENTS,
            Limits.CHECKED_ELEMENTS);
  }

  private static String functions(Set<String> names) {
    StringBuilder text = new StringBuilder();
    StringBuilder line = new StringBuilder(" ");
    for (String name : names) {
      if (line.length() + 1 + name.length() > WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder(" ");
      }
      line.append(' ').append(name);
    }
    return text.append(line).append('\n').toString();
  }
}
