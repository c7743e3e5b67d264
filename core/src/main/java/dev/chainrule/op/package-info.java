/// The primitives, each with its type rule, kernel, derivative and batching rule in one place.
package dev.chainrule.op;
