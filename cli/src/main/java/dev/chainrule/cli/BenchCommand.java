package dev.chainrule.cli;

import dev.chainrule.bench.Benchmark;
import dev.chainrule.bench.BenchmarkException;
import dev.chainrule.bench.Measurement;
import dev.chainrule.expression.BadInput;
import dev.chainrule.expression.NearNames;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `chainrule bench`: measures how fast things are, beside other libraries where they are at hand.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    version = StandardOptions.VERSION,
    description = {
        "Measures how fast things are, each in a JVM of its own.",
        "With --peers, others do the same work by turns with ours. Ends with 1 if results differ."})
final class BenchCommand implements Callable<Integer> {
  private static final String JAVA = "java";
  private static final String ROW = "%-24s %10s %10s %10s %10s %9s %11s  %-14s %10s %7s%n";

  @Parameters(paramLabel = "NAME", description = "Cases or groups of cases (default: training). --list shows them.")
  private List<String> names = List.of("training");

  @Option(names = "--peers", paramLabel = "PYTHON", description = "What to measure beside ours: what a Python interpreter has of"
      + " PyTorch, JAX and NumPy, and Java written by hand; 'java' for the latter alone.")
  private @Nullable String peers;

  @Option(names = "--java-peers", paramLabel = "DIR", description = "A folder of jars with further peers in Java, as"
      + " mvn -P peers -pl peers -am package puts them into peers/target/lib.")
  private @Nullable Path javaPeers;

  @Option(names = "--threads", paramLabel = "N", description = "How many processors to use (default: all).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--seconds", paramLabel = "S", description = "How long to measure each case (default: 3).")
  private double seconds = 3;

  @Option(names = "--json", description = "Print one JSON object a line, and nothing else.")
  private boolean json;

  @Option(names = "--list", description = "Print the names of groups and cases, and do nothing else.")
  private boolean list;

  // Last, since it takes the values above for defaults.
  private final CommandSpec spec = CommandSpec.forAnnotatedObject(this);

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Set<String> known = Benchmark.names();
    if (list) {
      known.forEach(out::println);
      return 0;
    }
    for (String name : names) {
      if (!known.contains(name)) {
        String suggestion = NearNames.suggestion(name, known);
        throw new BadInput("there is no case '%s' to measure%s".formatted(name, suggestion.isEmpty() ? "; --list shows all" : suggestion));
      }
    }
    requireAtLeast("--threads", threads, 1);
    if (!(seconds > 0 && seconds <= 3600)) {
      throw new BadInput("--seconds is %s, but must be more than 0 and at most 3600".formatted(seconds));
    }
    requirePeers();
    if (!json) {
      out.printf(ROW, "name", "median ms", "p10 ms", "first ms", "warm ms", "warm step", "alloc bytes", "peer", "median ms", "ratio");
    }
    AtomicInteger different = new AtomicInteger();
    try {
      new Benchmark(threads, seconds, peers != null || javaPeers != null, javaPeers, python()).run(names, measurement -> {
        print(measurement, out);
        if (!measurement.agrees()) {
          different.incrementAndGet();
        }
      }, leftOut -> spec.commandLine().getErr().println("chainrule: " + leftOut));
    } catch (BenchmarkException e) {
      throw new BadInput(e.getMessage(), e);
    }
    if (different.get() > 0) {
      spec.commandLine().getErr().println("chainrule: results differ from those of peers: see resultDifference in what --json prints");
      return 1;
    }
    return 0;
  }

  /// The interpreter, if one was named.
  private @Nullable String python() {
    return JAVA.equals(peers) ? null : peers;
  }

  private void requirePeers() {
    if (javaPeers != null && !Files.isDirectory(javaPeers)) {
      throw new BadInput("--java-peers: %s is no folder; mvn -P peers -pl peers -am package makes peers/target/lib".formatted(javaPeers));
    }
    String python = python();
    if (python != null && !Files.isExecutable(Path.of(python))) {
      throw new BadInput("--peers: %s is no program; name a Python interpreter, or 'java' for peers in Java alone".formatted(python));
    }
  }

  private static void requireAtLeast(String option, int number, int least) {
    if (number < least) {
      throw new BadInput("%s is %d, but must be at least %d".formatted(option, number, least));
    }
  }

  private void print(Measurement measurement, PrintWriter out) {
    if (json) {
      out.println(measurement.toJson());
    } else {
      out.printf(ROW, measurement.text("name"), figure(measurement, "medianMs"), figure(measurement, "p10Ms"),
          figure(measurement, "firstMs"), figure(measurement, "warmMs"), measurement.text("warmSteps"),
          measurement.text("allocatedBytes"), measurement.text("peer"), figure(measurement, "peerMedianMs"), figure(measurement, "ratio"));
    }
    out.flush();
  }

  private static String figure(Measurement measurement, String name) {
    double figure = measurement.figure(name);
    return Double.isNaN(figure) ? "" : String.format(Locale.ROOT, figure < 10 ? "%.3f" : "%.1f", figure);
  }
}
