package dev.chainrule;

/// A function's value, its auxiliary result, and its gradient.
public record ValueAndGradWithAux<P, A>(Tensor value, A aux, P grad) {}
