package dev.chainrule.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Scalar;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.SpecialFunctions;
import dev.chainrule.graph.Type;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// Functions of `float`s: both implementations give the same bits, and these are as near to the function as they say.
class FloatFunctionsTest {
  private static final int N = 515;
  private static final int ROUNDS = 400;

  private static final List<Instruction> FUNCTIONS = List.of(Instruction.EXP, Instruction.EXPM1, Instruction.LOG, Instruction.LOG1P,
      Instruction.TANH, Instruction.ERF);

  @Test
  void bothGiveTheSameBitsAndKeepTheirBounds() {
    for (Instruction instruction : FUNCTIONS) {
      Random random = new Random(5);
      for (int round = 0; round < ROUNDS; round++) {
        agree(instruction, numbers(random, round));
      }
    }
  }

  private static float[] numbers(Random random, int round) {
    float[] x = new float[N];
    for (int i = 0; i < N; i++) {
      x[i] = round % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) (random.nextGaussian() * Math.pow(10, random.nextInt(7) - 4));
    }
    float[] special = {-0f, 0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, Float.MIN_VALUE, -Float.MIN_VALUE,
        Float.MIN_NORMAL, Float.MAX_VALUE, 1, -1, 88.72284f, -87.33655f, -103.97208f, -104, 17.5f};
    System.arraycopy(special, 0, x, 0, special.length);
    return x;
  }

  private void agree(Instruction instruction, float[] x) {
    ScalarProgram program = ScalarProgram.of(1, Scalar.apply(instruction, new Scalar.Argument(0)));
    Array of = Array.of(new Type(DType.F32, Shape.of(N)), x);
    Array[] expected = {Array.allocate(of.type())};
    Array[] actual = {Array.allocate(of.type())};
    new Interpreter(program).run(new Array[] {of}, expected, DType.F32);
    PointwiseKernelsTest.fuse(program, new Array[] {of}, actual, new boolean[1], N);
    for (int i = 0; i < N; i++) {
      float y = actual[0].floats()[i];
      assertThat(Float.floatToIntBits(y)).as("%s of %s with vectors", instruction, x[i]).isEqualTo(Float.floatToIntBits(expected[0].floats()[i]));
      double exact = function(instruction).applyAsDouble(x[i]);
      float nearest = (float) exact;
      if (Float.isFinite(nearest) && nearest != 0) {
        assertThat(Math.abs(y - exact) / Math.ulp(nearest)).as("the error of %s of %s, in ulp", instruction, x[i]).isLessThan(bound(instruction));
      } else {
        assertThat(Float.floatToIntBits(y)).as("%s of %s", instruction, x[i]).isEqualTo(Float.floatToIntBits(nearest));
      }
    }
  }

  private static DoubleUnaryOperator function(Instruction instruction) {
    return switch (instruction) {
      case EXP -> Math::exp;
      case EXPM1 -> Math::expm1;
      case LOG -> Math::log;
      case LOG1P -> Math::log1p;
      case TANH -> Math::tanh;
      case ERF -> SpecialFunctions::erf;
      default -> throw new AssertionError(instruction);
    };
  }

  /// What [FloatFunctions] states.
  private static double bound(Instruction instruction) {
    return switch (instruction) {
      case EXP, ERF -> 1.1;
      case EXPM1 -> 1.5;
      case LOG, LOG1P -> 0.9;
      case TANH -> 2.6;
      default -> throw new AssertionError(instruction);
    };
  }
}
