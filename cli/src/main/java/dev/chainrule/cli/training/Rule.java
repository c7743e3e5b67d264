package dev.chainrule.cli.training;

import dev.chainrule.nn.optimize.Adafactor;
import dev.chainrule.nn.optimize.Adagrad;
import dev.chainrule.nn.optimize.Adam;
import dev.chainrule.nn.optimize.AdamW;
import dev.chainrule.nn.optimize.Lamb;
import dev.chainrule.nn.optimize.Lion;
import dev.chainrule.nn.optimize.Mask;
import dev.chainrule.nn.optimize.Momentum;
import dev.chainrule.nn.optimize.NAdam;
import dev.chainrule.nn.optimize.Optimizer;
import dev.chainrule.nn.optimize.RmsProp;
import dev.chainrule.nn.optimize.Sgd;

/// The optimisers by name, with the learning rates that suit them.
enum Rule {
  SGD(0.2),
  MOMENTUM(0.05),
  NESTEROV(0.05),
  ADAGRAD(0.02),
  RMSPROP(0.001),
  ADAM(0.002),
  ADAMW(0.002),
  NADAM(0.002),
  LION(0.0003),
  LAMB(0.01),
  ADAFACTOR(0.01);

  private static final double MOMENTUM_SHARE = 0.9;
  private static final double DECAY = 0.01;

  /// The rate where none is given.
  final double rate;

  Rule(double rate) {
    this.rate = rate;
  }

  Optimizer<?> optimizer(double rate) {
    return switch (this) {
      case SGD -> new Sgd(rate);
      case MOMENTUM -> new Momentum(rate, MOMENTUM_SHARE);
      case NESTEROV -> new Momentum(rate, MOMENTUM_SHARE, true);
      case ADAGRAD -> new Adagrad(rate);
      case RMSPROP -> new RmsProp(rate);
      case ADAM -> new Adam(rate);
      case ADAMW -> new AdamW(rate, DECAY, Mask.MATRICES);
      case NADAM -> new NAdam(rate);
      case LION -> new Lion(rate);
      case LAMB -> new Lamb(rate);
      case ADAFACTOR -> new Adafactor(rate);
    };
  }
}
