package dev.chainrule.nn;

import dev.chainrule.Chainrule;
import dev.chainrule.Compiled;
import dev.chainrule.NonFinite;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.ValueAndGrad;
import dev.chainrule.nn.optimize.Optimizer;
import dev.chainrule.nn.optimize.Update;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The training loop: shuffles, takes a compiled step for each batch, and evaluates after each epoch.
///
/// Everything follows from the key, so two runs give the same numbers. The model, the optimiser's state and the
/// number of the epoch are all there is to know: [#epoch] goes from any such point on as if it had never stopped.
///
/// {@snippet :
/// Batch.Split digits = Digits.load().split(0.8, RandomKey.of(1));
/// Mlp model = Mlp.of(Activation.RELU, RandomKey.of(1), 64, 32, 10);
/// var trainer = new Trainer<Mlp, Momentum.State>(new Momentum(0.01, 0.9), 32, RandomKey.of(1));
/// var trained = trainer.train(model, digits.train(), digits.test(), 2, report -> {});
/// System.out.println(trainer.accuracy(trained.model(), digits.test()) > 0.8); // true
/// }
///
/// @param <P> the model: a record of layers
/// @param <S> the optimiser's state
public final class Trainer<P extends Layer, S> {
  /// Images that are evaluated at once.
  private static final int EVALUATION_BATCH = 4096;

  /// Where training stands after a step.
  public record State<P, S>(P model, S optimizer) {}

  /// What an epoch came to.
  ///
  /// @param epoch         its number, from 1
  /// @param trainLoss     the mean loss of its batches, each as it was before its own step
  /// @param trainAccuracy the share of training images that are recognised at its end
  /// @param testAccuracy  the share of test images that are recognised at its end
  public record Report(int epoch, double trainLoss, double trainAccuracy, double testAccuracy) {}

  /// Who is told how it goes.
  @FunctionalInterface
  public interface Listener {
    /// Told after each epoch.
    void epoch(Report report);

    /// Told after each step: the numbers of the epoch and the step, both from 1, and the loss before the step.
    default void step(int epoch, int step, double loss) {}
  }

  private record Stepped<P, S>(State<P, S> state, Tensor loss) {}

  /// A step that was taken: the model before it, the batch it looked at, and where it led.
  private record Taken<P, S>(P model, Batch batch, State<P, S> to) {}

  private final BiFunction<P, Batch, Tensor> loss;
  private final Optimizer<S> optimizer;
  private final int batchSize;
  private final RandomKey key;
  private final Compiled.OfTwo<State<P, S>, Batch, Stepped<P, S>> step;
  /// The same step in the memory of the state before, where nobody else holds that.
  private final Compiled.OfTwo<State<P, S>, Batch, Stepped<P, S>> stepInPlace;
  private final Compiled.OfTwo<P, Batch, Tensor> correct;
  private final boolean findsNonFinite;
  /// While looking for what is not finite: the step that was taken last, to be looked into where training goes on from where
  /// it led, be that in the next epoch.
  private volatile @Nullable Taken<P, S> latest;

  /// A trainer of classifiers, by cross-entropy.
  ///
  /// @param batchSize how many images a step looks at
  /// @param key       what the order of the images follows from
  public Trainer(Optimizer<S> optimizer, int batchSize, RandomKey key) {
    this((model, batch) -> Losses.crossEntropy(model.apply(batch.images()), batch.labels()), optimizer, batchSize, key);
  }

