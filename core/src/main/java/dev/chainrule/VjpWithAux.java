package dev.chainrule;

import java.util.function.Function;

/// A function's value, its auxiliary result, and the pullback of the value, as in [Vjp].
///
/// {@snippet :
/// var vjp = vjpWithAux((Tensor x) -> new WithAux<>(x.exp(), "told"), Tensor.of(0.0));
/// System.out.println(vjp.value() + " " + vjp.aux()); // F64 1.0 told
/// }
public record VjpWithAux<P, A>(Tensor value, A aux, Function<Tensor, P> pullback) {}
