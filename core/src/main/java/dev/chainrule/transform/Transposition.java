package dev.chainrule.transform;

import dev.chainrule.graph.DifferentiationException;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Path;
import dev.chainrule.graph.Trace;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Transposes linear maps: of tangents, as rules of forward mode are, or of cotangents, as those of reverse mode are.
///
/// @param name      whose rule it is
/// @param notLinear what to say, with the name, of a rule that is not linear
record Transposition(String name, String notLinear) {
  /// A linear map of tangents or cotangents.
  interface LinearMap {
    @Nullable Value[] apply(Value[] dx);
  }

  /// What belongs to the map's inputs, which have the types of `x`, from what belongs to its results (null for none): traces
  /// the map on inputs that have types only, then sweeps backward over what was recorded.
  @Nullable Value[] apply(Value[] x, @Nullable Value[] dy, LinearMap map) {
    try (Trace trace = Trace.internal("the transpose of " + name)) {
      Value[] dx = new Value[x.length];
      for (int i = 0; i < x.length; i++) {
        dx[i] = trace.input(x[i].type());
      }
      Value[] found = pull(dx, dy, map);
      if (Arrays.stream(found).noneMatch(value -> value != null && trace.isDependedOnBy(value))) {
        return found;
      }
    }
    return throughGraphs(x, dy, map);
  }

  private static @Nullable Value[] pull(Value[] dx, @Nullable Value[] dy, LinearMap map) {
    Value[] dys = map.apply(dx);
    List<Value> reached = new ArrayList<>();
    for (int i = 0; i < dys.length; i++) {
      if (dys[i] != null && dy[i] != null) {
        reached.add(dys[i]);
      }
    }
    return ReverseSweep.run(Path.differentiable(List.of(dx), reached), dys, dy, dx, true);
  }

  /// Compiled functions and loops hand on all that they are given, tangents too. So where the map holds any, [Dependence] has to
  /// tell whether the transpose makes use of them; a linear map's does not, and zeros may stand for them.
  private @Nullable Value[] throughGraphs(Value[] x, @Nullable Value[] dy, LinearMap map) {
    List<Type> types = Arrays.stream(x).map(Value::type).toList();
    boolean[] missing = new boolean[x.length];
    Graph.Captured transpose = Tracing.trace("the transpose of " + name, types, dx -> {
      Value[] found = pull(dx, dy, map);
      for (int i = 0; i < found.length; i++) {
        missing[i] = found[i] == null;
        found[i] = missing[i] ? Literal.zeros(x[i].type()) : found[i];
      }
      return List.of(found);
    });
    boolean[] moving = new boolean[transpose.graph().parameters()];
    Arrays.fill(moving, 0, x.length, true);
    for (boolean depends : Dependence.of(transpose.graph(), moving)) {
      if (depends) {
        throw new DifferentiationException(notLinear.formatted(name));
      }
    }
    Value[] found = transpose.graph().replay(transpose.inputs(types.stream().map(Literal::zeros).toArray(Value[]::new)));
    for (int i = 0; i < found.length; i++) {
      found[i] = missing[i] ? null : found[i];
    }
    return found;
  }
}
