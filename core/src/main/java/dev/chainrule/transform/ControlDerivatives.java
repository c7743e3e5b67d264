package dev.chainrule.transform;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the primitives that hold graphs are differentiated: by deriving their graphs, and applying the same
/// kind of primitive to what comes out. So a derivative of a loop is a loop, and differentiates again.
final class ControlDerivatives {
  private ControlDerivatives() {}

  /// The tangents of the results from those of the inputs (null for none).
  static @Nullable Value[] push(Control control, Value[] x, Value[] y, @Nullable Value[] dx) {
    boolean[] active = present(dx);
    return switch (control) {
      case Control.Call(String name, Graph graph) -> spread(floating(y),
          Residuals.call(name + "_jvp", Residuals.pushforward(graph, active), join(concat(x, y), dx)));
      case Control.Checkpoint(String name, Graph graph) -> tangents(y,
          new Control.Checkpoint(name + "_jvp", DerivedGraphs.pushforward(graph, active)).allOn(join(x, dx)));
      case Control.Switch(String name, List<Graph> branches) -> {
        boolean[] inner = Arrays.copyOfRange(active, 1, active.length);
        yield tangents(y, new Control.Switch(name + "_jvp", branches.stream()
            .map(branch -> DerivedGraphs.pushforward(branch, inner)).toList()).allOn(join(x, dx)));
      }
      case Control.While loop -> WhileDerivatives.push(loop, x, dx);
      case Control.Scan scan -> ScanDerivatives.push(scan, x, dx);
      case Control.WithDerivative own -> switch (own.rule()) {
        case Control.DerivativeRule.Jvp jvp -> jvp.apply(x, y, dx);
        case Control.DerivativeRule.Vjp vjp -> transposeVjp(own.name(), vjp, x, y, dx);
      };
    };
  }

  /// The cotangents of the active inputs from those of the results (null for none).
  static @Nullable Value[] pull(Control control, Value[] x, Value[] y, @Nullable Value[] dy, boolean[] active) {
    boolean[] wanted = floating(x);
    for (int i = 0; i < x.length; i++) {
      wanted[i] &= active[i];
    }
    return switch (control) {
      case Control.Call(String name, Graph graph) -> spread(wanted,
          Residuals.call(name + "_vjp", Residuals.pullback(graph, wanted, present(dy)), join(concat(x, y), dy)));
      case Control.Checkpoint(String name, Graph graph) -> spread(wanted,
          new Control.Checkpoint(name + "_vjp", DerivedGraphs.pullback(graph, wanted, present(dy))).allOn(join(x, dy)));
      case Control.Switch(String name, List<Graph> branches) -> {
        boolean[] inner = Arrays.copyOfRange(wanted, 1, wanted.length);
        boolean[] reached = present(dy);
        yield spread(wanted, new Control.Switch(name + "_vjp", branches.stream()
            .map(branch -> DerivedGraphs.pullback(branch, inner, reached)).toList()).allOn(join(x, dy)));
      }
      case Control.While loop -> WhileDerivatives.pull(loop, x, dy, wanted);
      case Control.Scan scan -> ScanDerivatives.pull(scan, x, dy, wanted);
      case Control.WithDerivative own -> switch (own.rule()) {
        case Control.DerivativeRule.Jvp jvp -> transposeJvp(own.name(), jvp, x, y, dy, wanted);
        case Control.DerivativeRule.Vjp vjp -> vjp.apply(x, y, zerosForNull(y, dy));
      };
    };
  }

  private static @Nullable Value[] transposeJvp(String name, Control.DerivativeRule.Jvp jvp, Value[] x, Value[] y,
      @Nullable Value[] dy, boolean[] wanted) {
    Transposition transposition = new Transposition(name, "[%s] its own forward derivative is not linear in the tangent, so it has no"
        + " transpose for reverse mode; multiply the tangent only by what does not depend on it");
    return spread(wanted, transposition.apply(selected(x, wanted), dy, tangents -> jvp.apply(x, y, spread(wanted, tangents))));
  }

  private static @Nullable Value[] transposeVjp(String name, Control.DerivativeRule.Vjp vjp, Value[] x, Value[] y,
      @Nullable Value[] dx) {
    boolean[] moving = floating(y);
    Transposition transposition = new Transposition(name, "[%s] its own reverse derivative (withVjp) is not linear in the cotangent, so it"
        + " has no transpose for forward mode; state a JVP (withJvp), or stay in reverse mode: for second derivatives, grad of a product with grad");
    return spread(moving, transposition.apply(selected(y, moving), dx,
        cotangents -> vjp.apply(x, y, zerosForNull(y, spread(moving, cotangents)))));
  }

  /// Of a pushforward graph's results (y, tangents of the floating y), the tangents.
  private static @Nullable Value[] tangents(Value[] y, Value[] results) {
    Value[] dy = new Value[y.length];
    int next = y.length;
    for (int i = 0; i < y.length; i++) {
      dy[i] = y[i].dtype().isFloating() ? results[next++] : null;
    }
    return dy;
  }

  static Value[] zerosForNull(Value[] like, @Nullable Value[] values) {
    Value[] result = values.clone();
    for (int i = 0; i < result.length; i++) {
      if (result[i] == null) {
        result[i] = Literal.zeros(like[i].type());
      }
    }
    return result;
  }

  private static boolean[] floating(Value[] values) {
    boolean[] floating = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      floating[i] = values[i].dtype().isFloating();
    }
    return floating;
  }

  static boolean[] present(@Nullable Value[] values) {
    boolean[] present = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      present[i] = values[i] != null;
    }
    return present;
  }

  /// The values, followed by those of the optional ones that are there.
  static Value[] join(Value[] values, @Nullable Value[] optional) {
    List<Value> result = new ArrayList<>(List.of(values));
    for (Value value : optional) {
      if (value != null) {
        result.add(value);
      }
    }
    return result.toArray(Value[]::new);
  }

  static Value[] concat(Value[] a, Value[] b) {
    Value[] result = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, result, a.length, b.length);
    return result;
  }

  static boolean[] concat(boolean[] a, boolean[] b) {
    boolean[] result = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, result, a.length, b.length);
    return result;
  }

  static Value[] selected(Value[] values, boolean[] selected) {
    List<Value> result = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (selected[i]) {
        result.add(values[i]);
      }
    }
    return result.toArray(Value[]::new);
  }

  /// The values at the selected places, null elsewhere.
  static @Nullable Value[] spread(boolean[] selected, Value[] values) {
    Value[] result = new Value[selected.length];
    int next = 0;
    for (int i = 0; i < selected.length; i++) {
      result[i] = selected[i] ? values[next++] : null;
    }
    return result;
  }
}
