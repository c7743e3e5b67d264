package dev.chainrule.graph;

import java.util.List;

/// A primitive that computes each element of its result from the elements at the same place of its inputs:
/// one row of a table. The formula is data, so that interpreter, compiled kernel and printed source all come
/// from it; so are the local derivatives.
///
/// Inputs have the same shape. Broadcasting is a primitive of its own, so that summing the cotangents of a
/// repeated input is stated once, as its transpose.
public final class Pointwise implements Differentiable {
  /// Which element types the inputs may have, and which one the result has.
  public enum Signature {
    /// Inputs of one type, whatever it is, and the result likewise.
    ANY,
    /// Floating inputs of one type, and the result likewise.
    FLOATING,
    /// Floating or integer inputs of one type, and the result likewise.
    NUMERIC,
    /// Integer inputs of one type, and the result likewise.
    INTEGER,
    /// Inputs of one type, whatever it is; the result is truth.
    COMPARISON,
    /// Truth in, truth out.
    LOGICAL,
    /// Truth, then two inputs of one type, which is the result's.
    SELECTION
  }

  private final String name;
  private final Signature signature;
  private final Gate gate;
  private final Scalar formula;
  private final List<Partial> partials;
  private final ScalarProgram program;

  /// A row: its name, types, gate pattern, formula, and one partial per input.
  public Pointwise(String name, Signature signature, Gate gate, Scalar formula, Partial... partials) {
    this.name = name;
    this.signature = signature;
    this.gate = gate;
    this.formula = formula;
    this.partials = List.of(partials);
    this.program = ScalarProgram.of(partials.length, formula);
  }

  @Override
  public String name() {
    return name;
  }

  public Signature signature() {
    return signature;
  }

  @Override
  public Gate gate() {
    return gate;
  }

  /// How many inputs it has.
  public int arity() {
    return partials.size();
  }

  /// The value as a scalar expression of the inputs.
  public Scalar formula() {
    return formula;
  }

  /// The formula as a program.
  public ScalarProgram program() {
    return program;
  }

  @Override
  public Partial partial(int argument) {
    return partials.get(argument);
  }

  /// How the result depends on each input.
  public List<Partial> partials() {
    return partials;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type first = x.getFirst();
    int from = signature == Signature.SELECTION ? 1 : 0;
    for (int i = 1; i < x.size(); i++) {
      if (!x.get(i).shape().equals(first.shape())) {
        throw new ShapeException("[%s] inputs of shapes %s and %s".formatted(name, first.shape(), x.get(i).shape()));
      }
      if (i > from && x.get(i).dtype() != x.get(from).dtype()) {
        throw new DTypeException(
            ("[%s] mixes %s and %s; there is no silent promotion: convert one side with .to(%s) or .to(%s)")
                .formatted(name, x.get(from).dtype(), x.get(i).dtype(), x.get(from).dtype(), x.get(i).dtype()));
      }
    }
    DType dtype = x.get(from).dtype();
    switch (signature) {
      case FLOATING -> require(dtype.isFloating(), dtype, "floating numbers; convert with .to(F32) or .to(F64)");
      case NUMERIC -> require(dtype != DType.BOOL, dtype, "numbers; convert with .to(F32) or another number type");
      case INTEGER -> require(dtype.isInteger(), dtype, "integers, of which it sees the bits; convert with .to(I32) or .to(I64)");
      case LOGICAL -> require(dtype == DType.BOOL, dtype, "Bool; compare first, as in x.gt(0)");
      case SELECTION -> require(first.dtype() == DType.BOOL, first.dtype(), "a Bool condition; compare first, as in x.gt(0)");
      case ANY, COMPARISON -> { }
    }
    return List.of(signature == Signature.COMPARISON ? x.get(from).withDType(DType.BOOL) : x.get(from));
  }

  private void require(boolean fits, DType dtype, String wanted) {
    if (!fits) {
      throw new DTypeException("[%s] was given %s but takes %s".formatted(name, dtype, wanted));
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
