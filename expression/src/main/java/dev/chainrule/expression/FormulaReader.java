package dev.chainrule.expression;

import dev.chainrule.expression.grammar.FormulaLexer;
import dev.chainrule.expression.grammar.FormulaParser;
import dev.chainrule.expression.grammar.FormulaParser.StatementContext;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;

/// Reads formulas and single expressions from text.
public final class FormulaReader {
  private final Source source;

  private FormulaReader(Source source) {
    this.source = source;
  }

  /// The formula that the text is.
  ///
  /// @throws BadInput if it is none, or too large; the message names the column
  public static Formula formula(Source source) {
    return new FormulaReader(source).formula();
  }

  /// The expression that the text is.
  ///
  /// @throws BadInput if it is none, or too large; the message names the column
  public static Expression expression(Source source) {
    FormulaReader reader = new FormulaReader(source);
    return new ExpressionBuilder(source).visit(reader.parser().value().expression());
  }

  private Formula formula() {
    List<StatementContext> statements = parser().formula().statement();
    List<Formula.Step> steps = new ArrayList<>();
    for (StatementContext statement : statements) {
      Place place = new Place(Brackets.column(statement.getStart()));
      String name = statement.NAME() == null ? null : statement.NAME().getText();
      if (name == null && steps.size() < statements.size() - 1) {
        throw source.error(place.column(), "a step before the last needs a name, as in t = %s; …"
            .formatted(Source.shortened(statement.getText())));
      }
      steps.add(new Formula.Step(name, new ExpressionBuilder(source).visit(statement.expression()), place));
    }
    return new Formula(steps);
  }

  private FormulaParser parser() {
    int length = source.text().length();
    if (length > Limits.CHARACTERS) {
      throw source.error(Limits.CHARACTERS + 1, "%d characters are more than the %d that are read; shorten it with steps, t = …; …"
          .formatted(length, Limits.CHARACTERS));
    }
    FormulaLexer lexer = new FormulaLexer(CharStreams.fromString(source.text()));
    CommonTokenStream tokens = new CommonTokenStream(lexer);
    tokens.fill();
    Brackets.check(source, tokens.getTokens());
    FormulaParser parser = new FormulaParser(tokens);
    parser.removeErrorListeners();
    parser.addErrorListener(new SyntaxErrors(source));
    return parser;
  }
}
