package dev.chainrule.cli;

import dev.chainrule.expression.BadInput;
import dev.chainrule.page.PageServer;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `chainrule serve`: the page that explains expressions, on this machine alone.
final class ServeCommand implements Callable<Integer> {
  private static final String PORT = "7412";

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  CommandSpec spec() {
    spec.name("serve");
    StandardOptions.addTo(spec);
    spec.usageMessage()
        .customSynopsis("chainrule serve [--port N]")
        .description("Serves a page that shows expressions, their values and gradients, step by step.", "It can be reached from this machine only.");
    spec.addOption(OptionSpec.builder("--port").paramLabel("N").type(String.class)
        .description("Where it listens: " + PORT + " without it; 0 for any free port.").build());
    return spec;
  }

  @Override
  public Integer call() throws InterruptedException {
    String port = spec.commandLine().getParseResult().matchedOptionValue("--port", PORT);
    try (PageServer server = PageServer.start(number(port))) {
      spec.commandLine().getOut().println("Open " + server.address() + " in a browser; Ctrl+C ends the server.");
      spec.commandLine().getOut().flush();
      new CountDownLatch(1).await();
      return 0;
    } catch (IOException e) {
      throw new BadInput("port %s is not to be had (%s); choose another with --port, or 0 for any".formatted(port, e.getMessage()), e);
    }
  }

  private static int number(String port) {
    if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new BadInput("--port is '%s', but must be a number from 0 to 65535".formatted(port));
    }
    return Integer.parseInt(port);
  }
}
