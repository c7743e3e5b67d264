package dev.chainrule.nn.optimize;

import static dev.chainrule.Functions.keepDims;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.util.ArrayList;
import java.util.List;

/// Adafactor: Adam's squares kept as the means of rows and columns only, so that the state of an `[n, m]` matrix has n + m
/// numbers instead of n · m; steps are relative to the size of the parameter.
///
/// α = max(ε₂, rms(p)) · min(rate, 1/√t); β = 1 − t^(−0.8); the mean of g² follows with β, for matrices as
/// (means of rows) · (means of columns) / (mean of all); u = g / √(that); p ← p − α u / max(1, rms(u) / threshold)
///
/// Source: N. Shazeer, M. Stern, Adafactor, 2018; as in PyTorch.
///
/// {@snippet :
/// Tensor p = Tensor.ones(F32, 100, 200);
/// Adafactor.State state = new Adafactor(0.01).init(p);
/// System.out.println(state.rows().get(0).shape() + " " + state.columns().get(0).shape()); // [100, 1] [1, 200]
/// }
///
/// @param rate      the longest relative step
/// @param power     how fast the past is forgotten, below 0
/// @param epsilon2  parameters count as at least this large
/// @param threshold how far a step may exceed its usual size
/// @param decay     the share of a parameter that a step of rate 1 would take away
public record Adafactor(double rate, double power, double epsilon2, double threshold, double decay)
    implements Optimizer<Adafactor.State> {
  /// The number of steps so far (I32), and for each floating tensor of the parameters the means of its squared gradients:
  /// over the last axis and the one before for matrices, and otherwise whole, with nothing as columns.
  public record State(Tensor steps, List<Tensor> rows, List<Tensor> columns) {
    /// The number of steps so far (I32), and for each floating tensor the means of its squared gradients.
    public State {
      rows = List.copyOf(rows);
      columns = List.copyOf(columns);
    }
  }

  /// @throws IllegalArgumentException unless rate, ε₂ and threshold are positive and finite, the power is below 0, and the
  ///                                  decay from 0 to below 1
  public Adafactor {
    Hyperparameters.requirePositive("Adafactor", "rate", rate);
    Hyperparameters.requirePositive("Adafactor", "power's opposite", -power);
    Hyperparameters.requirePositive("Adafactor", "epsilon2", epsilon2);
    Hyperparameters.requirePositive("Adafactor", "threshold", threshold);
    Hyperparameters.requireShare("Adafactor", "decay", decay);
  }

  /// With a power of −0.8, ε₂ = 10⁻³, a threshold of 1 and no decay.
  public Adafactor(double rate) {
    this(rate, -0.8, 1e-3, 1, 0);
  }

  @Override
  public <P> State init(P parameters) {
    List<Tensor> rows = new ArrayList<>();
    List<Tensor> columns = new ArrayList<>();
    for (Tensor p : TrainedLeaves.of(parameters)) {
      Tensor zeros = p.zerosLike();
      rows.add(isMatrix(p) ? zeros.sum(keepDims(-1)) : zeros);
      columns.add(isMatrix(p) ? zeros.sum(keepDims(-2)) : Tensor.zeros(p.dtype(), 0));
    }
    return new State(Tensor.of(0), rows, columns);
  }

  private static boolean isMatrix(Tensor p) {
    return p.rank() >= 2;
  }

  @Override
  public <P> Update<P, State> update(P gradient, State state, P parameters) {
    List<Tensor> gradients = TrainedLeaves.of(gradient);
    List<Tensor> places = TrainedLeaves.of(parameters);
    Tensor steps = state.steps.plus(1);
    Tensor t = steps.to(DType.F64);
    Tensor share = t.pow(power);
    List<Tensor> rows = new ArrayList<>();
    List<Tensor> columns = new ArrayList<>();
    List<Tensor> change = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      Tensor g = gradients.get(i);
      Tensor p = places.get(i);
      Tensor now = share.to(g.dtype());
      Tensor square = g.square();
      rows.add(mix(state.rows.get(i), isMatrix(p) ? square.mean(keepDims(-1)) : square, now));
      columns.add(isMatrix(p) ? mix(state.columns.get(i), square.mean(keepDims(-2)), now) : state.columns.get(i));
      Tensor u = g.div(root(rows.getLast(), columns.getLast(), isMatrix(p)));
      Tensor size = rms(p).maximum(epsilon2).times(t.rsqrt().minimum(rate).to(p.dtype()));
      Tensor step = u.times(size.div(rms(u).div(threshold).maximum(1))).neg();
      change.add(decay == 0 ? step : step.minus(p.times(rate * decay)));
    }
    return new Update<>(TrainedLeaves.replace(gradient, change), new State(steps, rows, columns));
  }

  private static Tensor mix(Tensor past, Tensor square, Tensor share) {
    return past.plus(square.minus(past).times(share));
  }

  private static Tensor root(Tensor rows, Tensor columns, boolean isMatrix) {
    double epsilon1 = rows.dtype() == DType.F64 ? Math.ulp(1.0) : Math.ulp(1f);
    Tensor square = isMatrix ? rows.times(columns).div(rows.mean(keepDims(-2)).maximum(epsilon1)) : rows;
    return square.maximum(epsilon1 * epsilon1).sqrt();
  }

  private static Tensor rms(Tensor x) {
    return x.square().mean().sqrt();
  }
}
