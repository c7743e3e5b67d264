/// From graph to graph: derivatives, batching, simplification and checkpointing.
package dev.chainrule.transform;
