package dev.chainrule;

import java.util.function.Function;

/// A function's value, and its pullback: the map from a cotangent of the value to the cotangent of the argument,
/// the product with the transposed Jacobian, which is never formed. It owns the graph and can be called again.
public record Vjp<P, R>(R value, Function<R, P> pullback) {}
