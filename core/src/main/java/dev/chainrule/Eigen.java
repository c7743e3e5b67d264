package dev.chainrule;

/// Eigenvalues and eigenvectors of a symmetric matrix, `A·vectors = vectors·diag(values)`.
///
/// {@snippet :
/// Eigen eigen = Tensor.of(new double[][] {{0, 1}, {1, 0}}).eigh();
/// System.out.println(eigen.values()); // F64[2] [-1.0, 1.0]
/// }
///
/// @param values  ascending
/// @param vectors as columns, orthonormal
public record Eigen(Tensor values, Tensor vectors) {}
