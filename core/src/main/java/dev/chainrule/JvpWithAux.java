package dev.chainrule;

/// A function's value, its auxiliary result, and the derivative of the value in a direction, as in [Jvp].
///
/// {@snippet :
/// var jvp = jvpWithAux((Tensor x) -> new WithAux<>(x.exp(), "told"), Tensor.of(0.0), Tensor.of(2.0));
/// System.out.println(jvp.tangent() + " " + jvp.aux()); // F64 2.0 told
/// }
public record JvpWithAux<A>(Tensor value, A aux, Tensor tangent) {}
