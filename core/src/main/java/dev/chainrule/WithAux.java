package dev.chainrule;

/// What a function for `valueAndGradWithAux` gives: the value to differentiate, and something else to hand out
/// (predictions, statistics).
///
/// {@snippet :
/// Function<Tensor, WithAux<Tensor>> loss = x -> new WithAux<>(x.square().sum(), x.neg());
/// System.out.println(valueAndGradWithAux(loss).apply(Tensor.of(3.0)).aux()); // F64 -3.0
/// }
public record WithAux<A>(Tensor value, A aux) {}
