package dev.chainrule;

/// What a `scan` gives: the last carry, and the results of all iterations, stacked along a new first axis.
public record Scanned<C, Y>(C carry, Y results) {}
