package dev.chainrule.cli;

import dev.chainrule.cli.training.Generator;
import dev.chainrule.cli.training.KeptModel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chainrule generate`: text from a trained model.
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    version = StandardOptions.VERSION,
    description = "Goes on with a text, by a model that chainrule train text has kept.")
final class GenerateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "Where chainrule train text --out has kept it.")
  private Path folder = Path.of("");

  @Option(names = "--prompt", paramLabel = "TEXT", description = "What to go on with (default: nothing).")
  private String prompt = "";

  @Option(names = "--length", paramLabel = "N", description = "How many characters to add (default 500).")
  private int length = 500;

  @Option(names = "--temperature", paramLabel = "X",
      description = "Below 1 the probable becomes more so, above 1 less; 0 always takes the most probable (default 0.8).")
  private double temperature = 0.8;

  @Option(names = "--top-k", paramLabel = "N", description = "Take one of the N most probable characters (default: of all).")
  private int topK;

  @Option(names = "--seed", paramLabel = "N", description = "What chance follows from (default 1).")
  private long seed = 1;

  private final CommandSpec spec = CommandSpec.forAnnotatedObject(this);

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    Generator generator = new Generator(temperature, topK, seed);
    generator.print(KeptModel.open(folder), prompt, length, spec.commandLine().getOut());
    return 0;
  }
}
