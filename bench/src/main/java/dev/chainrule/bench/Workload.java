package dev.chainrule.bench;

import dev.chainrule.Tensor;
import java.util.Map;

/// Something to be timed. Used by one thread.
public interface Workload {
  /// Does it once more.
  void step();

  /// A number that says what the last step came to, to be held against what peers get from the same inputs.
  double result();

  /// What goes in, by name: peers are given the same.
  Map<String, Tensor> inputs();

  /// How many bytes of new tensors a step gives: what it cannot help but allocate.
  long resultBytes();
}
