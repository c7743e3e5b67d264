/// Files of tensors: read only after everything in them was checked, written so that the last good one is always there.
@NullMarked
package dev.chainrule.nn.file;

import org.jspecify.annotations.NullMarked;
