package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The same integers, of which each must number one of `count` classes. As positions, negative ones would count from the end:
/// −1, as labels often say that there is no class, would be the last one without a word.
///
/// @param operation in whose name others are refused, whenever they are computed
public record ClassNumbers(String operation, int count) implements Structural {
  @Override
  public String name() {
    return "classNumbers";
  }

  @Override
  public Gate gate() {
    return Gate.CUT;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Indices.requireInteger(operation, x.getFirst().dtype());
    return x;
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array labels = x[0].contiguous();
    for (int i = 0; i < labels.size(); i++) {
      long label = labels.getLong(i);
      if (label < 0 || label >= count) {
        throw new ElementException("[%s] label %d at position %d is none of the %d classes, which are numbered from 0; leave out examples without a class, with take of logits and labels"
            .formatted(operation, label, i, count));
      }
    }
    return new Array[] {labels};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.CUT;
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {on(x)};
  }
}
