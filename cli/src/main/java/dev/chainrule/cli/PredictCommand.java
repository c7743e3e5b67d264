package dev.chainrule.cli;

import dev.chainrule.cli.training.KeptModel;
import dev.chainrule.cli.training.Predictions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chainrule predict`: what a trained model says of files.
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    version = StandardOptions.VERSION,
    description = "Says what a model that chainrule train has kept sees in files: pictures, tables (CSV) or texts, as it learned.")
final class PredictCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FOLDER", description = "Where chainrule train --out has kept it.")
  private Path folder = Path.of("");

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "What to look at.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--invert", description = "Exchange dark and light of pictures first: digits and fashion-mnist are light on dark.")
  private boolean inverted;

  @Option(names = "--json", description = "Print one JSON object a line, and nothing else.")
  private boolean json;

  private final CommandSpec spec = CommandSpec.forAnnotatedObject(this);

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    new Predictions(KeptModel.open(folder), json, spec.commandLine().getOut()).print(files, inverted);
    return 0;
  }
}
