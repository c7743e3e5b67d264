package dev.chainrule;

/// A function's value, its auxiliary result, and its gradient.
///
/// {@snippet :
/// var result = valueAndGradWithAux((Tensor x) -> new WithAux<>(x.square().sum(), x.square())).apply(Tensor.of(1.0, 2.0));
/// System.out.println(result.aux()); // F64[2] [1.0, 4.0]
/// System.out.println(result.grad()); // F64[2] [2.0, 4.0]
/// }
public record ValueAndGradWithAux<P, A>(Tensor value, A aux, P grad) {}
