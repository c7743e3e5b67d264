package dev.chainrule.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.management.ThreadMXBean;
import dev.chainrule.Tensor;
import dev.chainrule.nn.file.Npy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A process that does the work of one case, on command: what a case costs at first shows only in a JVM that has done
/// nothing else. It reads a command a line, and answers each with a line of JSON. Peers do the same.
///
/// - `inputs DIR` writes the tensors that go in.
/// - `run N` takes N steps, each timed.
/// - `time SECONDS` takes steps for so long.
///
/// To the last two it answers with the samples, what the last step came to, what was allocated, and how much memory the
/// process has needed so far.
public final class Worker {
  /// What a peer answers that does not know how to do a case.
  static final String UNKNOWN = "unknown case";

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Workload workload;
  private final Stopwatch stopwatch;

  private Worker(Workload workload) {
    this.workload = workload;
    this.stopwatch = new Stopwatch(workload::step);
  }

  /// Works on the variant of the case that the arguments name, until there are no more commands.
  public static void main(String[] arguments) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err); // Nothing else may come between the answers.
    Workload workload = workload(Cases.named(arguments[0]), arguments[1]);
    JsonObject greeting = new JsonObject();
    if (workload == null) {
      greeting.addProperty("refused", UNKNOWN);
      answers.println(greeting);
      return;
    }
    answers.println(greeting);
    Worker worker = new Worker(workload);
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String command = commands.readLine(); command != null; command = commands.readLine()) {
      String[] parts = command.split(" ", 2);
      answers.println(worker.answer(parts[0], parts[1]));
    }
  }

  /// A variant of the case, or else what a peer of that name makes of it.
  private static @Nullable Workload workload(Case one, String name) {
    Supplier<Workload> variant = one.variants().get(name);
    if (variant != null) {
      return variant.get();
    }
    Peer peer = ServiceLoader.load(Peer.class).stream().map(ServiceLoader.Provider::get)
        .filter(candidate -> candidate.name().equals(name)).findFirst().orElseThrow();
    return one.peer().isEmpty() ? null : peer.workload(one.peer(), one.variants().get(Case.OURS).get().inputs());
  }

  private JsonObject answer(String command, String argument) throws IOException {
    switch (command) {
      case "inputs" -> {
        for (Map.Entry<String, Tensor> input : workload.inputs().entrySet()) {
          Npy.write(Path.of(argument, input.getKey() + ".npy"), input.getValue());
        }
      }
      case "run" -> {
        return timed(watch -> watch.run(Integer.parseInt(argument)));
      }
      case "time" -> {
        return timed(watch -> watch.time(Double.parseDouble(argument)));
      }
      default -> throw new IllegalArgumentException("[Worker] there is no command '%s'".formatted(command));
    }
    return new JsonObject();
  }

  private JsonObject timed(Function<Stopwatch, Samples> work) throws IOException {
    long before = THREADS.getTotalThreadAllocatedBytes();
    Samples samples = work.apply(stopwatch);
    long allocated = THREADS.getTotalThreadAllocatedBytes() - before;
    JsonArray steps = new JsonArray();
    JsonArray nanos = new JsonArray();
    for (int i = 0; i < samples.size(); i++) {
      steps.add(samples.steps(i));
      nanos.add(samples.nanos(i));
    }
    JsonObject answer = new JsonObject();
    answer.add("steps", steps);
    answer.add("nanos", nanos);
    answer.addProperty("result", workload.result());
    answer.addProperty("allocated", allocated);
    answer.addProperty("resultBytes", workload.resultBytes());
    answer.addProperty("memory", ProcessMemory.peak());
    return answer;
  }
}
