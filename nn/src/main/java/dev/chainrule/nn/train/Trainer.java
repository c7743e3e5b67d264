package dev.chainrule.nn.train;

import dev.chainrule.Chainrule;
import dev.chainrule.Compiled;
import dev.chainrule.NonFinite;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.ValueAndGradWithAux;
import dev.chainrule.WithAux;
import dev.chainrule.nn.DivergenceException;
import dev.chainrule.nn.data.Records;
import dev.chainrule.nn.optimize.Optimizer;
import dev.chainrule.nn.optimize.Update;
import dev.chainrule.nn.train.Training.State;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The training loop: a compiled step for each batch, in the memory of the step before, and an evaluation after each epoch.
///
/// Everything follows from the model, the key and the plan: two runs give the same numbers, and so does one that was stopped
/// in between, be that in the middle of an epoch. A [Training] is all there is to know.
///
/// {@snippet :
/// Batch.Split digits = Digits.load().split(0.8, RandomKey.of(1));
/// var trainer = new Trainer<Mlp, Batch, Momentum.State>(Objective.crossEntropy(), new Momentum(0.01, 0.9), RandomKey.of(2));
/// var batches = Pipeline.indices(digits.train().size()).shuffle(10_000, RandomKey.of(3)).batch(32).map(digits.train()::take);
/// var evaluation = new Evaluation<Mlp>(Losses::crossEntropy, digits.test(), true);
/// var trained = trainer.train(Mlp.of(Activation.RELU, RandomKey.of(1), 64, 32, 10), Plan.of(batches, 2, evaluation));
/// System.out.println(trained.progress().reports().getLast().scores().get("accuracy") > 0.8); // true
/// }
///
/// @param <P> the model: a tree, usually a record of layers
/// @param <B> a batch: a tree
/// @param <S> the optimiser's state
public final class Trainer<P, B, S> {
  /// Steps from one state that is kept to the next. In between a step writes over the state before.
  private static final int KEPT_EVERY = 200;

  private record Input<B>(B batch, Tensor step) {}

  private record Stepped<P, S>(State<P, S> state, Tensor loss) {}

  /// A step: where it begins, and the batch it looks at.
  private record Taken<P, B, S>(Training<P, S> from, B batch) {}

  private final Objective<P, B> objective;
  private final Optimizer<S> optimizer;
  private final RandomKey key;
  private final Compiled.OfTwo<State<P, S>, Input<B>, Stepped<P, S>> step;
  private final Compiled.OfTwo<State<P, S>, Input<B>, Stepped<P, S>> stepInPlace;

  /// @param key what is random in the objective follows from it and from the number of the step
  public Trainer(Objective<P, B> objective, Optimizer<S> optimizer, RandomKey key) {
    this.objective = objective;
    this.optimizer = optimizer;
    this.key = key;
    BiFunction<P, Input<B>, ValueAndGradWithAux<P, P>> lossAndGradient = Chainrule.valueAndGradWithAux(this::loss);
    this.step = Chainrule.jit((State<P, S> state, Input<B> input) -> {
      ValueAndGradWithAux<P, P> result = lossAndGradient.apply(state.model(), input);
      Update<P, S> update = optimizer.update(result.grad(), state.optimizer(), state.model());
      return new Stepped<>(new State<>(update.applyTo(result.aux()), update.state()), result.value());
    });
    this.stepInPlace = step.donating();
  }

  private WithAux<P> loss(P model, Input<B> input) {
    return objective.loss(model, input.batch, key.foldIn(input.step));
  }

  /// Where training of a model begins.
  public Training<P, S> begin(P model) {
    return new Training<>(new State<>(model, optimizer.init(model)), Progress.START);
  }

  /// Trains a model from its beginning, and tells nobody.
  ///
  /// @throws DivergenceException if the loss becomes infinite or NaN
  public Training<P, S> train(P model, Plan<P, B> plan) {
    return train(begin(model), plan, new Listener<>() { });
  }

  /// Goes on with a training until the plan is done, or a listener wants it to stop. What it is given stays as it is.
  ///
  /// @throws DivergenceException                      if the loss becomes infinite or NaN: the error names the operation that
  ///                                                  made the first such number, and listeners have the last good state
  /// @throws dev.chainrule.nn.data.PipelineException if a batch cannot be had
  public Training<P, S> train(Training<P, S> start, Plan<P, B> plan, Listener<P, S> listener) {
    Run run = new Run(start, plan, listener);
    while (!plan.isDone(run.now.progress()) && !run.stopped) {
      run.epoch();
    }
    return run.now;
  }

