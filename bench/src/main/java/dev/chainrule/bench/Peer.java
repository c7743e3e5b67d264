package dev.chainrule.bench;

import dev.chainrule.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Another library in Java that does the work of cases, found as a service on the class path of the process that does it.
public interface Peer {
  /// What it is called in results.
  String name();

  /// Makes the work ready.
  ///
  /// @param task   what to do: its `kind` and what there is to know besides the inputs, the same as peers in Python get
  /// @param inputs what goes in, by name
  /// @return null if it does not know how
  @Nullable Workload workload(Map<String, Object> task, Map<String, Tensor> inputs);
}
