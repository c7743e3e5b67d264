package dev.chainrule;

/// A function's value, and its gradient, which has the type of the parameters.
public record ValueAndGrad<P>(Tensor value, P grad) {}
