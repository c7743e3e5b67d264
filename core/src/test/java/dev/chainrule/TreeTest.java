package dev.chainrule;

import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.chainrule.graph.StructureException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What can be a parameter, and what comes back for it.
class TreeTest {
  private record Linear(Tensor w, Tensor b) {}

  private record Block<T>(T inner, String activation, int repeats) {}

  private record Model(Block<Linear> first, List<Block<Tensor>> rest, Map<String, Tensor> table) {}

  private record Indexed(Tensor weights, Tensor positions, Tensor mask) {}

  /// A class that is no record, and says itself what its leaves are.
  private static final class Polynomial implements Tree.Node<Polynomial> {
    private final Tensor slope;
    private final Linear rest;
    private final String name;

    Polynomial(Tensor slope, Linear rest, String name) {
      this.slope = slope;
      this.rest = rest;
      this.name = name;
    }

    @Override
    public List<?> leaves() {
      return List.of(slope, rest, name);
    }

    @Override
    public Polynomial rebuild(List<?> leaves) {
      return new Polynomial((Tensor) leaves.get(0), (Linear) leaves.get(1), (String) leaves.get(2));
    }
  }

  private static final Tensor A = Tensor.of(1.0, 2.0);
  private static final Tensor B = Tensor.of(3.0);
  private static final Tensor C = Tensor.of(4.0, 5.0, 6.0);

  private static Model model() {
    Map<String, Tensor> table = new LinkedHashMap<>();
    table.put("z", Tensor.of(10.0));
    table.put("a", Tensor.of(20.0));
    return new Model(new Block<>(new Linear(A, B), "relu", 2), List.of(new Block<>(C, "tanh", 1)), table);
  }

  @Test
  void leavesHaveTheNamesOfTheirPlaces() {
    Tensor t = Tensor.of(1.0);
    Model model = new Model(new Block<>(new Linear(t, t), "relu", 1), List.of(new Block<>(t, "", 0), new Block<>(t, "", 0)), Map.of("key", t));
    assertThat(Tree.named(model).keySet())
        .containsExactly("first.inner.w", "first.inner.b", "rest[0].inner", "rest[1].inner", "table[key]");
    assertThat(Tree.named(List.of(t, List.of(t))).keySet()).containsExactly("[0]", "[1][0]");
    assertThat(Tree.named(t)).containsOnlyKeys("x");
  }

  @Test
  void leavesKnowWhatRecordsTheyAreIn() {
    Tensor t = Tensor.of(1.0);
    Model model = new Model(new Block<>(new Linear(t, t), "relu", 1), List.of(new Block<>(t, "", 0)), Map.of("key", t));
    assertThat(Tree.within(Linear.class, model)).containsExactly(true, true, false, false);
    assertThat(Tree.within(Record.class, t)).containsExactly(false);
    assertThat(Tree.within(Record.class, List.of(model, t))).containsExactly(true, true, true, true, false);
  }

  @Test
  void leavesComeInTheOrderOfComponentsPositionsAndSortedKeys() {
    Model model = model();
    assertThat(Tree.leaves(model)).containsExactly(A, B, C, model.table().get("a"), model.table().get("z"));
  }

  @Test
  void theGradientHasTheTypeAndTheStructureOfTheParameters() {
    Function<Model, Tensor> loss = m -> m.first().inner().w().sum().times(m.first().repeats())
        .plus(m.rest().getFirst().inner().square().sum())
        .plus(m.table().get("a").times(m.table().get("z")));
    Model gradient = grad(loss).apply(model());
    assertThat(Tree.structure(gradient)).isEqualTo(Tree.structure(model()));
    assertThat(gradient.first().inner().w().toDoubles()).containsExactly(2, 2);
    assertThat(gradient.first().inner().b().item()).isZero();
    assertThat(gradient.first().activation()).isEqualTo("relu");
    assertThat(gradient.rest().getFirst().inner().toDoubles()).containsExactly(8, 10, 12);
    assertThat(gradient.table().get("a").item()).isEqualTo(10);
    assertThat(gradient.table().get("z").item()).isEqualTo(20);
  }

  @Test
  void mapsComeBackSorted() {
    assertThat(Tree.map(model(), Tensor::neg).table().keySet()).containsExactly("a", "z");
  }

