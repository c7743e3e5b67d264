package dev.chainrule;

/// What the body of a `scan` gives: the carry for the next iteration, and a result to stack.
public record Step<C, Y>(C carry, Y result) {}
