package dev.chainrule.cli;

import dev.chainrule.Chainrule;
import dev.chainrule.Tensor;
import dev.chainrule.expression.BadInput;
import dev.chainrule.expression.Limits;
import dev.chainrule.expression.Problem;
import dev.chainrule.page.ExplanationHtml;
import dev.chainrule.page.ExplanationSvg;
import dev.chainrule.view.Explanation;
import dev.chainrule.view.ExplanationDot;
import dev.chainrule.view.ExplanationJson;
import dev.chainrule.view.ExplanationText;
import dev.chainrule.view.JavaSource;
import dev.chainrule.view.Mode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `chainrule explain`: shows how an expression comes to its value and its gradient.
final class ExplainCommand implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  CommandSpec spec() {
    spec.name("explain");
    StandardOptions.addTo(spec);
    spec.usageMessage()
        .customSynopsis("chainrule explain EXPR name=value … [--mode reverse|forward] [--wrt a,b]",
            "                  [--upstream VALUE] [--format text|java|svg|dot|html|json] [--compiled] [--out FILE]")
        .description("Shows step by step how an expression comes to its value and to its gradient.")
        .footer("", "For example:", "  chainrule explain \"(x + y) * z\" x=-2 y=5 z=-4");
    ProblemArguments.addTo(spec);
    spec.addOption(option("--mode", "MODE", "reverse (default): one sweep back from the result; forward: one for each input."))
        .addOption(option("--format", "FORMAT", "text (default), java (a class that compiles alone), svg (a picture), dot (for Graphviz), html (a page to step through) or json."))
        .addOption(OptionSpec.builder("--compiled").type(boolean.class)
            .description("Show what the gradient is compiled to instead: the simplified graph, and what it runs as.").build())
        .addOption(option("--out", "FILE", "Where to write it, instead of printing it."));
    return spec;
  }

  private static OptionSpec option(String name, String label, String description) {
    return OptionSpec.builder(name).paramLabel(label).type(String.class).description(description).build();
  }

  @Override
  public Integer call() {
    ParseResult result = spec.commandLine().getParseResult();
    Mode mode = mode(ProblemArguments.option(result, "--mode", "reverse"));
    String format = ProblemArguments.option(result, "--format", "text");
    requireKnown(format);
    String file = ProblemArguments.option(result, "--out");
    Problem problem = ProblemArguments.read(result);
    if (result.matchedOptionValue("--compiled", false)) {
      if (mode == Mode.FORWARD || !format.equals("text")) {
        throw new BadInput("--compiled tells of the gradient by reverse mode, as text; leave --mode and --format out");
      }
      write(compiled(problem), file);
      return 0;
    }
    Explanation explanation = problem.explain();
    if (mode == Mode.FORWARD && explanation.costs().forwardSweeps() > Limits.FORWARD_SWEEPS) {
      throw new BadInput("forward mode takes one sweep for each of the %d elements of the inputs, and at most %d are run; leave --mode forward out, since reverse mode takes one in all, or choose inputs with --wrt"
          .formatted(explanation.costs().forwardSweeps(), Limits.FORWARD_SWEEPS));
    }
    if (mode == Mode.FORWARD && (format.equals("svg") || format.equals("html"))) {
      throw new BadInput("--format %s draws reverse mode%s; leave --mode forward out, or write --format dot"
          .formatted(format, format.equals("html") ? ", with the tangents beside it" : ""));
    }
    write(format.equals("html") ? ExplanationHtml.of(explanation, ProblemArguments.request(result)) : render(explanation, mode, format, file), file);
    return 0;
  }

  private static String compiled(Problem problem) {
    Map<String, Tensor> chosen = problem.inputs();
    chosen.keySet().retainAll(problem.wrt());
    Map<String, Tensor> fixed = problem.inputs();
    fixed.keySet().removeAll(problem.wrt());
    var gradient = Chainrule.jit(Chainrule.valueAndGrad((Map<String, Tensor> x, Map<String, Tensor> data) -> {
      Map<String, Tensor> values = new HashMap<>(x);
      values.putAll(data);
      return problem.value(values);
    }));
    gradient.apply(chosen, fixed);
    return gradient.explain();
  }

  private static Mode mode(String name) {
    return switch (name) {
      case "reverse" -> Mode.REVERSE;
      case "forward" -> Mode.FORWARD;
      default -> throw new BadInput("--mode is '%s', but must be reverse or forward".formatted(name));
    };
  }

  private static void requireKnown(String format) {
    switch (format) {
      case "text", "java", "svg", "dot", "html", "json" -> { }
      default -> throw new BadInput("--format is '%s', but must be text, java, svg, dot, html or json".formatted(format));
    }
  }

  private static String render(Explanation explanation, Mode mode, String format, @Nullable String file) {
    return switch (format) {
      case "java" -> JavaSource.of(explanation, className(file), mode);
      case "svg" -> ExplanationSvg.of(explanation);
      case "dot" -> ExplanationDot.of(explanation, mode);
      case "json" -> ExplanationJson.of(explanation, mode);
      default -> ExplanationText.of(explanation, mode);
    };
  }

  /// Java wants a public class in a file of its name.
  private static String className(@Nullable String file) {
    String name = file == null ? "" : file.substring(1 + Math.max(file.lastIndexOf('/'), file.lastIndexOf(File.separatorChar)));
    return name.endsWith(".java") ? name.substring(0, name.length() - ".java".length()) : "Explained";
  }

  private void write(String text, @Nullable String file) {
    String whole = text.endsWith("\n") ? text : text + "\n";
    if (file == null) {
      spec.commandLine().getOut().print(whole);
      return;
    }
    try {
      Files.writeString(Path.of(file), whole);
    } catch (IOException | InvalidPathException e) {
      throw new BadInput("cannot write to --out %s (%s); name a file in a folder that exists and may be written to"
          .formatted(file, e.getClass().getSimpleName().replace("Exception", "")), e);
    }
  }
}
