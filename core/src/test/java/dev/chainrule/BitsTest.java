package dev.chainrule;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.I64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.graph.DTypeException;
import org.junit.jupiter.api.Test;

/// Operations on the bits of integers are Java's.
class BitsTest {
  private static final int[] INTS = {0, 1, -1, 0x0f0f0f0f, Integer.MIN_VALUE, 123456789};
  private static final int[] COUNTS = {0, 1, 31, 32, 33, -1};

  @Test
  void ofI32() {
    Tensor x = Tensor.of(INTS);
    Tensor y = Tensor.of(COUNTS);
    for (int i = 0; i < INTS.length; i++) {
      int a = INTS[i];
      int b = COUNTS[i];
      assertThat(new int[] {at(x.bitwiseAnd(y), i), at(x.bitwiseOr(y), i), at(x.bitwiseXor(y), i), at(x.bitwiseNot(), i)})
          .containsExactly(a & b, a | b, a ^ b, ~a);
      assertThat(new int[] {at(x.shiftLeft(y), i), at(x.shiftRight(y), i), at(x.shiftRightLogical(y), i)})
          .containsExactly(a << b, a >> b, a >>> b);
    }
  }

  private static int at(Tensor x, int position) {
    return x.toInts()[position];
  }

  @Test
  void ofI64() {
    long[] numbers = {Long.MIN_VALUE, -2, 0x123456789abcdefL};
    Tensor x = Tensor.of(numbers);
    long[] left = x.shiftLeft(65).toLongs();
    long[] right = x.shiftRight(63).toLongs();
    long[] logical = x.shiftRightLogical(3).toLongs();
    for (int i = 0; i < numbers.length; i++) {
      assertThat(new long[] {left[i], right[i], logical[i]}).containsExactly(numbers[i] << 1, numbers[i] >> 63, numbers[i] >>> 3);
    }
  }

  @Test
  void everyBitOfANumberCounts() {
    long odd = 0x9e3779b97f4a7c15L;
    assertThat(Tensor.of(0L, -1L).bitwiseXor(odd).toLongs()).containsExactly(odd, ~odd);
    assertThat(Tensor.of(7, 8).bitwiseAnd(3).bitwiseOr(16).toInts()).containsExactly(19, 16);
  }

  @Test
  void refusesWhatHasNoBitsToSee() {
    assertThatThrownBy(() -> Tensor.of(1.0f).bitwiseAnd(1))
        .isInstanceOf(DTypeException.class)
        .hasMessage("[bitwiseAnd] was given F32 but takes integers, of which it sees the bits; convert with .to(I32) or .to(I64)");
    assertThatThrownBy(() -> Tensor.of(1).bitwiseAnd(1L << 40))
        .isInstanceOf(DTypeException.class)
        .hasMessage("[bitwiseAnd] the number 1099511627776 does not fit a tensor of I32; convert the tensor first with .to(I64)");
    assertThatThrownBy(() -> Tensor.of(1).to(I64).shiftLeft(Tensor.of(1).to(F32))).isInstanceOf(DTypeException.class);
  }

  @Test
  void wholePowersWrapAround() {
    assertThat(Tensor.of(-3, 0, 7).pow(3).toInts()).containsExactly(-27, 0, 343);
    assertThat(Tensor.of(5, 0).pow(0).toInts()).containsExactly(1, 1);
    assertThat(Tensor.of(3L).pow(39).toLongs()).containsExactly(4052555153018976267L);
    assertThat(Tensor.of(2).pow(33).toInts()).containsExactly(0);
    assertThatThrownBy(() -> Tensor.of(2).pow(-1)).isInstanceOf(DTypeException.class)
        .hasMessageStartingWith("[pow] integers (I32) have powers of whole exponents from 0 on, not of -1.0; convert with .to(F32) or .to(F64)");
    assertThatThrownBy(() -> Tensor.of(2L).pow(0.5)).isInstanceOf(DTypeException.class).hasMessageContaining("not of 0.5");
    assertThatThrownBy(() -> Tensor.of(2).mean()).isInstanceOf(DTypeException.class)
        .hasMessageStartingWith("[mean] was given I32 but takes floating numbers; convert with .to(F32) or .to(F64)");
  }
}
