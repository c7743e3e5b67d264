package dev.chainrule;

/// A function's value, and the derivative in the direction of the given tangent: the product of the Jacobian
/// with it.
public record Jvp<R>(R value, R tangent) {}
