/// What a model looks at, and what would mislead it: derivatives in the inputs, of any function.
@NullMarked
package dev.chainrule.nn.explain;

import org.jspecify.annotations.NullMarked;
