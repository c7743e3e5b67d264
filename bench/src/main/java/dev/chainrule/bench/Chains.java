package dev.chainrule.bench;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;

import com.sun.management.OperatingSystemMXBean;
import dev.chainrule.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/// Whether differentiation grows linearly: chains, forks and fans of scalars, 10⁵ and 10⁶ of them. Run with a heap of
/// 4 GB, as the tests do. Processor time counts the collector and the compilers, and is steadier than wall time on
/// a machine that has other work.
public final class Chains {
  private static final int SMALL = 100_000;
  private static final int LARGE = 1_000_000;
  private static final int ROUNDS = 5;

  private static final Map<String, IntFunction<UnaryOperator<Tensor>>> GRAPHS = new TreeMap<>(Map.of(
      "chain", n -> x -> chain(x, n),
      "forks", n -> x -> forks(x, n),
      "fan", n -> x -> fan(x, n)));

  private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Chains() {}

  /// One operation after the other.
  static Tensor chain(Tensor x, int operations) {
    for (int i = 0; i < operations; i++) {
      x = x.sin();
    }
    return x;
  }

  /// Each value is read twice, so that there are 2ⁿ paths.
  static Tensor forks(Tensor x, int forks) {
    Tensor half = Tensor.of(0.5);
    for (int i = 0; i < forks; i++) {
      x = x.plus(x).times(half);
    }
    return x;
  }

  /// One value is read by all operations.
  static Tensor fan(Tensor x, int readers) {
    Tensor sum = x;
    for (int i = 0; i < readers; i++) {
      sum = sum.plus(x);
    }
    return sum;
  }

  /// Prints the figures; with the argument `jit`, those of compiling a gradient instead.
  public static void main(String[] arguments) {
    if (Arrays.asList(arguments).contains("jit")) {
      GRAPHS.forEach(Chains::compile);
    } else {
      GRAPHS.forEach(Chains::differentiate);
    }
  }

  private static void differentiate(String name, IntFunction<UnaryOperator<Tensor>> graph) {
    Figures small = Figures.median(() -> grad(graph.apply(SMALL)).apply(Tensor.of(1.0)));
    Figures large = Figures.median(() -> grad(graph.apply(LARGE)).apply(Tensor.of(1.0)));
    System.out.printf(Locale.ROOT, "%-6s 1e5: %s   1e6: %s   ratio: wall %.1f, processor %.1f%n", name, small, large,
        large.wall / small.wall, large.processor / small.processor);
  }

  private static void compile(String name, IntFunction<UnaryOperator<Tensor>> graph) {
    UnaryOperator<Tensor> compiled = jit(grad(graph.apply(SMALL)));
    for (String call : new String[] {"trace and compile", "trace and compare", "run"}) {
      System.out.printf(Locale.ROOT, "%-6s 1e5: %s %s%n", name, call, Figures.of(() -> compiled.apply(Tensor.of(1.0))));
    }
  }

  /// Seconds of the wall clock and of the processor.
  private record Figures(double wall, double processor) {
    static Figures of(Runnable code) {
      long wall = System.nanoTime();
      long processor = SYSTEM.getProcessCpuTime();
      code.run();
      return new Figures((System.nanoTime() - wall) / 1e9, (SYSTEM.getProcessCpuTime() - processor) / 1e9);
    }

    static Figures median(Runnable code) {
      Figures[] rounds = new Figures[ROUNDS];
      for (int round = -1; round < ROUNDS; round++) {
        Figures figures = of(code);
        if (round >= 0) {
          rounds[round] = figures;
        }
      }
      return new Figures(Arrays.stream(rounds).mapToDouble(Figures::wall).sorted().toArray()[ROUNDS / 2],
          Arrays.stream(rounds).mapToDouble(Figures::processor).sorted().toArray()[ROUNDS / 2]);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.3f s (processor %.3f s)", wall, processor);
    }
  }
}
