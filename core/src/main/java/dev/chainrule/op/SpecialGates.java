package dev.chainrule.op;

import static dev.chainrule.graph.Scalar.apply;
import static dev.chainrule.graph.Scalar.constant;

import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Scalar;
import java.util.ArrayList;
import java.util.List;

/// The part of the table of [Gates] that is about the error function and the gamma function.
public final class SpecialGates {
  static final List<Pointwise> TABLE = new ArrayList<>();

  private static final Scalar X = new Scalar.Argument(0);
  private static final Scalar Y = new Scalar.Argument(1);
  /// The inputs of binary rows.
  private static final Scalar A = new Scalar.Argument(0);
  private static final Scalar B = new Scalar.Argument(1);

  // The normal distribution's functions: the derivative of erf is 2/√π e^(-x²).
  public static final Pointwise ERF = row("erf", Instruction.ERF, bell(2 / Math.sqrt(Math.PI)));
  public static final Pointwise ERFC = row("erfc", Instruction.ERFC, bell(-2 / Math.sqrt(Math.PI)));
  public static final Pointwise ERFINV = row("erfinv", Instruction.ERFINV, inverseBell(Math.sqrt(Math.PI) / 2));
  public static final Pointwise ERFCINV = row("erfcinv", Instruction.ERFCINV, inverseBell(-Math.sqrt(Math.PI) / 2));

  // The gamma function's logarithm and its derivatives.
  public static final Pointwise LGAMMA = row("lgamma", Instruction.LOG_GAMMA, apply(Instruction.DIGAMMA, X));
  public static final Pointwise DIGAMMA = row("digamma", Instruction.DIGAMMA, apply(Instruction.POLYGAMMA, constant(1), X));
  /// Of an order and a number. The order is rounded, so that nothing changes with small changes of it.
  public static final Pointwise POLYGAMMA = add(new Pointwise("polygamma", Pointwise.Signature.FLOATING, Gate.LOCAL,
      apply(Instruction.POLYGAMMA, A, B), Partial.CUT, Partial.local(apply(Instruction.POLYGAMMA, A.plus(1), B))));

  private SpecialGates() {}

  private static Scalar bell(double height) {
    return apply(Instruction.EXP, X.square().negate()).times(height);
  }

  private static Scalar inverseBell(double height) {
    return apply(Instruction.EXP, Y.square()).times(height);
  }

  private static Pointwise row(String name, Instruction function, Scalar derivative) {
    return add(new Pointwise(name, Pointwise.Signature.FLOATING, Gate.LOCAL, apply(function, X), Partial.local(derivative)));
  }

  private static Pointwise add(Pointwise row) {
    TABLE.add(row);
    return row;
  }
}
