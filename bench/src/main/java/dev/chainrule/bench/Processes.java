package dev.chainrule.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
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
  private final @Nullable Path jars;
  private final @Nullable String python;
  private final Path programs;
  private final Consumer<String> leftOut;

  /// @param jars     a folder of jars with peers in Java; null for none
  /// @param python   the interpreter for peers; null for none
  /// @param programs an empty folder, into which their programs are put
  /// @param leftOut  told of peers that cannot be started, and why
  Processes(int threads, @Nullable Path jars, @Nullable String python, Path programs, Consumer<String> leftOut) throws IOException {
    this.threads = threads;
    this.jars = jars;
    this.python = python;
    this.programs = programs;
    this.leftOut = leftOut;
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

  /// Ours.
  Contender ours(Case one) throws IOException {
    return new Contender(Case.OURS, java(one, Case.OURS, System.getProperty("java.class.path")));
  }

  /// Its other variants, and what peers in Java know how to do.
  List<Contender> others(Case one) throws IOException {
    List<Contender> started = new ArrayList<>();
    for (String variant : one.variants().keySet()) {
      if (!variant.equals(Case.OURS)) {
        started.add(new Contender(variant, java(one, variant, System.getProperty("java.class.path"))));
      }
    }
    if (jars != null) {
      String classPath = System.getProperty("java.class.path") + File.pathSeparator + jars.resolve("*");
      for (String peer : peersIn(jars)) {
        start(peer, java(one, peer, classPath), started);
      }
    }
    return started;
  }

  /// Starts a peer; says so if it could do the case but for something that is missing.
  private void start(String name, ProcessBuilder builder, List<Contender> started) throws IOException {
    try {
      Contender peer = new Contender(name, builder);
      Optional<String> refusal = peer.refusal();
      if (refusal.isEmpty()) {
        started.add(peer);
        return;
      }
      peer.close();
      if (!refusal.get().equals(Worker.UNKNOWN)) {
        leftOut.accept("%s is left out: %s".formatted(name, refusal.get()));
      }
    } catch (BenchmarkException e) {
      leftOut.accept("%s is left out: %s".formatted(name, e.getMessage()));
    }
  }

  /// The names of the peers in a folder of jars.
  private static List<String> peersIn(Path jars) throws IOException {
    List<URL> urls = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(jars, "*.jar")) {
      for (Path file : files) {
        urls.add(file.toUri().toURL());
      }
    }
    try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), Processes.class.getClassLoader())) {
      return ServiceLoader.load(Peer.class, loader).stream().map(provider -> provider.get().name()).toList();
    }
  }

  /// A JVM with the flags of this one.
  private ProcessBuilder java(Case one, String variant, String classPath) {
    List<String> command = new ArrayList<>(binding());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("-X") || flag.startsWith("--add-modules"))
        .forEach(command::add);
    command.add("-Dchainrule.threads=" + threads);
    command.addAll(List.of("-cp", classPath, Worker.class.getName(), one.name(), variant));
    ProcessBuilder builder = new ProcessBuilder(command);
    setNumberOfThreads(builder.environment());
    return builder;
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
      start(library.getValue(), builder, started);
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