  @Test
  void rebuiltListsAndMapsCannotBeChanged() {
    Model rebuilt = Tree.map(model(), Tensor::neg);
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> rebuilt.rest().add(null));
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> rebuilt.table().clear());
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> Tree.leaves(rebuilt).clear());
  }

  @Test
  void aListGivenIsNotTheListThatComesBack() {
    List<Tensor> given = new ArrayList<>(List.of(A, B));
    List<Tensor> gradient = grad((List<Tensor> x) -> x.getFirst().sum()).apply(given);
    given.clear();
    assertThat(gradient).hasSize(2);
  }

  @Test
  void anotherClassSaysItselfWhatItsLeavesAre() {
    Polynomial polynomial = new Polynomial(Tensor.of(2.0), new Linear(Tensor.of(3.0), Tensor.of(4.0)), "p");
    Polynomial gradient = grad((Polynomial p) -> p.slope.times(p.rest.w()).plus(p.rest.b().times(7))).apply(polynomial);
    assertThat(Tree.leaves(gradient)).extracting(Tensor::item).containsExactly(3.0, 2.0, 7.0);
    assertThat(gradient.name).isEqualTo("p");
    assertThat(Tree.structure(new Polynomial(A, new Linear(B, B), "q"))).isNotEqualTo(Tree.structure(polynomial));
  }

  @Test
  void theSameTensorTwiceIsTwoParameters() {
    Linear gradient = grad((Linear p) -> p.w().times(p.b())).apply(new Linear(B, B));
    assertThat(gradient.w().item()).isEqualTo(3);
    assertThat(gradient.b().item()).isEqualTo(3);
    Linear different = grad((Linear p) -> p.w().times(2).plus(p.b().times(5))).apply(new Linear(B, B));
    assertThat(different.w().item()).isEqualTo(2);
    assertThat(different.b().item()).isEqualTo(5);
  }

  @Test
  void integersAndTruthAreCarriedWithAZeroGradientOfTheirOwnType() {
    Indexed at = new Indexed(C, Tensor.of(2, 0), Tensor.of(true, false, true));
    Indexed gradient = grad((Indexed i) -> i.weights().take(i.positions(), 0).sum()).apply(at);
    assertThat(gradient.weights().toDoubles()).containsExactly(1, 0, 1);
    assertThat(gradient.positions().toInts()).containsExactly(0, 0);
    assertThat(gradient.mask().toBooleans()).containsExactly(false, false, false);
  }

  @Test
  void whatIsNoTensorTellsStructuresApart() {
    Block<Tensor> once = new Block<>(A, "relu", 1);
    assertThat(Tree.structure(new Block<>(C, "relu", 1))).as("values do not count").isEqualTo(Tree.structure(once));
    assertThat(Tree.structure(new Block<>(A, "relu", 2))).isNotEqualTo(Tree.structure(once));
    assertThat(Tree.structure(new Block<>(A, "tanh", 1))).isNotEqualTo(Tree.structure(once));
    assertThat(Tree.structure(new Block<>(List.of(A), "relu", 1))).isNotEqualTo(Tree.structure(once));
    assertThat(Tree.structure(Map.of("a", A))).isNotEqualTo(Tree.structure(Map.of("b", A)));
  }

  @Test
  void twoTreesMapPairByPairIfTheirStructureIsTheSame() {
    Linear sum = Tree.map(new Linear(A, B), new Linear(A, B), Tensor::plus);
    assertThat(sum.w().toDoubles()).containsExactly(2, 4);
    assertThatExceptionOfType(StructureException.class)
        .isThrownBy(() -> Tree.map(new Block<>(A, "relu", 1), new Block<>(A, "tanh", 1), Tensor::plus))
        .withMessageContaining("[map]").withMessageContaining("structure");
  }

  @Test
  void aTreeIsRebuiltFromAsManyTensorsAsItHas() {
    assertThatExceptionOfType(StructureException.class).isThrownBy(() -> Tree.rebuild(new Linear(A, B), List.of(A)))
        .withMessage("[rebuild] fewer tensors were given than the tree has");
    assertThatExceptionOfType(StructureException.class).isThrownBy(() -> Tree.rebuild(new Linear(A, B), List.of(A, B, C)))
        .withMessage("[rebuild] 3 tensors were given for a tree of 2");
  }

  private record Normalised(Tensor w) {
    Normalised {
      w = w.div(w.norm());
    }
  }

  private record NormalisedAll(List<Tensor> ws) {
    NormalisedAll {
      ws = ws.stream().map(w -> w.div(w.norm())).toList();
    }
  }

  private record Copied(List<Tensor> ws, Map<String, Tensor> table) {
    Copied {
      ws = List.copyOf(ws);
      table = Map.copyOf(table);
    }
  }

  private static final class Doubling implements Tree.Node<Doubling> {
    private final Tensor x;

    Doubling(Tensor x) {
      this.x = x;
    }

    @Override
    public List<?> leaves() {
      return List.of(x);
    }

    @Override
    public Doubling rebuild(List<?> leaves) {
      return new Doubling(((Tensor) leaves.getFirst()).times(2));
    }
  }

  static List<Object> changed() {
    return List.of(new Normalised(A), new NormalisedAll(List.of(A, C)), new Doubling(A));
  }

  /// A constructor that normalises, run on the parameters made for a derivative, would hide its own derivative.
  @ParameterizedTest
  @MethodSource("changed")
  void aRebuildThatChangesTensorsIsRefused(Object tree) {
    assertThatExceptionOfType(StructureException.class)
        .isThrownBy(() -> grad((Object p) -> Tree.leaves(p).getFirst().sum()).apply(tree))
        .withMessageContaining(tree.getClass().getSimpleName());
    assertThatExceptionOfType(StructureException.class)
        .isThrownBy(() -> jit((Object p) -> Tree.leaves(p).getFirst().sum()).apply(tree));
  }

  @Test
  void constructorsMayCopyTheirListsAndMaps() {
    Copied gradient = grad((Copied c) -> c.ws().getFirst().sum().plus(c.table().get("b").sum()))
        .apply(new Copied(List.of(A), Map.of("a", C, "b", B)));
    assertThat(gradient.ws().getFirst().toDoubles()).containsExactly(1, 1);
    assertThat(gradient.table().get("b").item()).isEqualTo(1);
    assertThat(gradient.table().get("a").toDoubles()).isEqualTo(Tensor.zeros(F64, 3).toDoubles());
  }
}
