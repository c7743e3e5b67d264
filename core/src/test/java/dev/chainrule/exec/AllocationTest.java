package dev.chainrule.exec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.op.Gates;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Sum;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What a compiled step allocates: its results, and next to nothing else.
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void aStepAllocatesItsResultsAlone() {
    Type x = new Type(DType.F32, Shape.of(512, 512));
    Graph.Builder graph = new Graph.Builder(List.of(x));
    int scale = graph.add(new Literal(x, 0.5), List.of(), null);
    int h = 0;
    for (int layer = 0; layer < 6; layer++) {
      int moved = graph.add(new Permute(List.of(1, 0)), List.of(h), null);
      h = graph.add(Gates.RELU, List.of(graph.add(Gates.MUL, List.of(moved, scale), null)), null);
    }
    Executable executable = new Executable(graph.build(List.of(graph.add(new Sum(List.of(1)), List.of(h), null))));
    Array[] parameters = {random(x)};
    for (int i = 0; i < 20; i++) {
      executable.run(parameters);
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    executable.run(parameters);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    long touched = 4L * 6 * 4 * x.shape().size();
    assertThat(allocated).as("bytes of %,d touched", touched).isLessThan(4 * 512 + touched / 100);
  }

  @Test
  void productsAllocateNextToNothing() {
    for (MatMul matmul : List.of(MatMul.PLAIN, new MatMul(true, true))) {
      Array x = random(new Type(DType.F32, Shape.of(200, 200)));
      Array y = Array.allocate(x.type());
      for (int i = 0; i < 20; i++) {
        MatrixProduct.run(matmul, x, x, y, Epilogue.NONE);
      }
      long before = THREADS.getCurrentThreadAllocatedBytes();
      MatrixProduct.run(matmul, x, x, y, Epilogue.NONE);
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat(allocated).as("bytes for %s of %s", matmul, x.type()).isLessThan(4L * y.size() / 5);
    }
  }

  private static Array random(Type type) {
    Random random = new Random(1);
    Array array = Array.allocate(type);
    for (int i = 0; i < array.size(); i++) {
      array.setDouble(i, random.nextGaussian());
    }
    return array;
  }
}
