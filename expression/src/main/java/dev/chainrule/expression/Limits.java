package dev.chainrule.expression;

/// How large an expression may be. They are far above what can be read in an explanation, and low enough that nothing
/// given to the command exhausts its stack or keeps it busy for long.
public final class Limits {
  /// Characters of an expression, or of one input.
  public static final int CHARACTERS = 100_000;
  /// Brackets within brackets.
  public static final int NESTING = 200;
  /// Operators that stand one behind the other along one way into the expression, as in `1 + 1 + … + 1`.
  public static final int CHAIN = 1_000;
  /// Elements of a vector or matrix that is written out.
  public static final int LITERAL_ELEMENTS = 10_000;
  /// Elements of any result on the way.
  public static final int ELEMENTS = 1_000_000;
  /// Elements of inputs whose derivatives are checked, since each takes several evaluations.
  public static final int CHECKED_ELEMENTS = 1_000;
  /// Sweeps of forward mode, one for each element of an input.
  public static final int FORWARD_SWEEPS = 10_000;

  private Limits() {}
}
