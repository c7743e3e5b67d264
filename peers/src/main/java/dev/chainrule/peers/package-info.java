/// Other libraries, doing what the benchmarks of Chainrule do.
@NullMarked
package dev.chainrule.peers;

import org.jspecify.annotations.NullMarked;
