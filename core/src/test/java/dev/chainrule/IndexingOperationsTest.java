package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.vmap;
import static dev.chainrule.Functions.arange;
import static dev.chainrule.Functions.concat;
import static dev.chainrule.Functions.eye;
import static dev.chainrule.Functions.linspace;
import static dev.chainrule.Functions.oneHot;
import static dev.chainrule.Functions.stack;
import static dev.chainrule.Functions.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Elements chosen by place and by order, tensors joined and counted out.
class IndexingOperationsTest {
  private static final Tensor TABLE = Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});

  @Test
  void takeReadsRowsAndAddsTheirGradients() {
    Tensor rows = Tensor.of(2, 0, -1);
    assertElements(TABLE.take(rows, 0), 5, 6, 1, 2, 5, 6);
    assertElements(TABLE.take(Tensor.of(1), -1), 2, 4, 6);
    assertElements(grad(t -> t.take(rows, 0).sum()).apply(TABLE), 1, 1, 0, 0, 2, 2);
    assertFails(() -> TABLE.take(Tensor.of(3), 0), "[take] index 3 at position 0 is outside axis 0, which has extent 3");
    assertFails(() -> TABLE.take(Tensor.of(1.0), 0), "[take] indices must be I32 or I64, not F64; convert with .to(I32)");
  }

  @Test
  void takeAlongAxisReadsOneElementForEachIndex() {
    Tensor columns = Tensor.of(1, 0, 1).expandDims(1);
    assertElements(TABLE.takeAlongAxis(columns, 1), 2, 3, 6);
    assertElements(grad(t -> t.takeAlongAxis(columns, -1).sum()).apply(TABLE), 0, 1, 1, 0, 0, 1);
  }

  @Test
  void scatterAddIsDifferentiatedInBaseAndUpdates() {
    Tensor places = Tensor.of(0, 0);
    assertElements(Tensor.of(1.0, 2.0).scatterAdd(places, Tensor.of(10.0, 20.0), 0), 31, 2);
    assertElements(grad(u -> Tensor.of(1.0, 2.0).scatterAdd(places, u, 0).square().sum()).apply(Tensor.of(10.0, 20.0)), 62, 62);
    assertElements(grad(b -> b.scatterAdd(places, Tensor.of(10.0, 20.0), 0).square().sum()).apply(Tensor.of(1.0, 2.0)), 62, 4);
  }

  @Test
  void oneHotRefusesIndicesThatHaveNoPlace() {
    assertThat(oneHot(Tensor.of(1, 0), 3).toFloats()).containsExactly(0, 1, 0, 1, 0, 0);
    assertThat(Tensor.of(2).oneHot(3, DType.I32).toInts()).containsExactly(0, 0, 1);
    assertThat(oneHot(Tensor.of(-1, 2, -7), 3).toFloats()).containsExactly(0, 0, 0, 0, 0, 1, 0, 0, 0);
    assertFails(() -> oneHot(Tensor.of(1, 3), 3), "[oneHot] index 3 at position 1 is outside axis 1, which has extent 3");
    assertFails(() -> oneHot(Tensor.of(1.0), 3), "[oneHot] indices must be I32 or I64, not F64; convert with .to(I32)");
  }

  @Test
  void sortsAndTheirPositions() {
    Tensor x = Tensor.of(new double[][] {{3, 1, 2}, {5, 5, 4}});
    assertElements(x.sort(), 1, 2, 3, 4, 5, 5);
    assertElements(x.sort(0), 3, 1, 2, 5, 5, 4);
    assertElements(x.sortDescending(1), 3, 2, 1, 5, 5, 4);
    assertThat(x.argSort().toInts()).containsExactly(1, 2, 0, 2, 0, 1);
    assertThat(x.argSortDescending(-1).toInts()).containsExactly(0, 2, 1, 0, 1, 2);
    assertElements(grad(u -> u.sort(0).get(1, 2)).apply(x), 0, 0, 0, 0, 0, 1);
  }

  @Test
  void topKGivesElementsAndPositions() {
    TopK top = Tensor.of(new double[][] {{3, 1, 2}, {5, 5, 4}}).topK(2);
    assertElements(top.values(), 3, 2, 5, 5);
    assertThat(top.indices().toInts()).containsExactly(0, 2, 0, 1);
    assertElements(TABLE.topK(1, 0).values(), 5, 6);
    assertElements(grad(x -> x.topK(1).values().sum()).apply(Tensor.of(1.0, 9.0, 9.0)), 0, 1, 0);
    assertFails(() -> TABLE.topK(3), "[topK] 3 elements were asked for of axis -1 of shape [3, 2], which has 2");
  }

  @Test
  void indicesMayDifferByExample() {
    Tensor indices = Tensor.of(Shape.of(2, 1), new int[] {2, 0});
    assertElements(vmap((Tensor i) -> TABLE.take(i, 0)).apply(indices), 5, 6, 1, 2);
  }

  @Test
  void concatAndStackJoin() {
    Tensor a = Tensor.of(1.0, 2.0);
    assertElements(concat(-1, a, Tensor.of(3.0, 4.0, 5.0)), 1, 2, 3, 4, 5);
    assertElements(stack(-1, a, a.neg()), 1, -1, 2, -2);
    assertThat(stack(0, List.of(Tensor.of(1), Tensor.of(2))).toInts()).containsExactly(1, 2);
    assertFails(() -> stack(0, a, Tensor.of(1.0)), "[stack] shapes [2] and [] differ; concat joins along an axis that exists");
    assertFails(() -> stack(0), "[stack] was given no tensors; it takes one or more");
    assertFails(() -> concat(0), "[concat] was given no tensors; it takes one or more");
    assertFails(() -> concat(1, a, a), "[concat] axis 1 of a tensor of shape [2]: axes go from -1 to 0");
  }

  @Test
  void whereTakesNumbersToo() {
    Tensor x = Tensor.of(-1.0, 2.0);
    assertElements(where(x.gt(0), x, 0), 0, 2);
    assertElements(where(x.gt(0), 1, x), -1, 1);
    assertElements(grad(u -> where(u.gt(0), u.log(), 0).sum()).apply(x), 0, 0.5);
    assertFails(() -> where(x.gt(0), Tensor.of(1, 2), 0.5), "[where] 0.5 is no I32 value; convert the tensor first, as in x.to(F32)");
  }

  @Test
  void ranges() {
    assertThat(arange(3).toInts()).containsExactly(0, 1, 2);
    assertElements(arange(DType.F64, 1, 2, 0.25), 1, 1.25, 1.5, 1.75);
    assertThat(arange(DType.I64, 5, 0, -2).toLongs()).containsExactly(5, 3, 1);
    assertThat(arange(DType.I32, 5, 0, 1).size()).isZero();
    assertElements(linspace(DType.F64, 0, 1, 5), 0, 0.25, 0.5, 0.75, 1);
    assertElements(linspace(DType.F64, 3, 4, 1), 3);
    assertElements(eye(DType.F64, 2), 1, 0, 0, 1);
    assertFails(() -> arange(DType.F64, 0, 1, 0), "[arange] steps of 0.0 do not lead from 0.0 to 1.0");
    assertFails(() -> linspace(DType.I32, 0, 1, 2), "[linspace] makes floating numbers, not I32; arange counts in integers");
  }

  private static void assertElements(Tensor x, double... elements) {
    assertThat(x.toDoubles()).containsExactly(elements, within(1e-12));
  }

  private static void assertFails(ThrowingCallable code, String message) {
    assertThatThrownBy(code).isInstanceOf(ChainruleException.class).hasMessage(message);
  }
}
