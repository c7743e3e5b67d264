package dev.chainrule;

import dev.chainrule.graph.BoundedCache;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.SourceLine;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Warns, once each, where tracing again and again could be spared.
final class RepeatedTraces {
  private static final System.Logger LOG = System.getLogger("dev.chainrule.jit");
  private static final int MANY = 8;

  private record Site(SourceLine line, Graph graph) {}

  /// How many compiled functions one line has made that have one graph.
  private static final BoundedCache<Site, AtomicInteger> SITES = new BoundedCache<>(256);

  private RepeatedTraces() {}

  /// A compiled function has been traced for another kind of arguments.
  ///
  /// @param sameTypes how many of its kinds differ in nothing but what is no tensor
  static void differInStructure(long sameTypes, Object structure) {
    if (sameTypes == MANY) {
      LOG.log(System.Logger.Level.WARNING,
          "[jit] {0} traces differ only in components that are no tensors, the last in {1}; make what varies a tensor, so that one trace serves all",
          MANY, structure);
    }
  }

  /// A function that `jit` made at a line has been traced to a graph.
  static void traced(@Nullable SourceLine line, Graph graph) {
    if (line != null && SITES.get(new Site(line, graph), site -> new AtomicInteger()).incrementAndGet() == MANY) {
      LOG.log(System.Logger.Level.WARNING,
          "[jit] {0} functions were compiled at {1} that all have the same graph; call jit once, before the loop, and keep what it gives, since each new function is traced anew",
          MANY, line);
    }
  }
}
