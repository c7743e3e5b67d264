/// Fitting to the last digit: minimisers for problems small enough that every step may look at all data. Their results say why
/// they stopped.
@NullMarked
package dev.chainrule.nn.fit;

import org.jspecify.annotations.NullMarked;
