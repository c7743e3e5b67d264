package dev.chainrule.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
/// @param python  an interpreter with NumPy, and PyTorch or JAX, for peers; null if those in Java are enough
public record Benchmark(int threads, double seconds, boolean peers, @Nullable String python) {
  private static final int ROUNDS = 5;

  /// The names that [#run] takes: those of groups, then those of single cases.
  public static Set<String> names() {
    return Cases.names();
  }

  /// Measures cases.
  ///
  /// @param names  of cases or groups
  /// @param report told of each as soon as it is done, once for each peer; once where there is none
  /// @throws BenchmarkException if a process cannot do its work
  public void run(List<String> names, Consumer<Measurement> report) {
    try {
      Path folder = Files.createTempDirectory("chainrule-bench-");
      PythonPeers programs = new PythonPeers(threads, python, folder);
      for (Case one : Cases.named(names)) {
        measure(one, programs, report);
      }
      delete(folder);
    } catch (IOException e) {
      throw new BenchmarkException("a process for measuring cannot be used: " + e.getMessage());
    }
  }

  private void measure(Case one, PythonPeers programs, Consumer<Measurement> report) throws IOException {
    Path inputs = Files.createTempDirectory("chainrule-bench-inputs-");
    List<Contender> all = new ArrayList<>();
    try {
      Contender ours = java(one, Case.OURS, programs);
      all.add(ours);
      if (python != null) {
        ours.writeInputs(inputs);
      }
      ours.run(one.checkSteps());
      double result = ours.result();
      ours.warmUp(2 * seconds);
      List<Measurement.Difference> differences = new ArrayList<>();
      if (peers) {
        for (String variant : one.variants().keySet()) {
          if (!variant.equals(Case.OURS)) {
            all.add(java(one, variant, programs));
          }
        }
      }
      all.addAll(programs.start(one, inputs));
      for (Contender peer : all.subList(1, all.size())) {
        peer.run(one.checkSteps());
        differences.add(new Measurement.Difference(result, peer.result()));
        peer.warmUp(seconds);
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (Contender contender : all) {
          contender.measure(seconds / ROUNDS);
        }
      }
      if (all.size() == 1) {
        report.accept(Measurement.of(one.name(), threads, ours));
      }
      for (int i = 1; i < all.size(); i++) {
        report.accept(Measurement.of(one.name(), threads, ours).beside(all.get(i), differences.get(i - 1)));
      }
    } finally {
      for (Contender contender : all) {
        contender.close();
      }
      delete(inputs);
    }
  }

  /// A JVM with the flags of this one.
  private static Contender java(Case one, String variant, PythonPeers programs) throws IOException {
    List<String> command = new ArrayList<>(programs.binding());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("-X") || flag.startsWith("--add-modules"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName(), one.name(), variant));
    return Contender.start(variant, command, Map.of());
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
