package dev.chainrule.cli;

import dev.chainrule.cli.training.Defaults;
import dev.chainrule.cli.training.Output;
import dev.chainrule.cli.training.Run;
import dev.chainrule.cli.training.Settings;
import dev.chainrule.expression.BadInput;
import dev.chainrule.nn.DivergenceException;
import dev.chainrule.nn.data.PipelineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chainrule train`: trains a network on a data set, and says after each epoch how good it is.
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    version = StandardOptions.VERSION,
    description = "Trains a network, and tests it on data that it has never seen.")
final class TrainCommand implements Callable<Integer> {
  private static final int DIVERGED = 1;
  /// What the shell calls ended by Ctrl-C.
  private static final int STOPPED = 130;
  /// What a run that goes on may be given anew.
  private static final List<String> WITH_RESUME = List.of("--resume", "--epochs", "--data", "--json", "--debug", "--save-every");

  @Parameters(arity = "0..1", paramLabel = "DATASET", description = {
      "What to learn: digits (1,797 handwritten digits, included), fashion-mnist (70,000 pictures of clothes),",
      "text (any file in UTF-8, given with --data), csv:FILE (a table; see --target),",
      "images:FOLDER (pictures; each class has a folder in it)."})
  private @Nullable String dataset;

  @Option(names = "--model", paramLabel = "M", description = {
      "mlp: one hidden layer of 256 relus; cnn: two convolutions; lstm: goes along the rows of pictures, or along text;",
      "gpt: a transformer for text (default: gpt for text, mlp for all else)."})
  private @Nullable String model;

  @Option(names = "--epochs", paramLabel = "N", description = "How often to see all examples (default: what suits data and model).")
  private @Nullable Integer epochs;

  @Option(names = "--batch", paramLabel = "N", description = "Examples in a step (default: what suits data and model).")
  private @Nullable Integer batch;

  @Option(names = "--optimizer", paramLabel = "O",
      description = "sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw, nadam, lion, lamb or adafactor.")
  private @Nullable String optimizer;

  @Option(names = "--lr", paramLabel = "X", description = "The learning rate (default: what suits the optimizer).")
  private @Nullable Double rate;

  @Option(names = "--schedule", paramLabel = "S",
      description = "How the rate changes over all steps: constant, cosine, linear, warmup (then cosine) or onecycle.")
  private @Nullable String schedule;

  @Option(names = "--accumulate", paramLabel = "N", description = "Batches for one step of the optimizer (default 1).")
  private int accumulate = 1;

  @Option(names = "--clip", paramLabel = "X", description = "Cut gradients to this length (default: not).")
  private double clip;

  @Option(names = "--validation", paramLabel = "X",
      description = "Keep this share of the training data to choose the best epoch with (default 0: the last is taken).")
  private double validation;

  @Option(names = "--patience", paramLabel = "N", description = "End after so many epochs that were no better there.")
  private int patience;

  @Option(names = "--target", paramLabel = "COLUMN", description = "The column of a table to be told from the others (default: the last).")
  private @Nullable String target;

  @Option(names = "--context", paramLabel = "N", description = "How many characters a model of text sees (default 64).")
  private int context = 64;

  @Option(names = "--side", paramLabel = "N", description = "Bring the pictures of a folder to N × N pixels (default 32).")
  private int side = 32;

  @Option(names = "--seed", paramLabel = "N",
      description = "What all chance follows from (default 1): the split, the first weights, the order.")
  private long seed = 1;

  @Option(names = "--data", paramLabel = "PATH", description = "The text; or where the data are, if not in the usual place.")
  private @Nullable String data;

  @Option(names = "--out", paramLabel = "FOLDER", description = "Keep the run here: its model, and what it needs to go on.")
  private @Nullable Path out;

  @Option(names = "--resume", paramLabel = "FOLDER", description = "Go on with a run that was kept there, as if it had never stopped.")
  private @Nullable Path resume;

  @Option(names = "--save-every", paramLabel = "S", description = "Keep it also within epochs, every so many seconds (default 60).")
  private double secondsBetweenSaves = 60;

  @Option(names = "--json", description = "Print one JSON object a line, and nothing else.")
  private boolean json;

  // Last, since it takes the values above for defaults.
  private final CommandSpec spec = CommandSpec.forAnnotatedObject(this);

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    Output output = Output.of(json, spec.commandLine().getOut());
    try {
      Run.End end = resume == null ? Run.begin(settings(), out, secondsBetweenSaves, output) : resumed(output);
      return end == Run.End.DONE ? 0 : STOPPED;
    } catch (DivergenceException e) {
      spec.commandLine().getErr().println("chainrule: " + e.getMessage());
      return DIVERGED;
    } catch (PipelineException e) {
      throw new BadInput(e.getMessage(), e);
    }
  }

  private Run.End resumed(Output output) {
    if (dataset != null) {
      throw new BadInput("--resume knows what to learn; leave out '%s'".formatted(dataset));
    }
    Stream<OptionSpec> given = spec.commandLine().getParseResult().matchedOptions().stream();
    given.map(OptionSpec::longestName).filter(name -> !WITH_RESUME.contains(name)).findFirst().ifPresent(name -> {
      throw new BadInput("%s cannot change in a run that goes on; only --epochs and --data can".formatted(name));
    });
    return Run.resume(Objects.requireNonNull(resume), epochs, data, secondsBetweenSaves, output);
  }

  private Settings settings() {
    if (dataset == null) {
      throw new BadInput("what is to be learned? give a data set: digits, fashion-mnist, text, csv:FILE or images:FOLDER");
    }
    Defaults defaults = Defaults.of(dataset, model);
    String chosen = Objects.requireNonNullElse(optimizer, defaults.optimizer());
    double usualRate = chosen.equals(defaults.optimizer()) && defaults.rate() > 0 ? defaults.rate() : Settings.usualRate(chosen);
    return new Settings(dataset, data, target, defaults.model(), Objects.requireNonNullElse(epochs, defaults.epochs()),
        Objects.requireNonNullElse(batch, defaults.batch()), chosen, Objects.requireNonNullElse(rate, usualRate),
        Objects.requireNonNullElse(schedule, defaults.schedule()), accumulate, clip, validation, patience, context, side, seed);
  }
}
