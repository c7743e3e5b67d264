package dev.chainrule;

/// A function's value, and the derivative in the direction of the given tangent: the product of the Jacobian
/// with it.
///
/// {@snippet :
/// Jvp<Tensor> jvp = jvp(x -> x.square(), Tensor.of(3.0), Tensor.of(1.0));
/// System.out.println(jvp.value() + " " + jvp.tangent()); // F64 9.0 F64 6.0
/// }
public record Jvp<R>(R value, R tangent) {}
