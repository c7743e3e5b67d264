package dev.chainrule.peers;

import dev.chainrule.Tensor;
import dev.chainrule.bench.Peer;
import dev.chainrule.bench.PlainWorkload;
import dev.chainrule.bench.Workload;
import java.util.Map;
import org.hipparchus.analysis.differentiation.Gradient;
import org.jspecify.annotations.Nullable;

/// Hipparchus: forward mode with numbers that carry their derivatives.
public final class HipparchusPeer implements Peer {
  @Override
  public String name() {
    return "hipparchus";
  }

  @Override
  public @Nullable Workload workload(Map<String, Object> task, Map<String, Tensor> inputs) {
    if (!"scalar".equals(task.get("kind"))) {
      return null;
    }
    int rounds = ((Number) task.get("rounds")).intValue();
    double start = inputs.get("x").item();
    return new PlainWorkload(() -> Math.abs(derivative(start, rounds)));
  }

  private static double derivative(double start, int rounds) {
    Gradient x = Gradient.variable(1, 0, start);
    Gradient y = x;
    for (int i = 0; i < rounds; i++) {
      x = x.subtract(y.multiply(0x1p-7));
      y = y.add(x.multiply(x).multiply(0x1p-7));
    }
    return y.getPartialDerivative(0);
  }
}
