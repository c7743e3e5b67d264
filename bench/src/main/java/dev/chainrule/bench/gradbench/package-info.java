/// GradBench compares tools for automatic differentiation on twelve small programs. Here they are as a user of Chainrule
/// would write them, a class each, with the table of them ([Evals]) and the protocol that asks for them ([Session]).
package dev.chainrule.bench.gradbench;
