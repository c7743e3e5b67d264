package dev.chainrule.nn.optimize;

import static dev.chainrule.Functions.where;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;

/// How long steps are in the course of training: a factor for each step, with which an optimiser's own rate is
/// multiplied ([Optimizer#scheduled]).
///
/// A schedule is a function of tensors, so it is part of the compiled step. The factories give those in use; any lambda
/// is one too.
///
/// {@snippet :
/// Schedule schedule = Schedule.warmUp(4, Schedule.cosine(100, 0.1));
/// System.out.println(schedule.at(Tensor.of(1)).item() + " " + schedule.at(Tensor.of(4)).item()); // 0.4 1.0
/// }
@FunctionalInterface
public interface Schedule {
  /// The factor of a step.
  ///
  /// @param step its number from 0, I32
  /// @return F64 without axes
  Tensor at(Tensor step);

  /// Always the same.
  static Schedule constant(double factor) {
    Hyperparameters.requirePositive("Schedule", "factor", factor);
    return step -> Tensor.of(factor);
  }

  /// factor^⌊step / every⌋: for instance a tenth, every 30 epochs.
  static Schedule stepwise(int every, double factor) {
    Hyperparameters.requirePositive("Schedule", "every", every);
    Hyperparameters.requirePositive("Schedule", "factor", factor);
    return step -> Tensor.of(factor).pow(step.to(DType.F64).div(every).floor());
  }

  /// factor^(step / every): the same without stairs.
  static Schedule exponential(double every, double factor) {
    Hyperparameters.requirePositive("Schedule", "every", every);
    Hyperparameters.requirePositive("Schedule", "factor", factor);
    return step -> Tensor.of(factor).pow(step.to(DType.F64).div(every));
  }

  /// end + (1 − end) (1 − step / steps)^power, and `end` from then on. Linear for a power of 1.
  static Schedule polynomial(int steps, double end, double power) {
    Hyperparameters.requirePositive("Schedule", "steps", steps);
    Hyperparameters.requireFactor("Schedule", "end", end);
    Hyperparameters.requirePositive("Schedule", "power", power);
    return step -> rest(step, steps).pow(power).times(1 - end).plus(end);
  }

  /// end + (1 − end) (1 + cos(π step / steps)) / 2, and `end` from then on.
  static Schedule cosine(int steps, double end) {
    Hyperparameters.requirePositive("Schedule", "steps", steps);
    Hyperparameters.requireFactor("Schedule", "end", end);
    return step -> rest(step, steps).neg().plus(1).times(Math.PI).cos().plus(1).times((1 - end) / 2).plus(end);
  }

  /// Up in so many equal steps, which networks with attention want, and then another schedule from its beginning: in step t
  /// (t + 1) / (steps + 1).
  static Schedule warmUp(int steps, Schedule then) {
    Hyperparameters.requirePositive("Schedule", "steps", steps);
    return step -> where(step.lt(steps), step.to(DType.F64).plus(1).div(steps + 1), then.at(step.minus(steps).maximum(0)));
  }

  /// Up from `start` to 1 in the first share of the steps and down to `end` in the rest, both along a cosine.
  ///
  /// Source: L. Smith, N. Topin, Super-Convergence, 2018; the form with cosines as in PyTorch's `OneCycleLR`.
  ///
  /// @param rise the share of the steps in which it goes up
  static Schedule oneCycle(int steps, double rise, double start, double end) {
    Hyperparameters.requirePositive("Schedule", "steps", steps);
    Hyperparameters.requireShare("Schedule", "rise", rise);
    Hyperparameters.requireFactor("Schedule", "start", start);
    Hyperparameters.requireFactor("Schedule", "end", end);
    double top = rise * steps - 1;
    double last = steps - 1;
    return step -> {
      Tensor t = step.to(DType.F64).minimum(last);
      return where(t.le(top), between(start, 1, t.div(Math.max(top, 1e-9))), between(1, end, t.minus(top).div(last - top)));
    };
  }

  /// What is left of so many steps, from 1 to 0.
  private static Tensor rest(Tensor step, int steps) {
    return step.to(DType.F64).div(steps).minimum(1).neg().plus(1);
  }

  private static Tensor between(double from, double to, Tensor share) {
    return share.times(Math.PI).cos().plus(1).times((from - to) / 2).plus(to);
  }
}
