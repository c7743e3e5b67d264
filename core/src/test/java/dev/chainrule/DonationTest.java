package dev.chainrule;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.chainrule.graph.ElementException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/// Compiled functions that take over the memory of their first argument.
class DonationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int SIZE = 10_000;

  record State(Tensor x, Tensor velocity, Tensor count) {}

  private static State begin() {
    return new State(Functions.arange(F32, SIZE), Tensor.ones(F32, SIZE).plus(0), Tensor.of(0));
  }

  private static State next(State state, Tensor force) {
    Tensor velocity = state.velocity().times(0.5).plus(force.minus(state.x()));
    return new State(state.x().plus(velocity.times(0.1)), velocity, state.count().plus(1));
  }

  @Test
  void givesWhatTheFunctionGivesWithoutDonation() {
    Compiled.OfTwo<State, Tensor, State> step = jit(DonationTest::next);
    Compiled.OfTwo<State, Tensor, State> inPlace = step.donating();
    Tensor force = Tensor.full(F32, 3, SIZE).plus(0);
    State kept = begin();
    State donated = begin();
    for (int i = 0; i < 5; i++) {
      kept = step.apply(kept, force);
      donated = inPlace.apply(donated, force);
    }
    assertThat(donated.x().toFloats()).isEqualTo(kept.x().toFloats());
    assertThat(donated.velocity().toFloats()).isEqualTo(kept.velocity().toFloats());
    assertThat(donated.count().item()).isEqualTo(5);
    assertThat(force.sum().item()).isEqualTo(3 * SIZE);
  }

  @Test
  void aStepInPlaceAllocatesNoMemoryForElements() {
    BiFunction<State, Tensor, State> step = jit(DonationTest::next).donating();
    Tensor force = Tensor.full(F32, 3, SIZE).plus(0);
    State state = begin();
    for (int i = 0; i < 50; i++) {
      state = step.apply(state, force);
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    step.apply(state, force);
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(SIZE);
  }

  @Test
  void tensorsThatWereGivenAwayAndTheirViewsAreRefused() {
    var step = jit((Tensor x) -> x.plus(1)).donating();
    for (int call = 0; call < 4; call++) {
      Tensor x = Functions.arange(F32, SIZE);
      Tensor view = x.broadcastTo(2, SIZE);
      Tensor other = x.plus(0);
      Tensor y = step.apply(x);
      for (Tensor gone : List.of(x, view)) {
        assertThatThrownBy(() -> gone.plus(1)).isInstanceOf(ElementException.class)
            .hasMessageContaining("was given away to jit at DonationTest.java:").hasMessageContaining("or call it without donating()");
        assertThatThrownBy(gone::toFloats).isInstanceOf(ElementException.class);
        assertThatThrownBy(() -> step.apply(gone)).isInstanceOf(ElementException.class);
        assertThat(gone).asString().endsWith("given away");
      }
      assertThat(y.sum().item()).isCloseTo(other.plus(1).sum().item(), org.assertj.core.api.Assertions.within(1.0));
    }
  }

  @Test
  void whatOtherArgumentsHoldIsNotWrittenOver() {
    var sum = jit((Tensor x, Tensor y) -> x.times(2).plus(y)).donating();
    for (int call = 0; call < 4; call++) {
      Tensor x = Functions.arange(F32, SIZE);
      assertThat(sum.apply(x, x).toFloats()[7]).isEqualTo(21);
      assertThat(sum.apply(Functions.arange(F32, SIZE), Functions.arange(F32, SIZE)).toFloats()[7]).isEqualTo(21);
    }
  }

  @Test
  void anArgumentThatIsTheResultCanBeUsed() {
    var same = jit((State s) -> new State(s.x(), s.velocity().plus(1), s.count())).donating();
    State state = begin();
    for (int call = 0; call < 4; call++) {
      state = same.apply(state);
    }
    assertThat(state.x().toFloats()[7]).isEqualTo(7);
    assertThat(state.velocity().toFloats()[7]).isEqualTo(5);
    assertThat(state.count().item()).isEqualTo(0);
  }

  @Test
  void aConstantResultIsNotWrittenOver() {
    var step = jit((State s) -> new State(s.x().plus(s.velocity()), s.velocity(), Tensor.of(7))).donating();
    State state = begin();
    for (int call = 0; call < 4; call++) {
      state = step.apply(state);
      assertThat(state.count().item()).isEqualTo(7);
    }
  }

  @Test
  void nothingIsConsumedWhereTheCallIsRecorded() {
    var square = jit((Tensor x) -> x.square()).donating();
    Tensor x = Functions.arange(F32, SIZE);
    for (int call = 0; call < 4; call++) {
      assertThat(grad((Tensor y) -> square.apply(y).sum()).apply(x).toFloats()[3]).isEqualTo(6);
    }
    assertThat(x.toFloats()[3]).isEqualTo(3);
  }
}
