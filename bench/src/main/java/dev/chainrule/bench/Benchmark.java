package dev.chainrule.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Measures cases, each in a process of its own, and peers with the same inputs in theirs: in rounds, by turns, so that
/// what else the machine does meets all alike.
///
/// @param threads how many processors may be used; all processes are bound to so many
/// @param seconds how long each process is measured; its warm-up comes on top
/// @param peers   whether to measure peers as well
/// @param jars    a folder of jars with further peers in Java; null if there is none
/// @param python  an interpreter with NumPy, and PyTorch or JAX, for peers; null if those in Java are enough
public record Benchmark(int threads, double seconds, boolean peers, @Nullable Path jars, @Nullable String python) {
  private static final int ROUNDS = 5;

  /// The names that [#run] takes: those of groups, then those of single cases.
  public static Set<String> names() {
    return Cases.names();
  }

  /// Measures cases.
  ///
  /// @param names   of cases or groups
  /// @param report  told of each as soon as it is done, once for each peer; once where there is none
  /// @param leftOut told of peers that cannot be started, and why
  /// @throws BenchmarkException if a process cannot do its work
  public void run(List<String> names, Consumer<Measurement> report, Consumer<String> leftOut) {
    try {
      Path programs = Files.createTempDirectory("chainrule-bench-");
      Processes processes = new Processes(threads, jars, python, programs, leftOut);
      for (Case one : Cases.named(names)) {
        Path inputs = Files.createTempDirectory("chainrule-bench-");
        measure(one, processes, inputs, report);
        delete(inputs);
      }
      delete(programs);
    } catch (IOException e) {
      throw new BenchmarkException("a process for measuring cannot be used: " + e.getMessage());
    }
  }

  private void measure(Case one, Processes processes, Path inputs, Consumer<Measurement> report) throws IOException {
    List<Contender> contenders = new ArrayList<>();
    try {
      contenders.add(processes.ours(one));
      if (peers) {
        contenders.getFirst().writeInputs(inputs);
        contenders.addAll(processes.others(one));
        contenders.addAll(processes.python(one, inputs));
      }
      for (Contender contender : contenders) {
        contender.run(one.checkSteps());
        if (!one.isStart()) {
          contender.warmUp(contender == contenders.getFirst() ? 2 * seconds : seconds);
        }
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (Contender contender : contenders) {
          if (one.isStart()) {
            contender.measureStart(one.checkSteps());
          } else {
            contender.measure(seconds / ROUNDS);
          }
        }
      }
      report(one, contenders, report);
    } finally {
      for (Contender contender : contenders) {
        contender.close();
      }
    }
  }

  private void report(Case one, List<Contender> contenders, Consumer<Measurement> report) {
    Measurement ours = Measurement.of(one.name(), threads, contenders.getFirst());
    if (contenders.size() == 1) {
      report.accept(ours);
    }
    contenders.stream().skip(1).map(ours::beside).forEach(report);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
