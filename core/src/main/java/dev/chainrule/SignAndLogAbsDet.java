package dev.chainrule;

/// A determinant that may be too large or too small for a number: `sign · exp(logAbsDet)`.
///
/// @param sign      1, -1, or 0 for a singular matrix
/// @param logAbsDet the logarithm of the magnitude, -∞ for a singular matrix
public record SignAndLogAbsDet(Tensor sign, Tensor logAbsDet) {}
