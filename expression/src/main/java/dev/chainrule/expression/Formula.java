package dev.chainrule.expression;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What `explain` and `check` take: named steps, of which the last is the result.
public record Formula(List<Step> steps) {
  /// A step; only the last one may go without a name.
  public record Step(@Nullable String name, Expression expression, Place place) {
    @Override
    public String toString() {
      return (name == null ? "" : name + " = ") + ExpressionText.of(expression);
    }
  }

  public Formula {
    steps = List.copyOf(steps);
  }

  /// The step whose value is the formula's.
  public Step result() {
    return steps.getLast();
  }

  @Override
  public String toString() {
    return steps.stream().map(Step::toString).collect(Collectors.joining("; "));
  }
}
