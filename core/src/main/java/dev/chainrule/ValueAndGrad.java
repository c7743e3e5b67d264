package dev.chainrule;

/// A function's value, and its gradient, which has the type of the parameters.
///
/// {@snippet :
/// ValueAndGrad<Tensor> result = valueAndGrad(x -> x.square()).apply(Tensor.of(3.0));
/// System.out.println(result.value() + " " + result.grad()); // F64 9.0 F64 6.0
/// }
public record ValueAndGrad<P>(Tensor value, P grad) {}
