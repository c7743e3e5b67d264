package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.Arrays;
import java.util.List;

/// The same value, shown to an observer each time it is computed: one example of a batch after the other. Its derivative
/// is that of doing nothing, and shows nothing.
///
/// @param batchAxes how many leading axes count examples
public record Observe(Observer observer, int batchAxes) implements Structural {
  /// Receives what is computed. Equal observers make equal primitives.
  public interface Observer {
    /// What to call the value.
    String label();

    /// @param example which of a batch it is; empty where there is none
    void see(Array x, List<Integer> example);
  }

  @Override
  public String name() {
    return "debugPrint";
  }

  @Override
  public Gate gate() {
    return Gate.ADD;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    return x;
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array all = x[0].contiguous();
    int[] extents = all.shape().range(0, batchAxes).extents();
    Type one = all.type().withShape(all.shape().range(batchAxes, all.shape().rank()));
    int count = Arrays.stream(extents).reduce(1, Math::multiplyExact);
    for (int i = 0; i < count; i++) {
      Array example = Array.allocate(one);
      for (int k = 0; k < example.size(); k++) {
        Indices.move(all, i * example.size() + k, example, k);
      }
      observer.see(example, position(i, extents));
    }
    return new Array[] {all};
  }

  private static List<Integer> position(int i, int[] extents) {
    Integer[] indices = new Integer[extents.length];
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      indices[axis] = i % extents[axis];
      i /= extents[axis];
    }
    return List.of(indices);
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> new Value[] {dx});
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Observe(observer, batchAxes + 1).allOn(x);
  }
}
