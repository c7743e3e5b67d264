package dev.chainrule.conformance;

import dev.chainrule.Tensor;
import java.util.List;

/// An operation of the library, as the reference vectors call it.
@FunctionalInterface
public interface VectorOperation {
  /// Its result.
  Tensor apply(Attributes attributes, List<Tensor> x);
}
