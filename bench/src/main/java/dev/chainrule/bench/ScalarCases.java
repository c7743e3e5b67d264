package dev.chainrule.bench;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;

import dev.chainrule.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Programs of scalars: long ones, where each operation counts, and a short one, where the call does.
final class ScalarCases {
  /// How many operations a round of [#program] has.
  private static final int ROUND = 5;

  private ScalarCases() {}

  static List<Case> all() {
    Stream<Case> programs = IntStream.rangeClosed(3, 6).mapToObj(power -> {
      int rounds = (int) Math.pow(10, power) / ROUND;
      return Case.of("scalar-1e" + power, "scalar",
              () -> TensorWorkload.of(jit(grad((Tensor x) -> program(x, rounds))), Tensor.of(0.5)),
              Map.of("kind", "scalar", "rounds", rounds))
          .beside(Case.PLAIN, () -> {
            double[] xs = new double[rounds];
            return new PlainWorkload(() -> Math.abs(plainGradient(0.5, xs)));
          });
    });
    Case call = Case.of("call", "call",
            () -> TensorWorkload.of(jit((Tensor x, Tensor y) -> x.times(y).plus(x).sin()), Tensor.of(0.5), Tensor.of(0.25)),
            Map.of("kind", "call"))
        .beside(Case.PLAIN, () -> {
          double[] xy = {0.5, 0.25};
          return new PlainWorkload(() -> Math.sin(xy[0] * xy[1] + xy[0]));
        });
    return Stream.concat(programs, Stream.of(call)).toList();
  }

  /// A rotation, a little at a time: x ← x − y / 128, y ← y + x · x / 128.
  static Tensor program(Tensor x, int rounds) {
    Tensor y = x;
    for (int i = 0; i < rounds; i++) {
      x = x.minus(y.times(0x1p-7));
      y = y.plus(x.times(x).times(0x1p-7));
    }
    return y;
  }

  /// The derivative of [#program] without a library: the values on the way are kept, and the loop runs back with the
  /// cotangents.
  private static double plainGradient(double start, double[] xs) {
    double x = start;
    double y = start;
    for (int i = 0; i < xs.length; i++) {
      x -= y * 0x1p-7;
      y += x * x * 0x1p-7;
      xs[i] = x;
    }
    double dx = 0;
    double dy = 1;
    for (int i = xs.length - 1; i >= 0; i--) {
      dx += dy * 2 * xs[i] * 0x1p-7;
      dy -= dx * 0x1p-7;
    }
    return dx + dy;
  }
}
