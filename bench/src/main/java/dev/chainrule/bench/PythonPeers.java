package dev.chainrule.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Other libraries that do the same work: Python programs, which are laid out in a folder to be started.
final class PythonPeers {
  private static final List<String> PROGRAMS = List.of("peer.py", "torch_peer.py", "jax_peer.py", "numpy_peer.py");
  /// What `peer.py` is told, and how the peer is called in results.
  private static final Map<String, String> NAMES =
      Map.of("torch_peer", "pytorch-eager", "jax_peer", "jax-jit", "numpy_peer", "numpy");

  private final int threads;
  private final @Nullable String python;
  private final Path folder;

  PythonPeers(int threads, @Nullable String python, Path folder) throws IOException {
    this.threads = threads;
    this.python = python;
    this.folder = folder;
    for (String program : PROGRAMS) {
      try (InputStream text = Objects.requireNonNull(PythonPeers.class.getResourceAsStream("peers/" + program), program)) {
        Files.copy(text, folder.resolve(program));
      }
    }
  }

  /// Those that know how to do it.
  List<Contender> start(Case one, Path inputs) throws IOException {
    List<Contender> started = new ArrayList<>();
    if (python == null || one.peer().isEmpty()) {
      return started;
    }
    for (String program : List.of("torch_peer", "jax_peer", "numpy_peer")) {
      List<String> command = new ArrayList<>(binding());
      command.addAll(List.of(python, folder.resolve("peer.py").toString(), program, one.peerText(), inputs.toString(), String.valueOf(threads)));
      Contender peer = Contender.start(Objects.requireNonNull(NAMES.get(program)), command, environment());
      if (peer.isReady()) {
        started.add(peer);
      } else {
        peer.close();
      }
    }
    return started;
  }

  /// The libraries take these for the number of their threads.
  private Map<String, String> environment() {
    String number = String.valueOf(threads);
    return Map.of("OMP_NUM_THREADS", number, "MKL_NUM_THREADS", number, "OPENBLAS_NUM_THREADS", number,
        "PYTHONDONTWRITEBYTECODE", "1");
  }

  /// What binds a process to as many processors as there are threads, the last ones; nothing where they are all, or where
  /// the system has no such command.
  List<String> binding() {
    int processors = Runtime.getRuntime().availableProcessors();
    if (threads >= processors || !Files.isExecutable(Path.of("/usr/bin/taskset"))) {
      return List.of();
    }
    return List.of("/usr/bin/taskset", "--cpu-list", "%d-%d".formatted(processors - threads, processors - 1));
  }
}
