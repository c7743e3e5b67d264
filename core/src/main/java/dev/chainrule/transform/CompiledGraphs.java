package dev.chainrule.transform;

import dev.chainrule.graph.BoundedCache;
import dev.chainrule.graph.Graph;

/// The graphs that compiled functions run, for the whole process: equal graphs are one object, so that their
/// kernels and derivatives are made once, however often `jit` is called.
public final class CompiledGraphs {
  private static final int CAPACITY = 512;

  private static final BoundedCache<Graph, Graph> KNOWN = new BoundedCache<>(CAPACITY);

  private CompiledGraphs() {}

  /// The graph after all passes; the same object for equal graphs.
  public static Graph simplified(Graph graph) {
    return KNOWN.get(Simplify.all(graph), simplified -> simplified);
  }
}
