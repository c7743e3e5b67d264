package dev.chainrule.graph;

import java.util.List;

/// The placeholder for an input that has no value: the first nodes of a type-only trace. It is never computed.
record Input(Type type) implements Structural {
  @Override
  public String name() {
    return "input";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    return List.of(type);
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    throw new AssertionError("an input is given, not computed");
  }

  @Override
  public Partial partial(int argument) {
    throw new AssertionError("an input has no inputs");
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    throw new AssertionError("an input is given, not batched");
  }
}
