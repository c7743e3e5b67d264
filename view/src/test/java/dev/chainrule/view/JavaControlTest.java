package dev.chainrule.view;

import static dev.chainrule.view.JavaPrimitivesTest.random;

import dev.chainrule.Chainrule;
import dev.chainrule.Scanned;
import dev.chainrule.Step;
import dev.chainrule.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Choices and loops, printed as Java, with their derivatives.
class JavaControlTest {
  private static Tensor elman(List<Tensor> p) {
    Scanned<Tensor, Tensor> states = Chainrule.scan((Tensor h, Tensor x) -> {
      Tensor next = p.get(0).matmul(h).plus(x).tanh();
      return new Step<>(next, next.sum());
    }, p.get(1), p.get(2));
    return states.carry().sum().plus(states.results().square().sum());
  }

  @Test
  void aRecurrentNetwork() {
    PrintedPrograms programs = new PrintedPrograms(1e-12);
    programs.addWithGradient("scan", JavaControlTest::elman, random(1, 3, 3), random(2, 3), random(3, 4, 3));
    programs.addWithGradient("scan over numbers", p -> Chainrule.scan((Tensor c, Tensor x) -> new Step<>(c.times(x).sin(), c.exp()), p.get(0), p.get(1))
        .results(), Tensor.of(0.5), random(4, 5));
    programs.addWithGradient("scan of one", p -> Chainrule.scan((Tensor c, Tensor x) -> new Step<>(c.times(x), x), p.get(0), p.get(1)).carry(),
        Tensor.of(0.5), random(5, 1));
    programs.verify();
  }

  @Test
  void choices() {
    PrintedPrograms programs = new PrintedPrograms(1e-12);
    for (double x : new double[] {-2, 3}) {
      programs.addWithGradient("cond", p -> Chainrule.cond(p.getFirst().gt(0), () -> p.getFirst().times(p.get(1)), () -> p.getFirst().square()),
          Tensor.of(x), Tensor.of(5.0));
    }
    programs.addWithGradient("cond of equal branches", p -> Chainrule.cond(p.getFirst().gt(0), () -> p.get(1).exp(), () -> p.get(1).exp()), Tensor.of(1.0), Tensor.of(5.0));
    for (int index : new int[] {-1, 0, 1, 2, 7}) {
      programs.add("switchCase", p -> List.of(Chainrule.switchCase(p.getFirst(), List.<java.util.function.Supplier<Tensor>>of(() -> p.get(1), () -> p.get(1).exp(), () -> p.get(1).neg()))),
          Tensor.of(index), random(6, 3));
    }
    programs.verify();
  }

  @Test
  void loopsOfUnknownLength() {
    PrintedPrograms programs = new PrintedPrograms(1e-12);
    programs.addWithGradient("whileLoop", p -> Chainrule.whileLoop((Tensor c) -> c.sum().lt(p.get(1)), c -> c.times(1.5).plus(0.1), p.getFirst()),
        random(7, 3).abs(), Tensor.of(100.0));
    programs.verify();
  }
}
