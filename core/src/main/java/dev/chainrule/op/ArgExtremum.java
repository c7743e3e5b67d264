package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// Where along an axis [Extremum] finds its element: the position (I32) of the first of equals, or of the
/// first NaN if there is one.
public record ArgExtremum(boolean largest, int axis) implements Structural {
  @Override
  public String name() {
    return largest ? "argMax" : "argMin";
  }

  @Override
  public Gate gate() {
    return Gate.CUT;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Extremum.require(name(), x.getFirst(), List.of(axis), largest);
    return List.of(new Type(DType.I32, x.getFirst().shape().remove(axis)));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    return Reduction.ofRuns(x[0], List.of(axis), y.getFirst(), (from, start, end, result, at) ->
        result.ints()[at] = Extremum.position(from, start, end, largest) - start);
  }

  @Override
  public Partial partial(int argument) {
    return Partial.CUT;
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {new ArgExtremum(largest, axis + 1).on(x)};
  }
}
