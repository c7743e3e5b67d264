package dev.chainrule;

/// The factors of matrices with their rows in another order: row i of `l · u` is row `permutation[i]` of the matrix.
///
/// @param permutation I32 `[…, n]`
/// @param l           lower triangular with ones on the diagonal
/// @param u           upper triangular
public record Lu(Tensor permutation, Tensor l, Tensor u) {}
