package dev.chainrule.cli.training;

import dev.chainrule.expression.BadInput;
import dev.chainrule.nn.optimize.Optimizer;
import org.jspecify.annotations.Nullable;

/// All that a training follows from, but the data themselves; kept with the run.
///
/// @param dataset    `digits`, `fashion-mnist`, `text`, `csv:FILE`, `images:FOLDER`
/// @param data       the file or folder of the data, where they have no place of their own
/// @param target     the column of a table that is to be told from the others
/// @param model      `mlp`, `cnn`, `lstm`, `gpt`
/// @param epochs     how often all examples are seen
/// @param batch      examples in a step
/// @param optimizer  by name
/// @param rate       the learning rate
/// @param schedule   by name
/// @param accumulate how many batches make a step of the optimiser
/// @param clip       the length that gradients are cut to; 0: none
/// @param validation the share of the training data that is kept for choosing the best epoch
/// @param patience   epochs without improvement there until training ends; 0: all epochs
/// @param context    characters that a model of text sees
/// @param side       to how many pixels pictures of a folder are brought, in both directions
/// @param seed       what all chance follows from, by its children: 0 splits the data, 1 begins the weights, 2 is for what is
///                   random in steps, 3 orders the epochs
public record Settings(
    String dataset,
    @Nullable String data,
    @Nullable String target,
    String model,
    int epochs,
    int batch,
    String optimizer,
    double rate,
    String schedule,
    int accumulate,
    double clip,
    double validation,
    int patience,
    int context,
    int side,
    long seed) {

  /// @throws BadInput naming the option that cannot be
  public void check() {
    Names.choice("model", model, Architecture.class);
    Names.choice("optimizer", optimizer, Rule.class);
    Names.choice("schedule", schedule, Pace.class);
    require(rate > 0 && Double.isFinite(rate), "--lr is %s, but must be a positive finite number", rate);
    require(epochs >= 1, "--epochs is %d, but must be at least 1", epochs);
    require(batch >= 1, "--batch is %d, but must be at least 1", batch);
    require(accumulate >= 1, "--accumulate is %d, but must be at least 1", accumulate);
    require(clip >= 0 && Double.isFinite(clip), "--clip is %s, but must be a positive finite number, or 0 for none", clip);
    require(validation >= 0 && validation < 1, "--validation is %s, but must be a share from 0 to below 1", validation);
    require(patience >= 0, "--patience is %d, but cannot be negative", patience);
    require(patience == 0 || validation > 0, "--patience %d needs data to look at that are not tested with: give --validation 0.1 too", patience);
    require(side >= 4, "--side is %d, but must be at least 4", side);
    require(context >= 1, "--context is %d, but must be at least 1", context);
  }

  /// The rate that suits an optimiser, where it is known.
  public static double usualRate(String optimizer) {
    return Names.choice("optimizer", optimizer, Rule.class).rate;
  }

  private static void require(boolean holds, String message, Object number) {
    if (!holds) {
      throw new BadInput(message.formatted(number));
    }
  }

  /// The optimiser for so many steps an epoch.
  Optimizer<?> optimizer(int stepsPerEpoch) {
    Optimizer<?> base = Names.choice("optimizer", optimizer, Rule.class).optimizer(rate);
    Pace pace = Names.choice("schedule", schedule, Pace.class);
    Optimizer<?> paced = pace == Pace.CONSTANT ? base : base.scheduled(pace.over(Math.max(1, Math.ceilDiv(stepsPerEpoch * epochs, accumulate))));
    Optimizer<?> clipped = clip > 0 ? paced.clippedByNorm(clip) : paced;
    return accumulate > 1 ? clipped.accumulated(accumulate) : clipped;
  }

  /// The same for another number of epochs.
  ///
  /// @throws BadInput if the schedule went along the epochs that were planned first
  public Settings withEpochs(int epochs) {
    if (Names.choice("schedule", schedule, Pace.class) != Pace.CONSTANT && epochs != this.epochs) {
      throw new BadInput("--epochs cannot change from %d to %d in a run whose schedule is %s: it goes along all epochs; begin a new run, or one with --schedule constant"
          .formatted(this.epochs, epochs, schedule));
    }
    return new Settings(dataset, data, target, model, epochs, batch, optimizer, rate, schedule, accumulate, clip, validation, patience, context, side, seed);
  }

  /// The same with the data in another place.
  Settings withData(@Nullable String data) {
    return data == null ? this
        : new Settings(dataset, data, target, model, epochs, batch, optimizer, rate, schedule, accumulate, clip, validation, patience, context, side, seed);
  }
}
