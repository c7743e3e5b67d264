package dev.chainrule.expression;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.Token;

/// Looks at the brackets alone, before the parser does: so that it never nests too deep for its stack, and so that
/// messages speak of the bracket that is wrong instead of the place where the parser noticed.
final class Brackets {
  private final Source source;
  private final Deque<Token> open = new ArrayDeque<>();

  private Brackets(Source source) {
    this.source = source;
  }

  /// @throws BadInput if a bracket is not closed, or closes none, or they nest too deep
  static void check(Source source, List<? extends Token> tokens) {
    new Brackets(source).run(tokens);
  }

  private void run(List<? extends Token> tokens) {
    for (Token token : tokens) {
      switch (token.getText()) {
        case "(", "[" -> open(token);
        case ")" -> close(token, "(");
        case "]" -> close(token, "[");
        default -> { }
      }
    }
    if (!open.isEmpty()) {
      throw notClosed(open.peek());
    }
  }

  private void open(Token token) {
    open.push(token);
    if (open.size() > Limits.NESTING) {
      throw source.error(column(token), "more than %d brackets within one another; name inner parts as steps: t = …; …"
          .formatted(Limits.NESTING));
    }
  }

  private void close(Token token, String opening) {
    if (open.isEmpty()) {
      throw source.error(column(token), "'%s' closes no bracket; leave it out, or open one with %s".formatted(token.getText(), opening));
    }
    if (!open.peek().getText().equals(opening)) {
      throw notClosed(open.peek());
    }
    open.pop();
  }

  private BadInput notClosed(Token token) {
    String closing = token.getText().equals("(") ? ")" : "]";
    return source.error(column(token), "'%s' is not closed; add %s where it should end".formatted(token.getText(), closing));
  }

  static int column(Token token) {
    return token.getStartIndex() + 1;
  }
}
