package dev.chainrule;

/// The largest elements along an axis, in descending order.
///
/// {@snippet :
/// TopK best = Tensor.of(3.0, 9.0, 4.0).topK(2);
/// System.out.println(best.values() + " at " + best.indices()); // F64[2] [9.0, 4.0] at I32[2] [1, 2]
/// }
///
/// @param values  the elements
/// @param indices where along the axis each was (I32)
public record TopK(Tensor values, Tensor indices) {}
