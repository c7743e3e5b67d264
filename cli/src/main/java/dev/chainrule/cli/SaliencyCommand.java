package dev.chainrule.cli;

import dev.chainrule.cli.training.KeptModel;
import dev.chainrule.cli.training.SaliencyMaps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chainrule saliency`: what in pictures decided.
@Command(
    name = "saliency",
    mixinStandardHelpOptions = true,
    version = StandardOptions.VERSION,
    description = {"Draws on pictures what in them decided: red are the places where the most probable class changes most.",
        "Without files, it takes examples of the test data."})
final class SaliencyCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FOLDER", description = "Where chainrule train --out has kept the model.")
  private Path folder = Path.of("");

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "FILE", description = "Pictures to look at.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--examples", paramLabel = "N", description = "How many examples of the test data, without files (default 8).")
  private int examples = 8;

  @Option(names = "--out", paramLabel = "FOLDER", description = "Where to put the pictures (default: the folder saliency in that of the model).")
  private @Nullable Path out;

  @Option(names = "--data", paramLabel = "PATH", description = "Where the data are, if not where they were in training.")
  private @Nullable String data;

  @Option(names = "--invert", description = "Exchange dark and light of pictures first: digits and fashion-mnist are light on dark.")
  private boolean inverted;

  private final CommandSpec spec = CommandSpec.forAnnotatedObject(this);

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    SaliencyMaps maps = new SaliencyMaps(KeptModel.open(folder), Objects.requireNonNullElse(out, folder.resolve("saliency")), spec.commandLine().getOut());
    if (files.isEmpty()) {
      maps.draw(examples, data);
    } else {
      maps.draw(files, inverted);
    }
    return 0;
  }
}
