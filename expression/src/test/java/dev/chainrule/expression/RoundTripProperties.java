package dev.chainrule.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.expression.Expression.Call;
import dev.chainrule.expression.Expression.Matrix;
import dev.chainrule.expression.Expression.Name;
import dev.chainrule.expression.Expression.Negation;
import dev.chainrule.expression.Expression.Number;
import dev.chainrule.expression.Expression.Operation;
import dev.chainrule.expression.Expression.Vector;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RoundTripProperties {
  @Property(tries = 500)
  void whatIsPrintedReadsBackAsTheSame(@ForAll("expressions") Expression expression) {
    String text = ExpressionText.of(expression);

    assertThat(FormulaReader.expression(Source.of(text))).as(text).isEqualTo(expression);
  }

  @Provide
  Arbitrary<Expression> expressions() {
    return expressions(4);
  }

  private static Arbitrary<Expression> expressions(int depth) {
    Arbitrary<Expression> numbers = Arbitraries.oneOf(
            Arbitraries.doubles().between(0, Double.MAX_VALUE), Arbitraries.integers().between(0, 1000).map(i -> (double) i))
        .map(value -> new Number(value == 0 ? 0 : value, Place.NOWHERE));
    Arbitrary<Expression> leaves = Arbitraries.oneOf(numbers, names().map(name -> new Name(name, Place.NOWHERE)));
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<Expression> inner = expressions(depth - 1);
    Arbitrary<List<Expression>> some = inner.list().ofMinSize(1).ofMaxSize(3);
    return Arbitraries.oneOf(
        leaves,
        inner.map(operand -> new Negation(operand, Place.NOWHERE)),
        Combinators.combine(Arbitraries.of(Operator.class), inner, inner)
            .as((operator, left, right) -> new Operation(operator, left, right, Place.NOWHERE)),
        Combinators.combine(Arbitraries.of(Operator.class), inner, inner)
            .as((operator, left, right) -> new Operation(operator, left, right, Place.NOWHERE)),
        Combinators.combine(names(), inner.list().ofMaxSize(3)).as((name, arguments) -> new Call(name, arguments, Place.NOWHERE)),
        some.map(elements -> new Vector(elements, Place.NOWHERE)),
        Combinators.combine(some, Arbitraries.integers().between(1, 3))
            .as((row, rows) -> new Matrix(java.util.Collections.nCopies(rows, row), Place.NOWHERE)));
  }

  private static Arbitrary<String> names() {
    return Arbitraries.of("x", "y", "W", "α", "_", "x1", "exp", "e");
  }
}
