package dev.chainrule.cli;

import dev.chainrule.cli.conformance.ConformanceOutput;
import dev.chainrule.cli.conformance.LossRows;
import dev.chainrule.cli.conformance.Tally;
import dev.chainrule.cli.conformance.VectorFolder;
import dev.chainrule.conformance.VectorOperations;
import dev.chainrule.expression.BadInput;
import dev.chainrule.graph.DType;
import java.util.Collection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chainrule conformance`: holds operations and their derivatives against a folder of reference vectors.
@Command(
    name = "conformance",
    mixinStandardHelpOptions = true,
    version = StandardOptions.VERSION,
    description = {
        "Holds values and derivatives (both modes, and second order) against reference vectors.",
        "Ends with 1 where one differs, or a file or operation cannot be used."})
final class ConformanceCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "A folder with a file of vectors for each operation, *.json.")
  private String folder = "";

  @Option(names = "--dtype", paramLabel = "T", description = "f64 (default) or f32: in which numbers to compute.")
  private String dtype = "f64";

  @Option(names = "--json", description = "Print one JSON object a line, and nothing else.")
  private boolean json;

  // Last, since it takes the values above for defaults.
  private final CommandSpec spec = CommandSpec.forAnnotatedObject(this);

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    DType numbers = switch (dtype) {
      case "f64" -> DType.F64;
      case "f32" -> DType.F32;
      default -> throw new BadInput("--dtype is '%s', but must be f64 or f32".formatted(dtype));
    };
    VectorOperations operations = VectorOperations.ofCore();
    LossRows.addTo(operations);
    Collection<Tally> tallies = VectorFolder.of(folder).check(operations, numbers);
    if (json) {
      ConformanceOutput.printJson(tallies, numbers, spec.commandLine().getOut());
    } else {
      ConformanceOutput.printText(tallies, numbers, spec.commandLine().getOut());
    }
    return ConformanceOutput.failed(tallies) == 0 ? 0 : 1;
  }
}
