package dev.chainrule.graph;

/// A graph made ready to run, as often as wanted and from any thread.
public interface Program {
  /// The graph's results for these parameters, in the graph's order.
  Array[] run(Array... parameters);

  /// What runs, kernel by kernel, in which memory, and what it costs.
  ProgramReport report();
}
