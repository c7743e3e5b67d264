package dev.chainrule.bench;

import dev.chainrule.Tensor;
import java.util.Map;
import java.util.function.DoubleSupplier;

/// Work done without the library, which gives a number.
final class PlainWorkload implements Workload {
  private final DoubleSupplier work;
  private double last = Double.NaN;

  PlainWorkload(DoubleSupplier work) {
    this.work = work;
  }

  @Override
  public void step() {
    last = work.getAsDouble();
  }

  @Override
  public double result() {
    return last;
  }

  /// None: it is a peer.
  @Override
  public Map<String, Tensor> inputs() {
    return Map.of();
  }

  @Override
  public long resultBytes() {
    return Double.BYTES;
  }
}
