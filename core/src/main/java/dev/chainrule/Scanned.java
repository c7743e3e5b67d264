package dev.chainrule;

/// What a `scan` gives: the last carry, and the results of all iterations, stacked along a new first axis.
///
/// {@snippet :
/// Scanned<Tensor, Tensor> totals = scan((Tensor sum, Tensor x) -> new Step<>(sum.plus(x), sum), Tensor.of(0.0), Tensor.of(1.0, 2.0, 3.0));
/// System.out.println(totals.carry()); // F64 6.0
/// System.out.println(totals.results()); // F64[3] [0.0, 1.0, 3.0]
/// }
public record Scanned<C, Y>(C carry, Y results) {}
