package dev.chainrule.bench.training;

import dev.chainrule.Tensor;

/// What a step learns from.
///
/// @param x `[examples, …]`, floating numbers, or the numbers of characters
/// @param y the numbers of the right classes
record Data(Tensor x, Tensor y) {}
