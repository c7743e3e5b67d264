package dev.chainrule;

/// What a function for `valueAndGradWithAux` gives: the value to differentiate, and something else to hand out
/// (predictions, statistics).
public record WithAux<A>(Tensor value, A aux) {}
