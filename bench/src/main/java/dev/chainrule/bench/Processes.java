package dev.chainrule.bench;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Starts what is measured, all bound to the same number of processors.
final class Processes {
  private static final Path TASKSET = Path.of("/usr/bin/taskset");
  private static final String PEER_PROGRAM = "peer.py";
  /// The programs that use a library, and what the libraries are called in results.
  private static final Map<String, String> LIBRARIES = new LinkedHashMap<>();

  static {
    LIBRARIES.put("torch_peer", "pytorch-eager");
    LIBRARIES.put("jax_peer", "jax-jit");
    LIBRARIES.put("numpy_peer", "numpy");
  }

  private final int threads;
  private final @Nullable String python;
  private final Path programs;

  /// @param python   the interpreter for peers; null for none
  /// @param programs an empty folder, into which their programs are put
  Processes(int threads, @Nullable String python, Path programs) throws IOException {
    this.threads = threads;
    this.python = python;
    this.programs = programs;
    for (String library : LIBRARIES.keySet()) {
      copy(library + ".py");
    }
    copy(PEER_PROGRAM);
  }

  private void copy(String program) throws IOException {
    try (InputStream text = Objects.requireNonNull(Processes.class.getResourceAsStream("peers/" + program), program)) {
      Files.copy(text, programs.resolve(program));
    }
  }

  /// A JVM with the flags of this one.
  Contender java(Case one, String variant) throws IOException {
    List<String> command = new ArrayList<>(binding());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("-X") || flag.startsWith("--add-modules"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName(), one.name(), variant));
    return new Contender(variant, new ProcessBuilder(command));
  }

  /// The libraries that know how to do it.
  List<Contender> python(Case one, Path inputs) throws IOException {
    List<Contender> started = new ArrayList<>();
    if (python == null || one.peer().isEmpty()) {
      return started;
    }
    for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
      List<String> command = new ArrayList<>(binding());
      command.addAll(List.of(python, programs.resolve(PEER_PROGRAM).toString(), library.getKey(), one.peerText(), inputs.toString(),
          String.valueOf(threads)));
      ProcessBuilder builder = new ProcessBuilder(command);
      setNumberOfThreads(builder.environment());
      Contender peer = new Contender(library.getValue(), builder);
      if (peer.isReady()) {
        started.add(peer);
      } else {
        peer.close();
      }
    }
    return started;
  }

  private void setNumberOfThreads(Map<String, String> environment) {
    for (String variable : List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
      environment.put(variable, String.valueOf(threads));
    }
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    // They would make OpenBLAS choose its kernels for another processor.
    environment.keySet().removeAll(List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"));
  }

  /// What binds a process to as many processors as there are threads, the last ones; nothing where they are all, or where
  /// the system has no such command.
  private List<String> binding() {
    int processors = Runtime.getRuntime().availableProcessors();
    if (threads >= processors || !Files.isExecutable(TASKSET)) {
      return List.of();
    }
    return List.of(TASKSET.toString(), "--cpu-list", "%d-%d".formatted(processors - threads, processors - 1));
  }
}
