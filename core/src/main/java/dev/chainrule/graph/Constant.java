package dev.chainrule.graph;

import java.util.List;

/// Elements that a graph holds itself: what a derivative rule captured, and is no parameter of the function that
/// it belongs to. The same constant only if it is the same array.
public record Constant(Array array) implements Structural {
  @Override
  public String name() {
    return "constant";
  }

  @Override
  public Gate gate() {
    return Gate.CUT;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    return List.of(array.type());
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    return new Array[] {array};
  }

  @Override
  public Partial partial(int argument) {
    throw new AssertionError("a constant has no inputs");
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    throw new AssertionError("a constant depends on no batch");
  }
}
