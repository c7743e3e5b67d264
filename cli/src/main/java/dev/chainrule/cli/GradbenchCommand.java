package dev.chainrule.cli;

import dev.chainrule.bench.gradbench.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// `chainrule gradbench`: answers the evals of GradBench on the standard streams.
@Command(
    name = "gradbench",
    mixinStandardHelpOptions = true,
    version = StandardOptions.VERSION,
    description = {
        "Speaks the protocol of GradBench, which compares tools for automatic differentiation: reads a JSON object a line",
        "from the standard input, and answers each with one. Ends with the input."})
final class GradbenchCommand implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.forAnnotatedObject(this);

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    new Session(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), spec.commandLine().getOut()).run();
    return 0;
  }
}
