package dev.chainrule.graph;

/// Watches the passes that a graph goes through, one after the other.
public interface PassObserver {
  /// Called after each pass.
  void ran(String pass, Graph before, Graph after);
}
