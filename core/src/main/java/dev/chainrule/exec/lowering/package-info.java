/// Passes over graphs that are only to be run. What they do may change rounding, the sign of a zero, or what a
/// derivative would be; so they map [RunGraph]s, which nothing derives, and never the graphs that are kept.
package dev.chainrule.exec.lowering;
