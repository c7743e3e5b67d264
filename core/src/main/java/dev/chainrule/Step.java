package dev.chainrule;

/// What the body of a `scan` gives: the carry for the next iteration, and a result to stack.
///
/// {@snippet :
/// var doubled = scan((Tensor c, Tensor x) -> new Step<>(c.times(2), c.plus(x)), Tensor.of(1.0), Tensor.of(10.0, 20.0));
/// System.out.println(doubled.results()); // F64[2] [11.0, 22.0]
/// }
public record Step<C, Y>(C carry, Y result) {}
