package dev.chainrule;

/// The factors of a matrix `A = Q·R`.
///
/// {@snippet :
/// Qr qr = Tensor.of(new double[][] {{0, 2}, {3, 0}}).qr();
/// System.out.println(qr.r().diagonal()); // F64[2] [3.0, 2.0]
/// }
///
/// @param q orthonormal columns
/// @param r upper triangular
public record Qr(Tensor q, Tensor r) {}
