package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.Type;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A loop over slices. Slices are views of the sequences; what iterations carry and give lies in memory that all runs
/// of the loop use again.
final class ScanLoop implements ControlFlow.Kernel {
  private final Control.Scan scan;
  private final Executable body;
  private final AtomicReference<@Nullable Memory> idle = new AtomicReference<>();

  /// @param carries what is carried
  /// @param slices  the results of one iteration, which go to their stacks
  private record Memory(Carries carries, Array[] slices) {}

  ScanLoop(Control.Scan scan) {
    this.scan = scan;
    this.body = Execution.ready(scan.body());
  }

  @Override
  public void run(Array[] x, Array[] y) {
    Memory kept = idle.getAndSet(null);
    Memory memory = kept != null ? kept : allocate();
    run(x, y, memory.carries, memory.slices);
    idle.set(memory);
  }

  private Memory allocate() {
    List<Type> types = scan.body().outputTypes();
    return new Memory(new Carries(types.subList(0, scan.carry())),
        types.subList(scan.carry(), types.size()).stream().map(Array::allocate).toArray(Array[]::new));
  }

  private void run(Array[] x, Array[] y, Carries carries, Array[] slices) {
    int first = scan.constants() + scan.carry();
    carries.start(x, scan.constants());
    Array[] parameters = x.clone();
    Array[] results = new Array[y.length];
    System.arraycopy(slices, 0, results, scan.carry(), slices.length);
    try (Executable.Repetition repetition = body.new Repetition(Arrays.copyOf(x, scan.constants()))) {
      for (int iteration = 0; iteration < scan.length(); iteration++) {
        int at = scan.backward() ? scan.length() - 1 - iteration : iteration;
        System.arraycopy(carries.now(), 0, parameters, scan.constants(), scan.carry());
        for (int i = first; i < x.length; i++) {
          parameters[i] = slice(x[i], scan.body().type(i), at);
        }
        System.arraycopy(carries.next(), 0, results, 0, scan.carry());
        repetition.fill(parameters, results);
        carries.advance();
        for (int i = scan.carry(); i < y.length; i++) {
          int size = results[i].size();
          System.arraycopy(results[i].elements(), 0, y[i].elements(), at * size, size);
        }
      }
    }
    carries.finish(y);
  }

  private static Array slice(Array sequence, Type type, int at) {
    int[] strides = sequence.strides();
    return sequence.view(type.shape(), sequence.offset() + at * strides[0], Arrays.copyOfRange(strides, 1, strides.length));
  }
}
