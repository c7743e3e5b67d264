/// Layers as records, losses, optimisers as pure functions, schedules, data and the training loop.
package dev.chainrule.nn;
