package dev.chainrule.nn.fit;

import dev.chainrule.Chainrule;
import dev.chainrule.Compiled;
import dev.chainrule.Functions;
import dev.chainrule.Qr;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.ElementException;
import java.util.function.Function;

/// Least squares for few parameters: steps between those of Gauss and Newton and those downhill, with the whole Jacobian, by a
/// QR decomposition, so that as many digits are found as the data allow.
///
/// Minimises ½ Σ r². A step δ solves min ‖J δ + r‖² + λ ‖D δ‖², where D has the largest lengths of J's columns so far, so that
/// it does not matter in which units parameters are given; λ falls where steps do what they promise, and grows where not.
///
/// Sources: K. Levenberg, 1944; D. W. Marquardt, 1963; J. J. Moré, The Levenberg–Marquardt Algorithm, 1978, for D; H. B.
/// Nielsen, Damping Parameter in Marquardt's Method, 1999, for λ.
///
/// {@snippet :
/// Tensor t = Tensor.of(0.0, 1.0, 2.0);
/// Tensor y = Tensor.of(3.0, 1.5, 0.75);
/// record Decay(Tensor size, Tensor rate) {}
/// Fit<Decay> fit = new LevenbergMarquardt().minimize(
///     (Decay p) -> t.times(p.rate()).exp().times(p.size()).minus(y), new Decay(Tensor.of(1.0), Tensor.of(0.0)));
/// System.out.println(fit.converged() && Math.abs(fit.parameters().rate().item() + Math.log(2)) < 1e-12); // true
/// }
///
/// @param limits when it stops; its gradient is that of the cosine between residuals and each column of the Jacobian
public record LevenbergMarquardt(Limits limits) {
  private static final double FIRST = 1e-3;
  /// How many times as long as the parameters themselves the first step may be, in units of the scale (Moré's factor).
  private static final double LONGEST_FIRST = 10;

  private record Linear(Tensor residuals, Tensor jacobian) {}

  /// A point with what is known there.
  private record Point(double[] x, Tensor residuals, Tensor jacobian, double value) {}

  /// With 10,000 steps, a gradient of 10⁻¹³ and a step of 10⁻¹⁴.
  public LevenbergMarquardt() {
    this(new Limits(10_000, 1e-13, 1e-14));
  }

  /// Parameters near these for which the sum of the squares of the residuals is smallest.
  ///
  /// @param residuals gives floating numbers of any shape
  /// @throws ElementException if parameters, residuals or their derivatives are not finite at the start
  public <P> Fit<P> minimize(Function<P, Tensor> residuals, P start) {
    FlatTree<P> tree = new FlatTree<>(start);
    Function<Tensor, Tensor> flat = x -> residuals.apply(tree.rebuild(x)).to(DType.F64).flatten();
    Compiled.Of<Tensor, Linear> linearize = Chainrule.jit((Tensor x) ->
        new Linear(flat.apply(x), Chainrule.jacobianForward((Tensor p) -> flat.apply(p)).apply(x)));
    return new Run<>(tree, linearize).run();
  }

  /// One minimisation.
  private final class Run<P> {
    private final FlatTree<P> tree;
    private final Compiled.Of<Tensor, Linear> linearize;
    private double[] scale = new double[0];
    private double damping = FIRST;
    private double growth = 2;
    private int evaluations;

    Run(FlatTree<P> tree, Compiled.Of<Tensor, Linear> linearize) {
      this.tree = tree;
      this.linearize = linearize;
    }

    Fit<P> run() {
      double[] start = tree.start("levenbergMarquardt");
      Point at = at(start);
      if (!isFinite(at)) {
        throw new ElementException("[levenbergMarquardt] at the start half the sum of squares is %s%s; begin elsewhere, or let findNonFinite say where that comes from"
            .formatted(at.value, Double.isFinite(at.value) ? ", but the Jacobian is not finite" : ""));
      }
      scale = new double[start.length];
      for (int i = 0; i < limits.iterations(); i++) {
        if (cosine(at) <= limits.gradient()) {
          return fit(at, i, Fit.Stop.GRADIENT);
        }
        double[] step = i == 0 ? first(at) : step(at);
        double[] promisedResiduals = at.residuals.plus(at.jacobian.matmul(Tensor.of(step))).toDoubles();
        double promised = at.value - Vectors.dot(promisedResiduals, promisedResiduals) / 2;
        Point next = at(Vectors.plus(at.x, 1, step));
        if (limits.isNone(at.x, step) || !(promised > 0)) {
          return fit(isFinite(next) && next.value <= at.value ? next : at, i + 1, Fit.Stop.STEP);
        }
        double ratio = isFinite(next) ? (at.value - next.value) / promised : -1;
        if (ratio > 0) {
          damping *= Math.max(1.0 / 3, 1 - Math.pow(2 * ratio - 1, 3));
          growth = 2;
          at = next;
        } else {
          damping *= growth;
          growth *= 2;
        }
      }
      return fit(at, limits.iterations(), Fit.Stop.ITERATIONS);
    }

    private Point at(double[] x) {
      evaluations++;
      Linear linear = linearize.apply(Tensor.of(x));
      double[] r = linear.residuals.toDoubles();
      return new Point(x, linear.residuals, linear.jacobian, Vectors.dot(r, r) / 2);
    }

    private boolean isFinite(Point point) {
      return Double.isFinite(point.value) && point.jacobian.isFinite().all().toBooleans()[0];
    }

    /// Where nothing is known yet, a step to far away could end where the function is flat.
    private double[] first(Point at) {
      double[] step = step(at);
      while (scaled(at.x) > 0 && scaled(step) > LONGEST_FIRST * scaled(at.x)) {
        damping *= 4;
        step = step(at);
      }
      return step;
    }

    private double scaled(double[] x) {
      double sum = 0;
      for (int k = 0; k < x.length; k++) {
        sum += scale[k] * scale[k] * x[k] * x[k];
      }
      return Math.sqrt(sum);
    }

    private double[] step(Point at) {
      double[] lengths = at.jacobian.norm(0).toDoubles();
      double[] weights = new double[lengths.length];
      for (int k = 0; k < lengths.length; k++) {
        scale[k] = Math.max(scale[k], lengths[k]);
        // A parameter that nothing has depended on yet: any weight will do.
        weights[k] = Math.sqrt(damping) * (scale[k] > 0 ? scale[k] : 1);
      }
      // In units of the scale, or the decomposition would be of numbers of all sizes.
      Tensor units = Tensor.of(weights).div(Math.sqrt(damping));
      Tensor scaled = Functions.concat(0, at.jacobian.div(units), Tensor.of(weights).div(units).diagEmbed());
      Tensor wanted = Functions.concat(0, at.residuals.neg(), units.zerosLike());
      Qr qr = scaled.qr();
      Tensor solved = qr.r().solveTriangular(qr.q().transpose().matmul(wanted).expandDims(-1), false).squeeze(-1);
      return solved.div(units).toDoubles();
    }

    /// How far the residuals are from being at right angles to all columns of the Jacobian.
    private double cosine(Point at) {
      if (at.value == 0) {
        return 0;
      }
      Tensor lengths = at.jacobian.norm(0).times(Math.sqrt(2 * at.value));
      Tensor along = at.residuals.matmul(at.jacobian).abs();
      return lengths.gt(0).where(along.div(lengths), along.zerosLike()).max().item();
    }

    private Fit<P> fit(Point at, int iterations, Fit.Stop stop) {
      return new Fit<>(tree.rebuild(at.x), at.value, at.residuals.matmul(at.jacobian).abs().max().item(), iterations, evaluations, stop);
    }
  }
}
