/// Optimisers: rules that make of gradients the next step, as pure functions whose state is a tree. They compose, compile,
/// and differentiate.
@NullMarked
package dev.chainrule.nn.optimize;

import org.jspecify.annotations.NullMarked;
