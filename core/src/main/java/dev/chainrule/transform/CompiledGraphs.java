package dev.chainrule.transform;

import dev.chainrule.graph.Graph;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The graphs that compiled functions run, for the whole process: equal graphs are one object, so that their
/// kernels and derivatives are made once, however often `jit` is called.
public final class CompiledGraphs {
  private static final int CAPACITY = 512;

  private static final Map<Graph, Graph> KNOWN = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
    @Override
    protected boolean removeEldestEntry(Map.Entry<Graph, Graph> eldest) {
      return size() > CAPACITY;
    }
  });

  private CompiledGraphs() {}

  /// The graph after all passes; the same object for equal graphs.
  public static Graph simplified(Graph graph) {
    Graph simplified = Simplify.all(graph);
    Graph known = KNOWN.putIfAbsent(simplified, simplified);
    return known == null ? simplified : known;
  }
}
