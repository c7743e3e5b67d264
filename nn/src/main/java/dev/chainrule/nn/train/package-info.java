/// The training loop, what it tells on its way, and how it is kept so that nothing is lost.
@NullMarked
package dev.chainrule.nn.train;

import org.jspecify.annotations.NullMarked;
