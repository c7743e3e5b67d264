/// Training from the command line: data sets, models and optimisers by their names, and the folder of a run.
@NullMarked
package dev.chainrule.cli.training;

import org.jspecify.annotations.NullMarked;