  /// One run of the loop, and where it stands.
  private final class Run {
    private final Plan<P, B> plan;
    private final Listener<P, S> listener;
    private Training<P, S> now;
    /// The latest state that no step writes over: from here what went wrong can be done again.
    private Training<P, S> kept;
    private boolean stopped;

    Run(Training<P, S> start, Plan<P, B> plan, Listener<P, S> listener) {
      this.plan = plan;
      this.listener = listener;
      this.now = start;
      this.kept = start;
    }

    private void epoch() {
      try (Records<B> batches = plan.batches().open(now.progress().position())) {
        while (!stopped && batches.hasNext()) {
          step(batches.next());
        }
      }
      if (!stopped) {
        Progress progress = now.progress();
        EpochReport report = new EpochReport(progress.epoch(), progress.lossSum() / progress.examples(), plan.evaluator().apply(now.model()));
        now = new Training<>(now.state(), progress.epochEnded(report));
        listener.epochEnded(now, report);
        stopped = listener.stops();
      }
    }

    private void step(B batch) {
      boolean keeps = now == kept || now.progress().steps() - kept.progress().steps() >= KEPT_EVERY;
      kept = keeps ? now : kept;
      Stepped<P, S> stepped = take(keeps ? step : stepInPlace, now, batch);
      double loss = stepped.loss.item();
      if (!Double.isFinite(loss)) {
        throw diverged(loss);
      }
      now = new Training<>(stepped.state, now.progress().stepped(loss, plan.size().applyAsInt(batch)));
      listener.stepped(now, loss);
      stopped = listener.stops();
    }

    private Stepped<P, S> take(Compiled.OfTwo<State<P, S>, Input<B>, Stepped<P, S>> step, Training<P, S> from, B batch) {
      return step.apply(from.state(), new Input<>(batch, Tensor.of(from.progress().steps())));
    }

    /// Goes from the kept state to the step at fault once more, now keeping the model before each: the same numbers come.
    private DivergenceException diverged(double loss) {
      Progress fault = now.progress();
      Taken<P, B, S> before = null;
      Training<P, S> at = kept;
      while (true) {
        try (Records<B> batches = plan.batches().open(at.progress().position())) {
          while (batches.hasNext()) {
            Taken<P, B, S> taken = new Taken<>(at, batches.next());
            if (at.progress().steps() == fault.steps()) {
              listener.diverged(at.isFinite() || before == null ? at : before.from);
              return traced(message(loss, fault), before, taken);
            }
            before = taken;
            Stepped<P, S> stepped = take(step, at, taken.batch);
            at = new Training<>(stepped.state, at.progress().stepped(stepped.loss.item(), plan.size().applyAsInt(taken.batch)));
          }
        }
        at = new Training<>(at.state(), at.progress().nextEpoch(at.progress().reports()));
      }
    }

    /// The error with where the NaN or infinity came from: this step, or the gradient of the one before, if that spoiled the
    /// model. No step is known before the first.
    private DivergenceException traced(String message, @Nullable Taken<P, B, S> before, Taken<P, B, S> fault) {
      Optional<NonFinite> earlier = before == null ? Optional.empty() : find(before);
      if (earlier.isPresent()) {
        return new DivergenceException(message, earlier.get());
      }
      boolean overflowed = before != null && !fault.from.isFinite();
      return new DivergenceException(overflowed ? message + "; the gradient of the step before was finite, but its update overflowed" : message,
          find(fault).orElse(null));
    }

    private Optional<NonFinite> find(Taken<P, B, S> step) {
      return Chainrule.findNonFinite((P model, Input<B> input) -> loss(model, input).value(), step.from.model(), new Input<>(step.batch, Tensor.of(step.from.progress().steps())));
    }
  }

  private static String message(double loss, Progress at) {
    return "training diverged: the loss is %s in step %d of epoch %d; a smaller learning rate or standardised inputs help"
        .formatted(loss, at.step() + 1, at.epoch());
  }
}
