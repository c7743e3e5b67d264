package dev.chainrule.cli;

import dev.chainrule.cli.training.Export;
import dev.chainrule.cli.training.KeptModel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chainrule export`: a trained model for other programs.
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    version = StandardOptions.VERSION,
    description = "Writes a model that chainrule train has kept as an ONNX file, which other programs run.")
final class ExportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "Where chainrule train --out has kept it.")
  private Path folder = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write, such as model.onnx.")
  private Path out = Path.of("");

  private final CommandSpec spec = CommandSpec.forAnnotatedObject(this);

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    new Export(KeptModel.open(folder)).write(out, spec.commandLine().getOut());
    return 0;
  }
}
