package dev.chainrule;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.StructureException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import dev.chainrule.transform.Tracing;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Functions whose derivative their user states.
///
/// {@snippet :
/// var clipped = withVjp("clipGradient", (Tensor x) -> x, (x, y, dy) -> dy.clip(-1, 1));
/// System.out.println(grad((Tensor x) -> clipped.apply(x).times(5)).apply(Tensor.of(2.0))); // F64 1.0
/// }
public final class OwnDerivatives {
  private OwnDerivatives() {}

  /// The result's tangent from the argument, the result and the argument's tangent; linear in the last.
  @FunctionalInterface
  public interface JvpRule<P, R> {
    R apply(P x, R y, P dx);
  }

  /// The argument's cotangent from the argument, the result and the result's cotangent.
  @FunctionalInterface
  public interface VjpRule<P, R> {
    P apply(P x, R y, R dy);
  }

  static UnaryOperator<Tensor> withLocal(String name, UnaryOperator<Tensor> f, BinaryOperator<Tensor> local) {
    Function<Tensor, Tensor> function = withJvp(name, f, new LocalRule(name, local));
    return function::apply;
  }

  static <P, R> Function<P, R> withJvp(String name, Function<P, R> f, JvpRule<P, R> rule) {
    return x -> apply(name, f, x, layout -> new OwnJvp<>(name, rule, layout));
  }

  static <P, R> Function<P, R> withVjp(String name, Function<P, R> f, VjpRule<P, R> rule) {
    return x -> apply(name, f, x, layout -> new OwnVjp<>(name, rule, layout));
  }

  // The rules are records, so that two traces of one function are equal graphs, and compiled graphs are found again.

  private record LocalRule(String name, BinaryOperator<Tensor> local) implements JvpRule<Tensor, Tensor> {
    @Override
    public Tensor apply(Tensor x, Tensor y, Tensor dx) {
      Type type = y.value().type();
      if (!x.value().type().equals(type)) {
        throw new ShapeException("[%s] maps %s to %s, but a function withLocal is elementwise, its result of the type of its argument; state the derivative of others withJvp or withVjp"
            .formatted(name, x.value().type(), type));
      }
      Value derivative = Leaves.results(name, "the local derivative", local.apply(x, y))[0];
      if (!derivative.type().equals(type)) {
        throw new ShapeException("[%s] the local derivative is %s, but must have the type %s of the result, a number for each element; broadcastTo spreads one over all"
            .formatted(name, derivative.type(), type));
      }
      return Tensor.of(Gates.ZERO_TIMES.on(derivative, dx.value()));
    }
  }

  private record OwnJvp<P, R>(String name, JvpRule<P, R> rule, Layout<P, R> layout) implements Control.DerivativeRule.Jvp {
    @Override
    public Value[] apply(Value[] x, Value[] y, @Nullable Value[] dx) {
      Value[] tangents = new Value[layout.arguments];
      for (int i = 0; i < tangents.length; i++) {
        tangents[i] = dx[i] != null ? dx[i] : Literal.zeros(x[i].type());
      }
      return checked(name, "JVP gives tangents", rule.apply(layout.argument(x), layout.result(y), layout.argument(tangents)), y);
    }
  }

  private record OwnVjp<P, R>(String name, VjpRule<P, R> rule, Layout<P, R> layout) implements Control.DerivativeRule.Vjp {
    @Override
    public @Nullable Value[] apply(Value[] x, Value[] y, Value[] dy) {
      P dx = rule.apply(layout.argument(x), layout.result(y), layout.result(dy));
      return Arrays.copyOf(checked(name, "VJP gives cotangents", dx, Arrays.copyOf(x, layout.arguments)), x.length);
    }
  }

  /// What a rule gave, which must have the types of what it belongs to.
  private static Value[] checked(String name, String what, Object given, Value[] like) {
    Value[] values = Leaves.results(name, "the rule", given);
    List<Type> types = Arrays.stream(values).map(Value::type).toList();
    List<Type> wanted = Arrays.stream(like).map(Value::type).toList();
    if (!types.equals(wanted)) {
      throw new ShapeException("[%s] the %s of the types %s, but they must have the types %s of the primal values"
          .formatted(name, what, types, wanted));
    }
    return values;
  }

  /// How the rule's trees lie in the primitive's inputs and results. Layouts of the same structure are equal.
  private record Layout<P, R>(P x, R y, int arguments) {
    P argument(@Nullable Value[] values) {
      return Leaves.rebuild(x, Arrays.copyOf(values, arguments));
    }

    R result(Value[] values) {
      return Leaves.rebuild(y, values);
    }

    private List<Object> structure() {
      return List.of(Tree.structure(x), Tree.structure(y), arguments);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Layout<?, ?> that && structure().equals(that.structure());
    }

    @Override
    public int hashCode() {
      return structure().hashCode();
    }
  }

  private static <P, R> R apply(String name, Function<P, R> f, P x, Function<Layout<P, R>, Control.DerivativeRule> rule) {
    Value[] arguments = Leaves.argument(name, x);
    Leaves.Flat<P, R> flat = new Leaves.Flat<>(name, x, f);
    Graph.Captured captured = Tracing.trace(name, Leaves.types(x), values -> List.of(flat.apply(values)));
    requireNoTracedCaptures(name, captured.captures());
    Layout<P, R> layout = new Layout<>(Leaves.shell(x), Leaves.shell(flat.tree()), arguments.length);
    return layout.result(new Control.WithDerivative(name, captured.graph(), rule.apply(layout)).allOn(captured.inputs(arguments)));
  }

  /// The rule speaks of the argument only, so a derivative through a captured tensor would silently be lost.
  private static void requireNoTracedCaptures(String name, List<Value> captures) {
    for (Value capture : captures) {
      if (capture.settled().node() != null) {
        throw new StructureException("[%s] a function with a derivative of its own captured a tensor of type %s that is being traced; make it part of the argument, so that the rule can speak of it"
            .formatted(name, capture.type()));
      }
    }
  }
}
