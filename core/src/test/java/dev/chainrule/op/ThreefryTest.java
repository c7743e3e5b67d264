package dev.chainrule.op;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreefryTest {
  /// The known answers that the authors published for threefry2x32 with 20 rounds, in Random123's `kat_vectors`.
  @ParameterizedTest
  @CsvSource({
      "0000000000000000, 0000000000000000, 6b20015999ba4efe",
      "ffffffffffffffff, ffffffffffffffff, 1cb996fcbb002be7",
      "13198a2e03707344, 243f6a8885a308d3, c4923a9c483df7a0"})
  void givesThePublishedAnswers(String key, String counter, String expected) {
    long words = Long.parseUnsignedLong(key, 16);
    long[] block = new long[1];
    new Threefry((int) (words >>> 32), (int) words).fill(Long.parseUnsignedLong(counter, 16), block, 0, 1);
    assertThat(Long.toHexString(block[0])).isEqualTo(expected);
  }

  @Test
  void elementsDependOnTheirCounterOnly() {
    Threefry generator = new Threefry(1, 2);
    long[] all = new long[2000];
    generator.fill(0xFFFFFF00L, all, 0, all.length);
    long[] part = new long[700];
    new Threefry(1, 2).fill(0xFFFFFF00L + 999, part, 0, part.length);
    assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(all, 999, 1699));
    int[] folded = new int[2000];
    generator.fill(0xFFFFFF00L, folded, 0, folded.length);
    for (int i = 0; i < folded.length; i++) {
      assertThat(folded[i]).isEqualTo((int) (all[i] >>> 32) ^ (int) all[i]);
    }
  }
}
