package dev.chainrule.transform;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Differentiable;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Node;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Path;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Trace;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Forward mode: visits the nodes of a path from the first to the last; each turns its inputs' tangents into
/// those of its results.
public final class ForwardSweep {
  /// Watches a forward pass of tangents, for explanations.
  public interface Watcher {
    /// A node has its tangents; null where an input has none.
    void visited(Node node, @Nullable Value[] tangents, @Nullable Value[] results);
  }

  private final Map<Value, Value> tangents = new HashMap<>();

  private ForwardSweep() {}

  /// The tangents of the outputs `ys` (null where one does not depend on the inputs) from those of the inputs.
  public static @Nullable Value[] run(Path path, Value[] xs, @Nullable Value[] dxs, Value[] ys) {
    return run(path, xs, dxs, ys, (node, inputs, results) -> { });
  }

  /// The same, watched.
  public static @Nullable Value[] run(Path path, Value[] xs, @Nullable Value[] dxs, Value[] ys, Watcher watcher) {
    ForwardSweep sweep = new ForwardSweep();
    for (int i = 0; i < xs.length; i++) {
      // Integers and truths do not move: what a caller gives for one would be an input that no derived graph expects.
      if (dxs[i] != null && xs[i].dtype().isFloating()) {
        sweep.tangents.put(xs[i], dxs[i]);
      }
    }
    for (int index = 0; index < path.length(); index++) {
      Node node = path.stop(index).node();
      Trace.onBehalfOf(node.line(), () -> sweep.visit(node, watcher));
    }
    Value[] dys = new Value[ys.length];
    for (int i = 0; i < ys.length; i++) {
      dys[i] = sweep.tangents.get(ys[i]);
    }
    return dys;
  }

  private void visit(Node node, Watcher watcher) {
    Value[] dx = new Value[node.inputCount()];
    boolean reached = false;
    for (int i = 0; i < dx.length; i++) {
      dx[i] = tangents.get(node.input(i));
      reached |= dx[i] != null;
    }
    if (!reached) {
      return;
    }
    Value[] dy = push(node.primitive(), node.inputs(), node.outputs(), dx);
    for (int i = 0; i < dy.length; i++) {
      if (dy[i] != null && node.output(i).dtype().isFloating()) {
        tangents.put(node.output(i), dy[i]);
      }
    }
    watcher.visited(node, dx, dy);
  }

  /// The tangents of a primitive's results from those of its inputs.
  static @Nullable Value[] push(Primitive primitive, Value[] x, Value[] y, @Nullable Value[] dx) {
    return switch (primitive) {
      case Control control -> ControlDerivatives.push(control, x, y, dx);
      case Differentiable stated -> pushAll(stated, x, y, dx);
    };
  }

  private static @Nullable Value[] pushAll(Differentiable primitive, Value[] x, Value[] y, @Nullable Value[] dx) {
    Value[] dy = new Value[y.length];
    boolean jointDone = false;
    for (int i = 0; i < x.length; i++) {
      if (dx[i] == null) {
        continue;
      }
      switch (primitive.partial(i)) {
        case Partial.Cut cut -> { }
        case Partial.Local local -> dy[0] = sum(dy[0], LocalRules.scale(local, x, y[0], dx[i]));
        case Partial.Linear linear when !linear.joint() -> {
          Value[] inputs = x.clone();
          inputs[i] = dx[i];
          dy[0] = sum(dy[0], primitive.on(inputs));
        }
        case Partial.Linear linear -> {
          if (!jointDone) {
            dy[0] = sum(dy[0], primitive.on(jointTangents(primitive, x, dx)));
            jointDone = true;
          }
        }
        case Partial.Structured structured -> {
          Value[] contribution = structured.jvp().apply(x, y, dx[i]);
          for (int k = 0; k < dy.length; k++) {
            dy[k] = sum(dy[k], contribution[k]);
          }
        }
      }
    }
    return dy;
  }

  /// The inputs with tangents in place of all that the result is jointly linear in, zeros where one has none.
  private static Value[] jointTangents(Differentiable primitive, Value[] x, @Nullable Value[] dx) {
    Value[] inputs = x.clone();
    for (int i = 0; i < x.length; i++) {
      if (primitive.partial(i) instanceof Partial.Linear linear && linear.joint()) {
        inputs[i] = dx[i] != null ? dx[i] : Literal.zeros(x[i].type());
      }
    }
    return inputs;
  }

  private static @Nullable Value sum(@Nullable Value a, @Nullable Value b) {
    return a == null ? b : b == null ? a : Gates.ADD.on(a, b);
  }
}
