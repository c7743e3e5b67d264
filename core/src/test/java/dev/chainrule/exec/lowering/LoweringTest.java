package dev.chainrule.exec.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Verifier;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Concat;
import dev.chainrule.op.Gates;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.Pad;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.Sum;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the passes make of small graphs. That the values stay is held by the tests that compare compiled with eager results.
class LoweringTest {
  private static final Type ROWS = new Type(DType.F32, Shape.of(3, 4, 5));
  private static final Type MATRIX = new Type(DType.F32, Shape.of(5, 6));

  @Test
  void passesAreWatchedInTheirOrder() {
    Graph.Builder builder = new Graph.Builder(List.of(MATRIX));
    Graph graph = builder.build(List.of(builder.add(Gates.STOP_GRADIENT, List.of(0), null)));
    List<String> seen = new ArrayList<>();
    Graph lowered = Lowering.run(graph, (pass, before, after) -> {
      seen.add(pass + " " + before.steps().size() + " " + after.steps().size());
    }).graph();
    assertThat(seen).contains("masks 1 0").hasSameSizeAs(Lowering.PASSES);
    assertThat(lowered.outputs()).containsExactly(0);
  }

  @Test
  void aProductWithAMaskIsAChoice() {
    Graph.Builder graph = new Graph.Builder(List.of(MATRIX, MATRIX.withDType(DType.BOOL)));
    int one = graph.add(new Literal(MATRIX, 1), List.of(), null);
    int zero = graph.add(new Literal(MATRIX, 0), List.of(), null);
    int mask = graph.add(Gates.WHERE, List.of(1, one, zero), null);
    int other = graph.add(Gates.WHERE, List.of(1, zero, one), null);
    int y = graph.add(Gates.ZERO_TIMES, List.of(mask, 0), null);
    int z = graph.add(Gates.ZERO_TIMES, List.of(0, other), null);
    assertThat(lowered(graph.build(List.of(y, z)))).containsExactly("literal", "where", "where");
  }

  @Test
  void aBatchThatMeetsOneMatrixIsOneProduct() {
    Graph.Builder graph = new Graph.Builder(List.of(ROWS, MATRIX));
    int repeated = graph.add(new Broadcast(Shape.of(3, 5, 6), List.of(1, 2)), List.of(1), null);
    Graph built = graph.build(List.of(graph.add(MatMul.PLAIN, List.of(0, repeated), null)));
    assertThat(lowered(built)).containsExactly("reshape", "matmul", "reshape");
  }

  @Test
  void aSumOfProductsIsOneProduct() {
    Graph.Builder graph = new Graph.Builder(List.of(ROWS, ROWS));
    int products = graph.add(new MatMul(true, false), List.of(0, 1), null);
    Graph built = graph.build(List.of(graph.add(new Sum(List.of(0)), List.of(products), null)));
    assertThat(lowered(built)).containsExactly("reshape", "reshape", "matmul");
    Graph keptToo = graph.build(List.of(products, graph.add(new Sum(List.of(0)), List.of(products), null)));
    assertThat(lowered(keptToo)).containsExactly("matmul", "sum");
  }

  @Test
  void transpositionsBecomeFlags() {
    Permute transposed = new Permute(List.of(0, 2, 1));
    Graph.Builder graph = new Graph.Builder(List.of(ROWS, ROWS));
    int right = graph.add(transposed, List.of(1), null);
    int product = graph.add(MatMul.PLAIN, List.of(0, right), null);
    Graph lowered = lower(graph.build(List.of(graph.add(transposed, List.of(product), null))));
    assertThat(lowered.steps()).singleElement().satisfies(step -> {
      assertThat(step.primitive()).isEqualTo(new MatMul(false, true));
      assertThat(step.inputs()).containsExactly(1, 0);
    });
  }

  @Test
  void piecesBetweenZerosArePutSideBySide() {
    Graph.Builder graph = new Graph.Builder(List.of(MATRIX, MATRIX, MATRIX));
    int first = graph.add(padded(0, 10), List.of(0), null);
    int second = graph.add(padded(5, 5), List.of(1), null);
    int third = graph.add(padded(10, 0), List.of(2), null);
    int pair = graph.add(Gates.ADD, List.of(first, third), null);
    Graph whole = lower(graph.build(List.of(graph.add(Gates.ADD, List.of(pair, second), null))));
    assertThat(whole.steps()).singleElement().satisfies(step -> {
      assertThat(step.primitive()).isEqualTo(new Concat(0));
      assertThat(step.inputs()).containsExactly(0, 1, 2);
    });
    assertThat(lowered(graph.build(List.of(pair)))).containsExactly("pad", "pad", "plus");
    int overlapping = graph.add(padded(4, 6), List.of(1), null);
    assertThat(lowered(graph.build(List.of(graph.add(Gates.ADD, List.of(first, overlapping), null))))).containsExactly("pad", "pad", "plus");
  }

  private static Primitive padded(int low, int high) {
    return new Pad(List.of(low, 0), List.of(high, 0), List.of(0, 0), 0);
  }

  @Test
  void reshapesOfReshapesAreOne() {
    Graph.Builder graph = new Graph.Builder(List.of(new Type(DType.F32, Shape.of(12, 5)), MATRIX));
    int x = graph.add(new Reshape(Shape.of(3, 4, 5)), List.of(0), null);
    int repeated = graph.add(new Broadcast(Shape.of(3, 5, 6), List.of(1, 2)), List.of(1), null);
    Graph built = graph.build(List.of(graph.add(MatMul.PLAIN, List.of(x, repeated), null)));
    assertThat(lowered(built)).containsExactly("matmul", "reshape");
  }

  private static List<String> lowered(Graph graph) {
    return lower(graph).steps().stream().map(step -> step.primitive().name()).toList();
  }

  private static Graph lower(Graph graph) {
    return Lowering.run(graph, (pass, before, after) -> {
      Graph verified = Verifier.verify(pass, after);
      assertThat(verified.parameterTypes()).isEqualTo(before.parameterTypes());
      assertThat(verified.outputTypes()).isEqualTo(before.outputTypes());
    }).graph();
  }
}
