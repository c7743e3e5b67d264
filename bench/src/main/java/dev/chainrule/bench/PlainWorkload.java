package dev.chainrule.bench;

import dev.chainrule.Tensor;
import java.util.Map;
import java.util.function.DoubleSupplier;

/// Work of peers.
public final class PlainWorkload implements Workload {
  private final DoubleSupplier work;
  private final DoubleSupplier result;
  private double last = Double.NaN;

  /// Work that gives the number to be compared.
  public PlainWorkload(DoubleSupplier work) {
    this.work = work;
    this.result = () -> last;
  }

  /// Work whose result has to be asked for, since that costs something of its own.
  public PlainWorkload(DoubleSupplier work, DoubleSupplier result) {
    this.work = work;
    this.result = result;
  }

  @Override
  public void step() {
    last = work.getAsDouble();
  }

  @Override
  public double result() {
    return result.getAsDouble();
  }

  /// None: it is given some.
  @Override
  public Map<String, Tensor> inputs() {
    return Map.of();
  }

  @Override
  public long resultBytes() {
    return Double.BYTES;
  }
}
