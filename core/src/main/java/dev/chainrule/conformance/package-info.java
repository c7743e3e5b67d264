/// The operations by the names and attributes of the reference vectors, and the comparison with these.
package dev.chainrule.conformance;
