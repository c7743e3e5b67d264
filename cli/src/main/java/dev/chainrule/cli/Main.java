package dev.chainrule.cli;

import dev.chainrule.expression.BadInput;
import dev.chainrule.expression.NearNames;
import dev.chainrule.graph.ChainruleException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `chainrule` command. Each of its verbs is a class; here they get their names, and what goes wrong in them becomes
/// one line and an exit code.
public final class Main implements Runnable {
  private static final int BAD_INPUT = 2;
  private static final String DEBUG = "--debug";

  /// How each verb is made. A run makes only the one that it was asked for, since picocli takes its time for each.
  private static final Map<String, Supplier<CommandLine>> VERBS = new LinkedHashMap<>();

  static {
    VERBS.put("explain", () -> new CommandLine(new ExplainCommand().spec()));
    VERBS.put("check", () -> new CommandLine(new CheckCommand().spec()));
    VERBS.put("serve", () -> new CommandLine(new ServeCommand().spec()));
    VERBS.put("train", () -> new CommandLine(new TrainCommand().spec()));
    VERBS.put("evaluate", () -> new CommandLine(new EvaluateCommand().spec()));
    VERBS.put("predict", () -> new CommandLine(new PredictCommand().spec()));
    VERBS.put("generate", () -> new CommandLine(new GenerateCommand().spec()));
    VERBS.put("saliency", () -> new CommandLine(new SaliencyCommand().spec()));
    VERBS.put("export", () -> new CommandLine(new ExportCommand().spec()));
    VERBS.put("conformance", () -> new CommandLine(new ConformanceCommand().spec()));
    VERBS.put("bench", () -> new CommandLine(new BenchCommand().spec()));
    VERBS.put("gradbench", () -> new CommandLine(new GradbenchCommand().spec()));
  }

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean debug;

  private Main(PrintWriter out, PrintWriter err, boolean debug) {
    this.out = out;
    this.err = err;
    this.debug = debug;
  }

  /// Runs the command and leaves with its exit code: 0 done, 1 a check failed, 2 bad input.
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out);
    PrintWriter err = new PrintWriter(System.err, true);
    int code = run(out, err, arguments);
    if (out.checkError()) {
      err.println("chainrule: the results could not be written; make room, or let the reader of the pipe live on");
      code = BAD_INPUT;
    }
    System.exit(code);
  }

  /// Runs the command on these streams, and gives its exit code.
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Main main = new Main(out, err, Arrays.asList(arguments).contains(DEBUG));
    Supplier<CommandLine> verb = arguments.length == 0 ? null : VERBS.get(arguments[0]);
    return verb == null
        ? main.execute(main.allVerbs(), arguments)
        : main.execute(withDebug(verb.get().setCommandName("chainrule " + arguments[0])), Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  /// The command as a whole: for its help, and for options before the verb.
  private CommandLine allVerbs() {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("chainrule");
    StandardOptions.addWithShortNamesTo(spec);
    spec.usageMessage().description("Differentiates functions, and shows how.");
    CommandLine line = new CommandLine(spec);
    VERBS.forEach((name, maker) -> line.addSubcommand(name, withDebug(maker.get())));
    return withDebug(line);
  }

  private static CommandLine withDebug(CommandLine line) {
    line.getCommandSpec().addOption(OptionSpec.builder(DEBUG).type(boolean.class)
        .description("Show where in the program an error arose.").build());
    return line;
  }

  private int execute(CommandLine line, String... arguments) {
    line.setOut(out).setErr(err)
        .setExpandAtFiles(false)
        .setParameterExceptionHandler((e, unused) -> fail(e, describe(e)))
        .setExecutionExceptionHandler((e, unused, result) -> fail(e, describe(e)));
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError e) {
      return fail(e, "this needs more memory than the JVM may use; make the inputs smaller, or set CHAINRULE_JAVA_OPTS=-Xmx8g");
    }
  }

  /// Without a verb.
  @Override
  public void run() {
    allVerbs().usage(out);
  }

  private int fail(Throwable error, String message) {
    err.println("chainrule: " + message);
    if (debug) {
      error.printStackTrace(err);
    }
    return BAD_INPUT;
  }

  private static String describe(Exception error) {
    return switch (error) {
      case BadInput badInput -> badInput.getMessage();
      case ChainruleException refused -> refused.getMessage().replaceAll("\\s*\\R\\s*", " ");
      default -> "%s, which is a defect of chainrule; please report it with what --debug shows".formatted(error);
    };
  }

  private String describe(ParameterException error) {
    String command = error.getCommandLine().getCommandSpec().qualifiedName();
    boolean top = command.equals("chainrule");
    String help = "; %s --help shows what there is".formatted(command);
    if (!(error instanceof UnmatchedArgumentException unmatched)) {
      return firstLine(error.getMessage()) + help;
    }
    String argument = unmatched.getUnmatched().getFirst();
    boolean option = argument.startsWith("-");
    List<String> known = option
        ? List.copyOf(error.getCommandLine().getCommandSpec().optionsMap().keySet())
        : List.copyOf(VERBS.keySet());
    String suggestion = NearNames.suggestion(argument, known);
    String kind = option ? "unknown option" : top ? "unknown command" : "superfluous argument";
    return "%s '%s'%s".formatted(kind, argument, suggestion.isEmpty() ? help : suggestion);
  }

  private static String firstLine(String message) {
    return Objects.requireNonNullElse(message, "").lines().findFirst().orElse("");
  }
}
