package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.whileLoop;
import static dev.chainrule.Functions.concat;

import dev.chainrule.Compiled;
import dev.chainrule.Tensor;
import java.util.List;

/// Steers a charged particle, by moving one of two fixed charges, so that it lands at the origin. Its acceleration is a
/// derivative, of the potential, through which the landing place is differentiated.
final class Particle {
  private static final double STEP = 0.1;

  private record Flight(Tensor place, Tensor speed) {
    Tensor next() {
      return place.plus(speed.times(STEP));
    }
  }

  private Particle() {}

  /// @param outer how the control's gradient is taken
  /// @param inner how the acceleration is
  static Compiled.OfTensor solver(Mode outer, Mode inner) {
    return jit(start -> Descent.argMin(control -> miss(control, inner), outer, start));
  }

  /// The square of the distance at which the particle lands.
  private static Tensor miss(Tensor control, Mode mode) {
    Tensor ten = Tensor.of(10.0);
    List<Tensor> charges = List.of(concat(0, Tensor.of(new double[] {10}), ten.minus(control).reshape(1)), Tensor.of(10.0, 0.0));
    Flight last = whileLoop(flight -> flight.next().get(1).gt(0),
        (Flight flight) -> new Flight(flight.next(),
            flight.speed().minus(mode.gradient(place -> potential(place, charges), flight.place()).times(STEP))),
        new Flight(Tensor.of(0.0, 8.0), Tensor.of(0.75, 0.0)));
    Tensor next = last.next();
    Tensor overshoot = next.get(1).neg().div(last.speed().get(1));
    return next.get(0).plus(overshoot.times(last.speed().get(0))).square();
  }

  private static Tensor potential(Tensor place, List<Tensor> charges) {
    return charges.stream().map(charge -> place.minus(charge).norm().reciprocal()).reduce(Tensor::plus).orElseThrow();
  }
}