  /// A trainer with a loss of its user's own.
  ///
  /// @param loss      what is to become small, for a model and a batch
  /// @param batchSize how many images a step looks at
  /// @param key       what the order of the images follows from
  public Trainer(BiFunction<P, Batch, Tensor> loss, Optimizer<S> optimizer, int batchSize, RandomKey key) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("[Trainer] batches of %d; at least 1 image goes into each".formatted(batchSize));
    }
    this.loss = loss;
    this.optimizer = optimizer;
    this.batchSize = batchSize;
    this.key = key;
    BiFunction<P, Batch, ValueAndGrad<P>> lossAndGradient = Chainrule.valueAndGrad(loss);
    this.step = Chainrule.jit((State<P, S> state, Batch batch) -> step(lossAndGradient, optimizer, state, batch));
    this.stepInPlace = step.donating();
    this.correct = Chainrule.jit((P model, Batch batch) -> Metrics.correct(model.apply(batch.images()), batch.labels()));
    this.findsNonFinite = false;
  }

  private Trainer(Trainer<P, S> like, boolean findsNonFinite) {
    this.loss = like.loss;
    this.optimizer = like.optimizer;
    this.batchSize = like.batchSize;
    this.key = like.key;
    this.step = like.step;
    this.stepInPlace = like.stepInPlace;
    this.correct = like.correct;
    this.findsNonFinite = findsNonFinite;
  }

  /// The same trainer, which says of a loss that is no longer finite which operation made the first NaN or infinity: it
  /// runs the step at fault once more, operation by operation ([Chainrule#findNonFinite]). Where the step before gave the
  /// model weights that are not finite, that one is looked into, also if it was the last of the epoch before. Costs nothing but
  /// the memory of one more model as long as all is well.
  ///
  /// {@snippet :
  /// Batch data = Digits.load();
  /// var trainer = new Trainer<Mlp, Sgd.State>(new Sgd(1e30), 32, RandomKey.of(1)).findingNonFinite();
  /// try {
  ///   trainer.train(Mlp.of(Activation.RELU, RandomKey.of(1), 64, 32, 10), data, data, 1, report -> {});
  /// } catch (DivergenceException e) {
  ///   System.out.println(e.origin().isPresent()); // true
  /// }
  /// }
  public Trainer<P, S> findingNonFinite() {
    return new Trainer<>(this, true);
  }

  private static <P, S> Stepped<P, S> step(
      BiFunction<P, Batch, ValueAndGrad<P>> lossAndGradient, Optimizer<S> optimizer, State<P, S> state, Batch batch) {
    ValueAndGrad<P> loss = lossAndGradient.apply(state.model, batch);
    Update<P, S> update = optimizer.update(loss.grad(), state.optimizer, state.model);
    return new Stepped<>(new State<>(update.applyTo(state.model), update.state()), loss.value());
  }

  /// Where training of a model begins.
  public State<P, S> begin(P model) {
    return new State<>(model, optimizer.init(model));
  }

  /// How many steps an epoch has; the last may look at fewer images.
  public int stepsPerEpoch(Batch train) {
    return Math.ceilDiv(train.size(), batchSize);
  }

  /// Trains a model from its beginning.
  ///
  /// @throws DivergenceException if the loss becomes infinite or NaN
  public State<P, S> train(P model, Batch train, Batch test, int epochs, Listener listener) {
    State<P, S> state = begin(model);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      state = epoch(state, train, test, epoch, listener);
    }
    return state;
  }

  /// Trains for one epoch, all images once in an order of its own, and evaluates.
  ///
  /// @param epoch its number, from 1
  /// @throws DivergenceException if the loss becomes infinite or NaN
  public State<P, S> epoch(State<P, S> start, Batch train, Batch test, int epoch, Listener listener) {
    List<Batch> batches = train.shuffled(key.foldIn(epoch)).batches(batchSize);
    State<P, S> state = start;
    double sum = 0;
    for (int i = 0; i < batches.size(); i++) {
      Stepped<P, S> stepped = (i == 0 || findsNonFinite ? step : stepInPlace).apply(state, batches.get(i));
      double loss = stepped.loss.item();
      if (!Double.isFinite(loss)) {
        String message = diverged(loss, epoch, i + 1);
        throw findsNonFinite ? traced(message, state, batches.get(i)) : new DivergenceException(message);
      }
      sum += loss * batches.get(i).size();
      if (findsNonFinite) {
        latest = new Taken<>(state.model, batches.get(i), stepped.state);
      }
      state = stepped.state;
      listener.step(epoch, i + 1, loss);
    }
    listener.epoch(new Report(epoch, sum / train.size(), accuracy(state.model, train), accuracy(state.model, test)));
    return state;
  }

  private static String diverged(double loss, int epoch, int step) {
    return "training diverged: the loss is %s in step %d of epoch %d; a smaller learning rate or standardised inputs help".formatted(loss, step, epoch);
  }

  /// The error with where the NaN or infinity came from: this step, or the gradient of the one before, if that spoiled the
  /// model. No step is known before the first.
  private DivergenceException traced(String message, State<P, S> state, Batch batch) {
    Taken<P, S> before = latest;
    boolean follows = before != null && before.to == state;
    Optional<NonFinite> earlier = follows ? Chainrule.findNonFinite(loss, before.model, before.batch) : Optional.empty();
    if (earlier.isPresent()) {
      return new DivergenceException(message, earlier.get());
    }
    boolean overflowed = follows
        && Tree.leaves(state.model).stream().anyMatch(w -> w.dtype().isFloating() && !w.isFinite().all().toBooleans()[0]);
    return new DivergenceException(overflowed ? message + "; the gradient of the step before was finite, but its update overflowed" : message,
        Chainrule.findNonFinite(loss, state.model, batch).orElse(null));
  }

  /// The share of images, from 0 to 1, that a model recognises.
  public double accuracy(P model, Batch data) {
    double sum = 0;
    for (Batch batch : data.batches(EVALUATION_BATCH)) {
      sum += correct.apply(model, batch).item();
    }
    return sum / data.size();
  }
}
