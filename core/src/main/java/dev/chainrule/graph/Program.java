package dev.chainrule.graph;

/// A graph made ready to run, as often as wanted and from any thread.
public interface Program {
  /// The graph's results for these parameters, in the graph's order.
  default Array[] run(Array... parameters) {
    return run(0, parameters);
  }

  /// The same, where results may lie in the memory of the first `donated` parameters, which are not used after. None of them
  /// is a constant that others hold.
  Array[] run(int donated, Array... parameters);

  /// What runs, kernel by kernel, in which memory, and what it costs.
  ProgramReport report();
}
