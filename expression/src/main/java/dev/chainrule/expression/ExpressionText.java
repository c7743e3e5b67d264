package dev.chainrule.expression;

import dev.chainrule.expression.Expression.Call;
import dev.chainrule.expression.Expression.Matrix;
import dev.chainrule.expression.Expression.Name;
import dev.chainrule.expression.Expression.Negation;
import dev.chainrule.expression.Expression.Number;
import dev.chainrule.expression.Expression.Operation;
import dev.chainrule.expression.Expression.Vector;
import java.util.List;

/// Prints expressions, with no more brackets than they need.
final class ExpressionText {
  private static final int SIGN = 4;
  private static final int ATOM = 6;

  private final StringBuilder text = new StringBuilder();

  private ExpressionText() {}

  static String of(Expression expression) {
    ExpressionText printer = new ExpressionText();
    printer.append(expression);
    return printer.text.toString();
  }

  private void append(Expression expression) {
    switch (expression) {
      case Number number -> text.append(number(number.value()));
      case Name name -> text.append(name.name());
      case Negation negation -> {
        text.append('-');
        append(negation.operand(), SIGN);
      }
      case Operation operation -> append(operation);
      case Call call -> {
        text.append(call.function()).append('(');
        appendAll(call.arguments());
        text.append(')');
      }
      case Vector vector -> {
        text.append('[');
        appendAll(vector.elements());
        text.append(']');
      }
      case Matrix matrix -> append(matrix);
    }
  }

  private void append(Operation operation) {
    int binding = operation.operator().binding();
    switch (operation.operator()) {
      case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL -> append(operation, binding + 1, binding + 1);
      case PLUS, MINUS, TIMES, DIV, MATMUL -> append(operation, binding, binding + 1);
      case POWER -> append(operation, ATOM, SIGN);
    }
  }

  private void append(Operation operation, int left, int right) {
    append(operation.left(), left);
    text.append(' ').append(operation.operator().symbol()).append(' ');
    append(operation.right(), right);
  }

  /// In brackets if it binds less tightly than `binding`.
  private void append(Expression expression, int binding) {
    boolean bare = binding(expression) >= binding;
    text.append(bare ? "" : "(");
    append(expression);
    text.append(bare ? "" : ")");
  }

  private static int binding(Expression expression) {
    return switch (expression) {
      case Operation operation -> operation.operator().binding();
      case Negation negation -> SIGN;
      case Number number -> ATOM;
      case Name name -> ATOM;
      case Call call -> ATOM;
      case Vector vector -> ATOM;
      case Matrix matrix -> ATOM;
    };
  }

  private void append(Matrix matrix) {
    text.append('[');
    String before = "";
    for (List<Expression> row : matrix.rows()) {
      text.append(before);
      appendAll(row);
      before = "; ";
    }
    text.append(matrix.rows().size() == 1 ? ";]" : "]");
  }

  private void appendAll(List<Expression> expressions) {
    String before = "";
    for (Expression expression : expressions) {
      text.append(before);
      append(expression);
      before = ", ";
    }
  }

  /// Whole numbers without `.0`, all others in Java's shortest form that reads back.
  private static String number(double value) {
    return value == Math.rint(value) && value < 1e15 ? Long.toString((long) value) : Double.toString(value);
  }
}
