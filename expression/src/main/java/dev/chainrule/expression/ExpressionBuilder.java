package dev.chainrule.expression;

import dev.chainrule.expression.Expression.Call;
import dev.chainrule.expression.Expression.Matrix;
import dev.chainrule.expression.Expression.Name;
import dev.chainrule.expression.Expression.Negation;
import dev.chainrule.expression.Expression.Number;
import dev.chainrule.expression.Expression.Operation;
import dev.chainrule.expression.Expression.Vector;
import dev.chainrule.expression.grammar.FormulaBaseVisitor;
import dev.chainrule.expression.grammar.FormulaParser;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/// Builds expressions from what the parser found.
///
/// A chain of operators becomes a tree as deep as it is long. So each chain is counted on the way down to its
/// operands, and where more than [Limits#CHAIN] lie on one way, it is refused before anything recurses that deep.
final class ExpressionBuilder extends FormulaBaseVisitor<Expression> {
  private final Source source;
  private int operators;
  private int elements;

  ExpressionBuilder(Source source) {
    this.source = source;
  }

  /// Skips the levels of the grammar that hold one operand and no operator, so that brackets cost little stack.
  @Override
  public Expression visit(ParseTree tree) {
    ParseTree inner = tree;
    while (inner.getChildCount() == 1 && inner.getChild(0) instanceof ParserRuleContext child) {
      inner = child;
    }
    return inner.accept(this);
  }

  @Override
  public Expression visitExpression(FormulaParser.ExpressionContext context) {
    return chain(context);
  }

  @Override
  public Expression visitSum(FormulaParser.SumContext context) {
    return chain(context);
  }

  @Override
  public Expression visitProduct(FormulaParser.ProductContext context) {
    return chain(context);
  }

  /// Operands and operators in turn, from the left.
  private Expression chain(ParserRuleContext context) {
    int length = context.getChildCount() / 2;
    enter(context, length);
    Expression result = visit(context.getChild(0));
    for (int i = 1; i < context.getChildCount(); i += 2) {
      Token operator = ((TerminalNode) context.getChild(i)).getSymbol();
      result = new Operation(Operator.of(operator.getText()), result, visit(context.getChild(i + 1)), place(operator));
    }
    leave(length);
    return result;
  }

  @Override
  public Expression visitUnary(FormulaParser.UnaryContext context) {
    return signed(context);
  }

  @Override
  public Expression visitExponent(FormulaParser.ExponentContext context) {
    return signed(context);
  }

  private Expression signed(ParserRuleContext context) {
    int signs = context.getChildCount() - 1;
    enter(context, signs);
    Expression result = negated(context, visit(context.getChild(signs)));
    leave(signs);
    return result;
  }

  /// The operand under all signs that stand before it in the context.
  private static Expression negated(ParserRuleContext context, Expression operand) {
    Expression result = operand;
    for (int i = context.getChildCount() - 2; i >= 0; i--) {
      result = new Negation(result, place(((TerminalNode) context.getChild(i)).getSymbol()));
    }
    return result;
  }

  /// From the right, where signs take all that follows: `a ^ -b ^ c` is `a ^ (-(b ^ c))`.
  @Override
  public Expression visitPower(FormulaParser.PowerContext context) {
    List<FormulaParser.ExponentContext> exponents = context.exponent();
    int length = exponents.stream().mapToInt(ParserRuleContext::getChildCount).sum();
    enter(context, length);
    Expression result = visit(exponents.getLast());
    for (int i = exponents.size() - 1; i > 0; i--) {
      FormulaParser.ExponentContext base = exponents.get(i - 1);
      result = negated(base, power(visit(base.postfix()), result, context, i));
    }
    leave(length);
    return power(visit(context.postfix()), result, context, 0);
  }

  private static Expression power(Expression base, Expression exponent, FormulaParser.PowerContext context, int i) {
    Token operator = ((TerminalNode) context.getChild(2 * i + 1)).getSymbol();
    return new Operation(Operator.POWER, base, exponent, place(operator));
  }

  @Override
  public Expression visitPostfix(FormulaParser.PostfixContext context) {
    int length = context.getChildCount() - 1;
    enter(context, length);
    Expression result = visit(context.atom());
    for (int i = 1; i <= length; i++) {
      result = new Call("transpose", List.of(result), place(((TerminalNode) context.getChild(i)).getSymbol()));
    }
    leave(length);
    return result;
  }

  @Override
  public Expression visitNumber(FormulaParser.NumberContext context) {
    String text = context.NUMBER().getText();
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw source.error(column(context), "%s is too large for a 64-bit number; the largest is 1.797e308, and inf is infinity".formatted(text));
    }
    if (value == 0 && text.matches("[0.]*[1-9].*")) {
      throw source.error(column(context), "%s is too small for a 64-bit number; the smallest is 4.9e-324".formatted(text));
    }
    return new Number(value, place(context.getStart()));
  }

  @Override
  public Expression visitName(FormulaParser.NameContext context) {
    return new Name(context.NAME().getText(), place(context.getStart()));
  }

  @Override
  public Expression visitCall(FormulaParser.CallContext context) {
    List<Expression> arguments = context.expression().stream().map(this::visit).toList();
    return new Call(context.NAME().getText(), arguments, place(context.getStart()));
  }

  @Override
  public Expression visitGroup(FormulaParser.GroupContext context) {
    return visit(context.expression());
  }

  @Override
  public Expression visitRows(FormulaParser.RowsContext context) {
    List<FormulaParser.RowContext> rows = context.row();
    int columns = rows.getFirst().expression().size();
    for (FormulaParser.RowContext row : rows) {
      if (row.expression().size() != columns) {
        throw source.error(column(row), "this row has %d elements and the first has %d; rows of a matrix have the same length"
            .formatted(row.expression().size(), columns));
      }
    }
    elements += rows.size() * columns;
    if (elements > Limits.LITERAL_ELEMENTS) {
      throw source.error(column(context), "more than %d elements are written out; use smaller vectors and matrices"
          .formatted(Limits.LITERAL_ELEMENTS));
    }
    Place place = place(context.getStart());
    boolean vector = context.getChildCount() == 3;
    return vector ? new Vector(elements(rows.getFirst()), place) : new Matrix(rows.stream().map(this::elements).toList(), place);
  }

  private List<Expression> elements(FormulaParser.RowContext row) {
    return row.expression().stream().map(this::visit).toList();
  }

  private void enter(ParserRuleContext context, int length) {
    operators += length;
    if (operators > Limits.CHAIN) {
      throw source.error(column(context), "more than %d operators in a row; name parts of it as steps: t = …; …".formatted(Limits.CHAIN));
    }
  }

  private void leave(int length) {
    operators -= length;
  }

  private static int column(ParserRuleContext context) {
    return Brackets.column(context.getStart());
  }

  private static Place place(Token token) {
    return new Place(Brackets.column(token));
  }
}
