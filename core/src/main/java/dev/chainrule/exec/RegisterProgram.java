package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.op.AnyAll;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Cast;
import dev.chainrule.op.Concat;
import dev.chainrule.op.Flip;
import dev.chainrule.op.Iota;
import dev.chainrule.op.Norm;
import dev.chainrule.op.Pad;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.Slice;
import dev.chainrule.op.Sum;
import dev.chainrule.op.Take;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A graph over few numbers, with all loops inside it, as one program over registers: of the time that a kernel for each
/// operation would take, most would go to handing over its arrays.
final class RegisterProgram implements StructuralKernel {
  /// Tensors larger than this are better served by kernels.
  private static final int LARGEST = 16;
  /// How many states of a loop its reverse keeps: tables of so many rows, of which one is written at a time.
  private static final int TABLE = 33;
  /// Elements of all pointwise steps together.
  private static final int MOST = 10_000_000;
  /// Registers, whose numbers are in the code.
  private static final int REGISTERS = 1 << 20;
  /// Up to so many registers are copied for a run sooner than memory for them is leased.
  private static final int FEW = 256;
  private static final ArrayPool<double[]> MEMORY = new ArrayPool<>(double[]::new);

  private final double[] image;
  private final ScalarNode[] nodes;
  private final List<int[]> inputs;
  private final List<int[]> outputs;
  private final int chunks;
  private final int lines;

  private RegisterProgram(Graph graph) {
    ScalarLowering lowering = new ScalarLowering();
    inputs = graph.parameterTypes().stream().map(type -> lowering.registers.fresh(type.dtype(), type.shape().size())).toList();
    outputs = lowering.graph(graph, inputs);
    ScalarAssembly assembly = new ScalarAssembly(lowering, outputs);
    nodes = assembly.nodes();
    chunks = assembly.chunks();
    lines = assembly.lines();
    image = lowering.registers.image();
  }

  /// A graph as such a program; null if it is none, or too large.
  static @Nullable RegisterProgram of(Graph graph) {
    boolean small = !graph.steps().isEmpty() && Stream.of(graph.parameterTypes(), graph.outputTypes()).flatMap(List::stream)
        .allMatch(type -> type.shape().size() <= LARGEST);
    return small && new Count().fits(graph) ? new RegisterProgram(graph) : null;
  }

  /// A loop as such a program; null if it is none, or too large. Its sequences may be long.
  static @Nullable RegisterProgram of(Control loop, List<Type> x) {
    boolean loops = loop instanceof Control.While || loop instanceof Control.Scan;
    if (!loops || sizes(x) + sizes(loop.infer(x)) >= REGISTERS || !new Count().fits(loop)) {
      return null;
    }
    Graph.Builder builder = new Graph.Builder(x);
    int first = builder.add(loop, IntStream.range(0, x.size()).boxed().toList(), null);
    return new RegisterProgram(builder.build(IntStream.range(first, builder.slots()).boxed().toList()));
  }

  private static long sizes(List<Type> types) {
    return types.stream().mapToLong(type -> type.shape().size()).sum();
  }

  @Override
  public void run(Array[] x, Array[] y) {
    if (image.length <= FEW) {
      run(x, y, image.clone());
      return;
    }
    double[] registers = MEMORY.take(image.length);
    try {
      System.arraycopy(image, 0, registers, 0, image.length);
      run(x, y, registers);
    } finally {
      MEMORY.give(registers);
    }
  }

  private void run(Array[] x, Array[] y, double[] registers) {
    for (int i = 0; i < x.length; i++) {
      read(x[i], inputs.get(i), registers);
    }
    try {
      ScalarNode.all(nodes, registers);
    } catch (ArithmeticException divisionByZero) {
      throw PointwiseKernel.dividedByZero();
    }
    for (int i = 0; i < y.length; i++) {
      write(registers, outputs.get(i), y[i]);
    }
  }

  /// Parameters lie in registers that follow each other.
  private static void read(Array x, int[] places, double[] registers) {
    if (x.isContiguous() && x.elements() instanceof double[] doubles) {
      System.arraycopy(doubles, 0, registers, places.length == 0 ? 0 : places[0], places.length);
      return;
    }
    for (int element = 0; element < places.length; element++) {
      registers[places[element]] = x.getDouble(element);
    }
  }

  private static void write(double[] registers, int[] places, Array y) {
    if (y.elements() instanceof double[] doubles) {
      for (int element = 0; element < places.length; element++) {
        doubles[element] = registers[places[element]];
      }
      return;
    }
    for (int element = 0; element < places.length; element++) {
      y.setDouble(element, registers[places[element]]);
    }
  }

  String describe() {
    return "%d registers, %d instructions in %d pieces".formatted(image.length, lines, chunks);
  }

  /// What a loop consists of.
  private static final class Count {
    private long pointwise;

    private boolean fits(Control control) {
      return switch (control) {
        case Control.While loop -> fits(loop.condition()) && fits(loop.body());
        case Control.Scan scan -> scan.length() > 0 && fits(scan.body());
        case Control.Call call -> fits(call.graph());
        case Control.Checkpoint checkpoint -> fits(checkpoint.graph());
        case Control.WithDerivative own -> fits(own.graph());
        case Control.Switch choice -> false;
      };
    }

    boolean fits(Graph graph) {
      for (int slot = 0; slot < graph.slots(); slot++) {
        DType type = graph.type(slot).dtype();
        if (type == DType.I64 || graph.type(slot).shape().size() == 0) {
          return false;
        }
      }
      return graph.steps().stream().allMatch(step -> fits(graph, step)) && pointwise <= MOST;
    }

    private boolean fits(Graph graph, Graph.Step step) {
      Shape shape = graph.type(step.first()).shape();
      return switch (step.primitive()) {
        case Pointwise gate -> {
          pointwise += shape.size();
          boolean table = shape.rank() > 0 && shape.size() / shape.extent(0) <= LARGEST && shape.extent(0) == TABLE;
          yield shape.size() <= LARGEST || table;
        }
        case Sum sum -> graph.type(step.inputs().getFirst()).shape().size() <= LARGEST * LARGEST;
        case Norm norm -> graph.type(step.inputs().getFirst()).shape().size() <= LARGEST * LARGEST;
        case Take take -> take.axis() == 0 && graph.type(step.inputs().get(1)).shape().rank() == 0;
        case Literal literal -> true;
        case Iota iota -> true;
        case Cast cast -> shape.size() <= LARGEST;
        case AnyAll fold -> true;
        case Reshape reshape -> true;
        case Broadcast broadcast -> true;
        case Permute permute -> true;
        case Slice slice -> true;
        case Concat concat -> true;
        case Pad pad -> true;
        case Flip flip -> true;
        case Control control -> fits(control);
        default -> false;
      };
    }
  }
}
