package dev.chainrule;

/// The largest elements along an axis, in descending order.
///
/// @param values  the elements
/// @param indices where along the axis each was (I32)
public record TopK(Tensor values, Tensor indices) {}
