package dev.chainrule.cli;

import dev.chainrule.cli.check.Comparison;
import dev.chainrule.expression.Problem;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// `chainrule check`: holds the gradient of an expression against central differences, in both modes.
final class CheckCommand implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  CommandSpec spec() {
    spec.name("check");
    StandardOptions.addTo(spec);
    spec.usageMessage()
        .customSynopsis("chainrule check EXPR name=value … [--wrt a,b] [--upstream VALUE]")
        .description("Compares the derivatives of an expression by reverse mode, forward mode and central differences.",
            "Ends with 1 where they disagree, and says so where the expression has no derivative.")
        .footer("", "For example:", "  chainrule check \"sigmoid(w @ x)\" w=[2,-3] x=[-1,-2]");
    ProblemArguments.addTo(spec);
    return spec;
  }

  @Override
  public Integer call() {
    Problem problem = ProblemArguments.read(spec.commandLine().getParseResult());
    Comparison comparison = Comparison.of(problem);
    comparison.print(spec.commandLine().getOut());
    return comparison.passed() ? 0 : 1;
  }
}
