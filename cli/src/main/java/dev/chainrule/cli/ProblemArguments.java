package dev.chainrule.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;

import dev.chainrule.expression.BadInput;
import dev.chainrule.expression.ExpressionHelp;
import dev.chainrule.expression.NearNames;
import dev.chainrule.expression.Problem;
import dev.chainrule.page.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// The arguments that `explain` and `check` have in common: an expression, its inputs, and which of them count.
final class ProblemArguments {
  private ProblemArguments() {}

  /// Adds them to a command. Options that it does not have count as arguments, since an expression may begin with a
  /// sign; what is not an expression either is refused when the arguments are read.
  static void addTo(CommandSpec spec) {
    spec.parser()
        .unmatchedOptionsArePositionalParams(true)
        .posixClusteredShortOptionsAllowed(false);
    spec.addPositional(PositionalParamSpec.builder().index("0..*").arity("0..*").type(List.class).auxiliaryTypes(String.class)
            .paramLabel("EXPR name=value …").hideParamSyntax(true)
            .description("The expression, in quotes, and a value for each of its inputs.").build())
        .addOption(OptionSpec.builder("--wrt").paramLabel("a,b").type(String.class)
            .description("The inputs to differentiate; the others are fixed. Without it, all are.").build())
        .addOption(OptionSpec.builder("--upstream").paramLabel("VALUE").type(String.class)
            .description("The gradient that comes from above, if the result is no scalar.").build());
    List<String> sections = new ArrayList<>(spec.usageMessage().sectionKeys());
    sections.add(sections.indexOf(SECTION_KEY_FOOTER), "expressions");
    spec.usageMessage().sectionKeys(sections).sectionMap().put("expressions", help -> ExpressionHelp.text());
  }

  /// Reads them.
  static Problem read(ParseResult result) {
    List<String> arguments = result.matchedPositionalValue(0, List.of());
    refuseUnknownOptions(result, arguments);
    return Problem.read(arguments, option(result, "--wrt"), option(result, "--upstream"));
  }

  /// The arguments as the page shows them.
  static Request request(ParseResult result) {
    List<String> arguments = result.matchedPositionalValue(0, List.of());
    return new Request(arguments.getFirst(), arguments.subList(1, arguments.size()), option(result, "--wrt", ""), option(result, "--upstream", ""));
  }

  private static void refuseUnknownOptions(ParseResult result, List<String> arguments) {
    if (arguments.equals(List.of("-h"))) {
      throw new BadInput("-h is an expression here, without a value for h; --help shows what there is");
    }
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      String name = argument.split("=", 2)[0];
      boolean sign = i == 0 && (!argument.startsWith("--") || arguments.stream().anyMatch(given -> given.startsWith(name.substring(2) + "=")));
      if (argument.startsWith("-") && !sign) {
        String near = NearNames.suggestion(name, result.commandSpec().optionsMap().keySet());
        throw new BadInput("unknown option '%s'%s".formatted(name, near.isEmpty() ? "; --help shows those that there are" : near));
      }
    }
  }

  static @Nullable String option(ParseResult result, String name) {
    return result.matchedOptionValue(name, (String) null);
  }

  /// The value of an option that has a default.
  static String option(ParseResult result, String name, String otherwise) {
    return Objects.requireNonNullElse(option(result, name), otherwise);
  }
}
