package dev.chainrule.cli;

import dev.chainrule.cli.training.KeptModel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chainrule evaluate`: how good a trained model is on the test data.
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    version = StandardOptions.VERSION,
    description = "Tests a model that chainrule train has kept, on data that it has never seen.")
final class EvaluateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "Where chainrule train --out has kept it.")
  private Path folder = Path.of("");

  @Option(names = "--data", paramLabel = "FOLDER", description = "Where the data are, if not where they were in training.")
  private @Nullable String data;

  @Option(names = "--json", description = "Print a JSON object, and nothing else.")
  private boolean json;

  private final CommandSpec spec = CommandSpec.forAnnotatedObject(this);

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    KeptModel.open(folder).evaluate(data, json, spec.commandLine().getOut());
    return 0;
  }
}
