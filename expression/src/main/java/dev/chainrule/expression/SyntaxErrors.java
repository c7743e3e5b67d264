package dev.chainrule.expression;

import dev.chainrule.expression.grammar.FormulaLexer;
import java.util.Map;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/// Ends parsing at the first error, with a message for people in place of the parser's.
final class SyntaxErrors extends BaseErrorListener {
  /// What is written so in books and in other languages, and how it is written here.
  private static final Map<String, String> SPELLINGS = Map.ofEntries(
      Map.entry("×", "*"), Map.entry("·", "*"), Map.entry("⋅", "*"), Map.entry("∗", "*"), Map.entry("÷", "/"),
      Map.entry("−", "-"), Map.entry("–", "-"), Map.entry("²", "^2"), Map.entry("³", "^3"), Map.entry("√", "sqrt(x)"),
      Map.entry("≤", "<="), Map.entry("≥", ">="), Map.entry("≠", "!="), Map.entry("∞", "inf"), Map.entry("ᵀ", "'"),
      Map.entry("{", "("), Map.entry("}", ")"), Map.entry("|", "abs(x)"), Map.entry("%", "rem(x, y)"),
      Map.entry("&", "and(a, b)"), Map.entry("!", "not(a)"), Map.entry("?", "where(condition, a, b)"),
      Map.entry("∂", "nothing: derivatives are what explain shows"));

  private final Source source;

  SyntaxErrors(Source source) {
    this.source = source;
  }

  @Override
  public void syntaxError(Recognizer<?, ?> recognizer, @Nullable Object offending, int line, int column,
      String message, @Nullable RecognitionException cause) {
    Token previous = ((Parser) recognizer).getInputStream().LT(-1);
    Token token = ((Parser) recognizer).getInputStream().LT(1);
    throw source.error(Brackets.column(token), describe(previous, token));
  }

  private static String describe(@Nullable Token previous, Token token) {
    String text = Source.printable(token.getText());
    if (token.getType() == FormulaLexer.OTHER) {
      String spelling = SPELLINGS.get(text);
      return "'%s' has no meaning here%s".formatted(text, spelling == null ? "; leave it out" : "; write " + spelling);
    }
    if (previous != null && endsValue(previous) && startsValue(token)) {
      return "an operator is missing before '%s'; a product is written %s * %s".formatted(text, Source.printable(previous.getText()), text);
    }
    if (previous == null && token.getType() == Token.EOF) {
      return "there is no expression; write one, like (x + y) * z";
    }
    return previous != null && endsValue(previous) ? unexpected(text) : missingValue(previous, token, text);
  }

  /// A value is complete, and what follows cannot.
  private static String unexpected(String text) {
    return switch (text) {
      case "=" -> "'=' follows only the name of a step, as in t = x + y; …; to compare, write ==";
      case "<", "<=", ">", ">=", "==", "!=" -> "comparisons do not chain; write and(a < b, b < c)";
      case "," -> "',' separates the arguments of a function or the elements of a vector; put the list in brackets";
      case ";" -> "';' ends a step or a row of a matrix, and this is neither; close the bracket first";
      default -> "'%s' cannot follow here; put an operator before it".formatted(text);
    };
  }

  private static String missingValue(@Nullable Token previous, Token token, String text) {
    if (token.getType() == Token.EOF) {
      return "the expression ends after '%s', where a value should follow; add a number, a name or a bracket"
          .formatted(Source.printable(previous == null ? "" : previous.getText()));
    }
    if (previous != null && previous.getText().equals("*") && text.equals("*")) {
      return "'**' is written ^";
    }
    return "'%s' stands where a value should; add a number, a name or a bracket before it".formatted(text);
  }

  private static boolean endsValue(Token token) {
    return switch (token.getText()) {
      case ")", "]", "'" -> true;
      default -> isWord(token);
    };
  }

  private static boolean startsValue(Token token) {
    return switch (token.getText()) {
      case "(", "[" -> true;
      default -> isWord(token);
    };
  }

  private static boolean isWord(Token token) {
    return token.getType() == FormulaLexer.NUMBER || token.getType() == FormulaLexer.NAME;
  }
}
