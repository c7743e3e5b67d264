package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// Random integers, every one of the type's equally likely, from a key and a counter: element i of the result depends on
/// the key and on `start + i` only, so the numbers are the same however they are computed. The generator is
/// [Threefry]; the numbers are those of JAX's `random.bits`.
///
/// Inputs are a key, I32[2], and the first counter, an I64 scalar; both may have the same axes before, for as many
/// keys, which the result then has before its shape.
public record RandomBits(DType dtype, Shape shape) implements Structural {
  @Override
  public String name() {
    return "randomBits";
  }

  @Override
  public Gate gate() {
    return Gate.CUT;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    if (!dtype.isInteger()) {
      throw new DTypeException("[randomBits] makes I32 or I64, not %s; take uniform or bernoulli".formatted(dtype));
    }
    Shape keys = x.get(1).shape();
    if (x.get(0).dtype() != DType.I32 || x.get(1).dtype() != DType.I64) {
      throw new DTypeException("[randomBits] takes a key of I32 and a counter of I64, not %s and %s".formatted(x.get(0), x.get(1)));
    }
    if (!x.get(0).shape().equals(keys.insert(keys.rank(), 2))) {
      throw new ShapeException("[randomBits] takes a key of two words and one counter for each, not %s and %s".formatted(x.get(0), x.get(1)));
    }
    Shape result = shape;
    for (int axis = keys.rank() - 1; axis >= 0; axis--) {
      result = result.prepend(keys.extent(axis));
    }
    return List.of(new Type(dtype, result));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array result = Array.allocate(y.getFirst());
    int[] words = x[0].contiguous().ints();
    long[] starts = x[1].contiguous().longs();
    int count = shape.size();
    for (int key = 0; key < starts.length; key++) {
      Threefry generator = new Threefry(words[2 * key], words[2 * key + 1]);
      if (dtype == DType.I32) {
        generator.fill(starts[key], result.ints(), key * count, count);
      } else {
        generator.fill(starts[key], result.longs(), key * count, count);
      }
    }
    return new Array[] {result};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.CUT;
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return allOn(Broadcasting.batchAll(x, batched, size));
  }
}
