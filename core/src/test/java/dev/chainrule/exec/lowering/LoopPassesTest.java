package dev.chainrule.exec.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.PassObserver;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Verifier;
import dev.chainrule.op.Gates;
import dev.chainrule.op.MatMul;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What becomes of loops. That the values stay is held by the tests that compare compiled with eager loops.
class LoopPassesTest {
  private static final int LENGTH = 7;
  private static final PassObserver VERIFYING = (pass, before, after) -> {
    Verifier.verify(pass, after);
    after.steps().forEach(step -> {
      if (step.primitive() instanceof Control.Scan scan) {
        Verifier.verify(pass, scan.body());
      }
    });
  };

  private static Type matrix(int... extents) {
    return new Type(DType.F64, Shape.of(extents));
  }

  @Test
  void productsOfSlicesAndInvariantsMoveBeforeTheLoop() {
    Graph.Builder body = new Graph.Builder(List.of(matrix(5, 6), matrix(4, 6), matrix(4, 5)));
    int scaled = body.add(Gates.SQUARE, List.of(0), null);
    int product = body.add(MatMul.PLAIN, List.of(2, scaled), null);
    Graph built = body.build(List.of(body.add(Gates.MUL, List.of(1, product), null)));
    Graph.Builder graph = new Graph.Builder(List.of(matrix(5, 6), matrix(4, 6), matrix(LENGTH, 4, 5)));
    int carry = graph.add(new Control.Scan(built, 1, 1, LENGTH, false), List.of(0, 1, 2), null);
    Graph lowered = Lowering.run(graph.build(List.of(carry)), VERIFYING).graph();
    assertThat(names(lowered)).containsExactly("square", "reshape", "matmul", "reshape", "scan");
    assertThat(names(body(lowered))).containsExactly("times");
  }

  @Test
  void sumsOfProductsMoveBehindTheLoop() {
    Graph.Builder body = new Graph.Builder(List.of(matrix(5, 6), matrix(4, 6), matrix(4, 5)));
    int next = body.add(Gates.TANH, List.of(1), null);
    int product = body.add(new MatMul(true, false), List.of(2, next), null);
    int total = body.add(Gates.ADD, List.of(0, product), null);
    Graph built = body.build(List.of(total, next));
    Graph.Builder graph = new Graph.Builder(List.of(matrix(5, 6), matrix(4, 6), matrix(LENGTH, 4, 5)));
    int carry = graph.add(new Control.Scan(built, 0, 2, LENGTH, true), List.of(0, 1, 2), null);
    Graph lowered = Lowering.run(graph.build(List.of(carry, carry + 1)), VERIFYING).graph();
    assertThat(names(lowered)).containsExactly("scan", "reshape", "reshape", "matmul", "plus");
    assertThat(names(body(lowered))).containsExactly("tanh");
  }

  @Test
  void aTotalThatIsReadOnTheWayStays() {
    Graph.Builder body = new Graph.Builder(List.of(matrix(5, 6), matrix(4, 5), matrix(4, 6)));
    int product = body.add(new MatMul(true, false), List.of(1, 2), null);
    int total = body.add(Gates.ADD, List.of(0, product), null);
    Graph built = body.build(List.of(total, total));
    Graph.Builder graph = new Graph.Builder(List.of(matrix(5, 6), matrix(LENGTH, 4, 5), matrix(LENGTH, 4, 6)));
    int carry = graph.add(new Control.Scan(built, 0, 1, LENGTH, false), List.of(0, 1, 2), null);
    Graph lowered = Lowering.run(graph.build(List.of(carry, carry + 1)), VERIFYING).graph();
    assertThat(names(body(lowered))).containsExactly("matmul", "plus");
  }

  @Test
  void loopsThatCarryTheSameAreOne() {
    Graph.Builder graph = new Graph.Builder(List.of(matrix(4), matrix(LENGTH, 4)));
    int last = graph.add(new Control.Scan(forward(false), 0, 1, LENGTH, false), List.of(0, 1), null);
    int again = graph.add(new Control.Scan(forward(true), 0, 1, LENGTH, false), List.of(0, 1), null);
    Graph lowered = Lowering.run(graph.build(List.of(last, again + 1)), VERIFYING).graph();
    assertThat(names(lowered)).containsExactly("scan");
    assertThat(lowered.outputs()).containsExactly(2, 3);
  }

  @Test
  void whatTheLoopBeforeHadComputedIsRead() {
    Graph.Builder backward = new Graph.Builder(List.of(matrix(4), matrix(4)));
    int again = backward.add(Gates.TANH, List.of(1), null);
    Graph reader = backward.build(List.of(backward.add(Gates.MUL, List.of(0, again), null)));
    Graph.Builder graph = new Graph.Builder(List.of(matrix(4), matrix(LENGTH, 4)));
    int first = graph.add(new Control.Scan(forward(true), 0, 1, LENGTH, false), List.of(0, 1), null);
    int second = graph.add(new Control.Scan(reader, 0, 1, LENGTH, true), List.of(0, first + 1), null);
    Graph lowered = Lowering.run(graph.build(List.of(second)), VERIFYING).graph();
    assertThat(names(lowered)).containsExactly("scan", "scan");
    assertThat(names(body(lowered))).containsExactly("tanh", "plus");
    assertThat(names(((Control.Scan) lowered.steps().getLast().primitive()).body())).containsExactly("times");
  }

  /// h ← tanh h + x, and with `starts` each h before, stacked.
  private static Graph forward(boolean starts) {
    Graph.Builder body = new Graph.Builder(List.of(matrix(4), matrix(4)));
    int next = body.add(Gates.ADD, List.of(body.add(Gates.TANH, List.of(0), null), 1), null);
    return body.build(starts ? List.of(next, 0) : List.of(next));
  }

  private static Graph body(Graph graph) {
    return graph.steps().stream().map(Graph.Step::primitive).filter(Control.Scan.class::isInstance).map(Control.Scan.class::cast)
        .findFirst().orElseThrow().body();
  }

  private static List<String> names(Graph graph) {
    return graph.steps().stream().map(step -> step.primitive().name()).toList();
  }
}
