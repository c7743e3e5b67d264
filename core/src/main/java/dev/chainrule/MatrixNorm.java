package dev.chainrule;

/// What the size of a matrix is taken to be.
public enum MatrixNorm {
  /// The root of the sum of all squares.
  FROBENIUS,
  /// The largest sum of magnitudes in a column.
  ONE,
  /// The largest sum of magnitudes in a row.
  INFINITY,
  /// The sum of the singular values.
  NUCLEAR,
  /// The largest singular value: how much longer the matrix makes a vector at most.
  SPECTRAL
}
