package dev.chainrule;

import java.util.function.Function;

/// A function's value, and its derivative there as a linear map from tangents to tangents; the function is not run
/// again for each.
public record Linearized<P, R>(R value, Function<P, R> derivative) {}
