package dev.chainrule.nn.fit;

import dev.chainrule.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// L-BFGS: makes of the last steps, and of how the gradient changed along them, what the inverse Hessian would do, and searches
/// along that direction. For smooth functions of many parameters, without noise.
///
/// Source: J. Nocedal, Updating Quasi-Newton Matrices with Limited Storage, 1980; D. C. Liu, J. Nocedal, 1989.
///
/// {@snippet :
/// record Point(Tensor x, Tensor y) {}
/// Fit<Point> fit = new Lbfgs().minimize(
///     (Point p) -> p.x().neg().plus(1).square().plus(p.y().minus(p.x().square()).square().times(100)), // Rosenbrock's valley
///     new Point(Tensor.of(-1.2), Tensor.of(1.0)));
/// System.out.println(fit.converged() && Math.abs(fit.parameters().y().item() - 1) < 1e-8); // true
/// }
///
/// @param memory how many steps are remembered
/// @param limits when it stops
public record Lbfgs(int memory, Limits limits) {
  private static final int USUAL_MEMORY = 10;

  private record Pair(double[] step, double[] change, double curvature) {}

  /// @throws IllegalArgumentException unless at least one step is remembered
  public Lbfgs {
    if (memory < 1) {
      throw new IllegalArgumentException("[Lbfgs] a memory of %d steps: there must be at least 1".formatted(memory));
    }
  }

  /// With a memory of ten steps, and the usual limits.
  public Lbfgs() {
    this(USUAL_MEMORY, new Limits());
  }

  /// Parameters near these for which a function is smallest, of all that lie downhill.
  ///
  /// @param function gives a floating scalar
  /// @throws dev.chainrule.graph.ElementException if parameters, value or gradient are not finite at the start
  public <P> Fit<P> minimize(Function<P, Tensor> function, P start) {
    Objective<P> objective = new Objective<>("lbfgs", function, start, false);
    Objective.Point at = objective.start();
    Deque<Pair> pairs = new ArrayDeque<>();
    for (int i = 0; i < limits.iterations(); i++) {
      if (limits.isFlat(at)) {
        return objective.fit(at, i, Fit.Stop.GRADIENT);
      }
      Objective.Point next = next(objective, at, pairs);
      if (next == null && !pairs.isEmpty()) {
        pairs.clear();
        next = next(objective, at, pairs);
      }
      if (next == null) {
        return objective.fit(at, i, Fit.Stop.VALUE);
      }
      double[] step = Vectors.plus(next.x(), -1, at.x());
      double[] change = Vectors.plus(next.gradient(), -1, at.gradient());
      boolean isNone = limits.isNone(at.x(), step);
      at = next;
      if (isNone) {
        return objective.fit(at, i + 1, Fit.Stop.STEP);
      }
      remember(pairs, new Pair(step, change, Vectors.dot(step, change)));
    }
    return objective.fit(at, limits.iterations(), limits.isFlat(at) ? Fit.Stop.GRADIENT : Fit.Stop.ITERATIONS);
  }

  private static Objective.@Nullable Point next(Objective<?> objective, Objective.Point at, Deque<Pair> pairs) {
    double[] direction = direction(at.gradient(), pairs);
    double first = pairs.isEmpty() ? Math.min(1, 1 / Vectors.norm(at.gradient())) : 1;
    return new LineSearch(objective, at, direction).search(first);
  }

  private void remember(Deque<Pair> pairs, Pair pair) {
    if (pair.curvature > 1e-10 * Vectors.norm(pair.step) * Vectors.norm(pair.change)) {
      pairs.addFirst(pair);
      if (pairs.size() > memory) {
        pairs.removeLast();
      }
    }
  }

  /// The two loops: −H g without H.
  private static double[] direction(double[] gradient, Deque<Pair> pairs) {
    double[] q = gradient;
    double[] shares = new double[pairs.size()];
    int i = 0;
    for (Pair pair : pairs) {
      shares[i] = Vectors.dot(pair.step, q) / pair.curvature;
      q = Vectors.plus(q, -shares[i++], pair.change);
    }
    if (!pairs.isEmpty()) {
      Pair last = pairs.getFirst();
      q = Vectors.times(last.curvature / Vectors.dot(last.change, last.change), q);
    }
    for (Iterator<Pair> pair = pairs.descendingIterator(); pair.hasNext();) {
      Pair one = pair.next();
      q = Vectors.plus(q, shares[--i] - Vectors.dot(one.change, q) / one.curvature, one.step);
    }
    return Vectors.times(-1, q);
  }
}
