package dev.chainrule;

/// The singular value decomposition of a matrix, `A = u·diag(s)·vt`.
///
/// {@snippet :
/// Svd svd = Tensor.of(new double[][] {{0, -2}, {3, 0}}).svd();
/// System.out.println(svd.s()); // F64[2] [3.0, 2.0]
/// Tensor closestOfRankOne = svd.u().get(Range.all(), Range.of(0, 1)).times(svd.s().get(0)).matmul(svd.vt().get(Range.of(0, 1)));
/// }
///
/// @param u  the left vectors, as columns, orthonormal
/// @param s  the singular values, descending and not negative
/// @param vt the right vectors, as rows, orthonormal
public record Svd(Tensor u, Tensor s, Tensor vt) {}
