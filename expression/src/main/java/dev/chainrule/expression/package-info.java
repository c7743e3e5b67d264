/// The command's expressions: grammar, reading, printing, computing.
package dev.chainrule.expression;
