/// Data on their way to training: sources, pipelines over them, and data sets that are ready to use.
@NullMarked
package dev.chainrule.nn.data;

import org.jspecify.annotations.NullMarked;
