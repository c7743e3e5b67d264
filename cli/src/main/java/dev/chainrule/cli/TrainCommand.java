package dev.chainrule.cli;

import dev.chainrule.RandomKey;
import dev.chainrule.nn.Activation;
import dev.chainrule.nn.Batch;
import dev.chainrule.nn.Digits;
import dev.chainrule.nn.DivergenceException;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.Mlp;
import dev.chainrule.nn.Standardization;
import dev.chainrule.nn.Trainer;
import dev.chainrule.nn.optimize.Adam;
import dev.chainrule.nn.optimize.Momentum;
import dev.chainrule.nn.optimize.Optimizer;
import dev.chainrule.nn.optimize.Sgd;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chainrule train`: trains a network on a data set, and says after each epoch how good it is.
///
/// Everything follows from the seed, by children of it: 0 splits the data, 1 begins the weights, 2 orders the epochs.
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    version = StandardOptions.VERSION,
    description = "Trains a network, and tests it on images that it has never seen.")
final class TrainCommand implements Callable<Integer> {
  private static final double TRAIN_SHARE = 0.8;
  private static final int HIDDEN = 256;

  /// The data sets by name.
  private enum Dataset {
    DIGITS
  }

  /// The models by name.
  private enum Model {
    MLP
  }

  /// The optimisers by name, with the learning rates that suit them.
  private enum Rule {
    SGD(0.2),
    MOMENTUM(0.05),
    ADAM(0.002);

    private final double rate;

    Rule(double rate) {
      this.rate = rate;
    }

    private Optimizer<?> optimizer(double rate) {
      return switch (this) {
        case SGD -> new Sgd(rate);
        case MOMENTUM -> new Momentum(rate, 0.9);
        case ADAM -> new Adam(rate);
      };
    }
  }

  @Parameters(paramLabel = "DATASET", description = "What to learn: digits (1,797 handwritten digits, included).")
  private String dataset = "";

  @Option(names = "--model", paramLabel = "M", description = "mlp (default): one hidden layer of 256 relus.")
  private String model = "mlp";

  @Option(names = "--epochs", paramLabel = "N", description = "How often to see all images (default 20).")
  private int epochs = 20;

  @Option(names = "--batch", paramLabel = "N", description = "Images in a step (default 32).")
  private int batch = 32;

  @Option(names = "--optimizer", paramLabel = "O",
      description = "sgd, momentum (default) or adam.")
  private String optimizer = "momentum";

  @Option(names = "--lr", paramLabel = "X",
      description = "The learning rate (default 0.2 for sgd, 0.05 for momentum, 0.002 for adam).")
  private @Nullable Double rate;

  @Option(names = "--seed", paramLabel = "N",
      description = "What all chance follows from (default 1): the split, the first weights, the order.")
  private long seed = 1;

  @Option(names = "--json", description = "Print one JSON object a line, and nothing else.")
  private boolean json;

  // Last, since it takes the values above for defaults.
  private final CommandSpec spec = CommandSpec.forAnnotatedObject(this);

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    long begun = System.nanoTime();
    Batch.Split data = data(named("data set", dataset, Dataset.class));
    Layer start = model(named("model", model, Model.class));
    Rule rule = named("optimizer", optimizer, Rule.class);
    double chosenRate = rate == null ? rule.rate : rate;
    require(chosenRate > 0 && Double.isFinite(chosenRate), "--lr is %s, but must be a positive finite number".formatted(chosenRate));
    require(epochs >= 1, "--epochs is %d, but must be at least 1".formatted(epochs));
    require(batch >= 1, "--batch is %d, but must be at least 1".formatted(batch));
    require(batch <= data.train().size(), "--batch is %d, but there are only %d images to train with".formatted(batch, data.train().size()));

    TrainOutput output = TrainOutput.of(json, spec.commandLine().getOut(), epochs);
    output.begin("%s: %d images to train with, %d to test with; %s, %s, rate %s, batches of %d, seed %d".formatted(
        dataset, data.train().size(), data.test().size(), model, optimizer, chosenRate, batch, seed));
    try {
      double testAccuracy = train(rule.optimizer(chosenRate), start, data, output);
      output.done(testAccuracy, (System.nanoTime() - begun) / 1e9, seed);
      return 0;
    } catch (DivergenceException e) {
      output.stop();
      spec.commandLine().getErr().println("chainrule: " + e.getMessage());
      return 1;
    }
  }

  /// Split, and standardised by what the training images are like.
  private Batch.Split data(Dataset name) {
    Batch all = switch (name) {
      case DIGITS -> Digits.load();
    };
    Batch.Split split = all.split(TRAIN_SHARE, RandomKey.of(seed).foldIn(0));
    Standardization scale = Standardization.ofAll(split.train().images());
    return new Batch.Split(scale.apply(split.train()), scale.apply(split.test()));
  }

  private Layer model(Model name) {
    return switch (name) {
      case MLP -> Mlp.of(Activation.RELU, RandomKey.of(seed).foldIn(1), Digits.PIXELS, HIDDEN, Digits.CLASSES);
    };
  }

  /// Trains, and gives the last test accuracy.
  private <S> double train(Optimizer<S> rule, Layer start, Batch.Split data, TrainOutput output) {
    Trainer<Layer, S> trainer = new Trainer<>(rule, batch, RandomKey.of(seed).foldIn(2));
    output.stepsPerEpoch(trainer.stepsPerEpoch(data.train()));
    Trainer.State<Layer, S> trained = trainer.train(start, data.train(), data.test(), epochs, output);
    return trainer.accuracy(trained.model(), data.test());
  }

  private static <E extends Enum<E>> E named(String kind, String name, Class<E> known) {
    return Arrays.stream(known.getEnumConstants())
        .filter(choice -> lowerCase(choice).equals(name))
        .findFirst()
        .orElseThrow(() -> new BadInput("unknown %s '%s'; known: %s".formatted(kind, name,
            Arrays.stream(known.getEnumConstants()).map(TrainCommand::lowerCase).collect(Collectors.joining(", ")))));
  }

  private static String lowerCase(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new BadInput(message);
    }
  }
}
