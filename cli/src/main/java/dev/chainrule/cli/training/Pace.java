package dev.chainrule.cli.training;

import dev.chainrule.nn.optimize.Schedule;

/// The schedules by name, over all steps of a training.
enum Pace {
  CONSTANT,
  COSINE,
  LINEAR,
  WARMUP,
  ONECYCLE;

  private static final double RISE = 0.25;
  private static final double START = 0.04;
  private static final double END = 1e-4;
  /// The share of the steps in which a warm-up goes up.
  private static final int WARM_SHARE = 20;

  Schedule over(int steps) {
    int warm = Math.max(1, steps / WARM_SHARE);
    return switch (this) {
      case CONSTANT -> Schedule.constant(1);
      case COSINE -> Schedule.cosine(steps, 0);
      case LINEAR -> Schedule.polynomial(steps, 0, 1);
      case WARMUP -> Schedule.warmUp(warm, Schedule.cosine(Math.max(1, steps - warm), 0));
      // Too few steps to go up and down in.
      case ONECYCLE -> steps < WARM_SHARE ? Schedule.constant(1) : Schedule.oneCycle(steps, RISE, START, END);
    };
  }
}
