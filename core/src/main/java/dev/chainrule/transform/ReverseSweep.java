package dev.chainrule.transform;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Differentiable;
import dev.chainrule.graph.Node;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Path;
import dev.chainrule.graph.Trace;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reverse mode: the backward pass. Visits the nodes of a path from the last to the first; each turns the
/// cotangents of its results (upstream) into those of its inputs (downstream), and where a value was read more
/// than once, they add up.
public final class ReverseSweep {
  /// Watches a backward pass, for explanations.
  public interface Watcher {
    /// A node passed its gradient on: `downstream[i]` is null where input i is not differentiated.
    void visited(Node node, @Nullable Value[] upstream, @Nullable Value[] downstream);
  }

  private static final String NOT_LINEAR = "[%s] the primitive's derivative is not linear in the tangent, so it has no transpose";

  private static final Watcher NOBODY = (node, upstream, downstream) -> { };

  private final Map<Value, Value> cotangents = new HashMap<>();
  private final Watcher watcher;

  private ReverseSweep(Watcher watcher) {
    this.watcher = watcher;
  }

  /// The cotangents of the inputs `xs` (null where the outputs do not depend on one) from those of the outputs.
  /// With `release` the path and the array of outputs are used up, so that each node can go once it has been visited.
  public static @Nullable Value[] run(Path path, Value[] ys, @Nullable Value[] dys, Value[] xs, boolean release) {
    return new ReverseSweep(NOBODY).sweep(path, ys, dys, xs, release);
  }

  /// The same, watched.
  public static @Nullable Value[] run(Path path, Value[] ys, @Nullable Value[] dys, Value[] xs, Watcher watcher) {
    return new ReverseSweep(watcher).sweep(path, ys, dys, xs, false);
  }

  private @Nullable Value[] sweep(Path path, Value[] ys, @Nullable Value[] dys, Value[] xs, boolean release) {
    for (int i = 0; i < ys.length; i++) {
      if (ys[i] != null && dys[i] != null) {
        accumulate(ys[i], dys[i]);
      }
    }
    if (release) {
      Arrays.fill(ys, null);
    }
    for (int index = path.length() - 1; index >= 0; index--) {
      Path.Stop stop = release ? path.take(index) : path.stop(index);
      Trace.onBehalfOf(stop.node().line(), () -> visit(stop));
    }
    Value[] dxs = new Value[xs.length];
    for (int i = 0; i < xs.length; i++) {
      dxs[i] = cotangents.get(xs[i]);
    }
    return dxs;
  }

  private void visit(Path.Stop stop) {
    Node node = stop.node();
    Value[] dy = new Value[node.outputCount()];
    boolean reached = false;
    for (int i = 0; i < dy.length; i++) {
      dy[i] = cotangents.remove(node.output(i));
      reached |= dy[i] != null;
    }
    if (!reached) {
      return;
    }
    Value[] dx = pull(node, dy, stop.active());
    for (int i = 0; i < dx.length; i++) {
      if (dx[i] != null) {
        accumulate(node.input(i), dx[i]);
      }
    }
    watcher.visited(node, dy, dx);
  }

  private void accumulate(Value x, Value dx) {
    if (x.dtype().isFloating()) {
      cotangents.merge(x, dx, (a, b) -> Gates.ADD.on(a, b));
    }
  }

  /// The cotangents of a node's active inputs; null for those that none reaches.
  private static @Nullable Value[] pull(Node node, @Nullable Value[] dy, boolean[] active) {
    Value[] x = node.inputs();
    Value[] y = node.outputs();
    return switch (node.primitive()) {
      case Control control -> ControlDerivatives.pull(control, x, y, dy, active);
      case Differentiable stated -> {
        Value[] dx = new Value[x.length];
        for (int i = 0; i < x.length; i++) {
          dx[i] = active[i] && x[i].dtype().isFloating() ? pull(stated.partial(i), stated.name(), x, y, dy, i) : null;
        }
        yield dx;
      }
    };
  }

  private static @Nullable Value pull(Partial partial, String name, Value[] x, Value[] y, @Nullable Value[] dy, int i) {
    return switch (partial) {
      case Partial.Local local -> LocalRules.scale(local, x, y[0], dy[0]);
      case Partial.Linear linear -> linear.transpose().apply(x, dy[0]);
      case Partial.Structured structured ->
          new Transposition(name, NOT_LINEAR).apply(new Value[] {x[i]}, dy, tangents -> structured.jvp().apply(x, y, tangents[0]))[0];
      case Partial.Cut cut -> null;
    };
  }
}
