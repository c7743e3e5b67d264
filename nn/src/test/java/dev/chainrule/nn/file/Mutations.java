package dev.chainrule.nn.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Damaged files: bits turned, bytes cut, doubled and replaced by what such files have.
final class Mutations {
  /// How many are read in every build; more by `-Dmutations=1000000`.
  private static final int COUNT = Integer.getInteger("mutations", 20_000);

  private Mutations() {}

  /// Reads a file.
  interface Reader {
    void read(byte[] bytes) throws IOException;
  }

  /// Each comes back as tensors or as a [FormatException] of one line that begins with the file's name, `damaged`.
  ///
  /// @param usual bytes that such files have
  static void requireReadOrRefused(byte[] whole, String usual, Reader reader) throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int i = 0; i < COUNT; i++) {
      try {
        reader.read(mutated(whole, usual, random));
      } catch (FormatException e) {
        refused++;
        assertThat(e.getMessage()).startsWith("damaged").doesNotContain("\n");
      }
    }
    assertThat(refused).isBetween(COUNT / 4, COUNT - 1);
  }

  private static byte[] mutated(byte[] whole, String usual, SplittableRandom random) {
    byte[] bytes = whole.clone();
    for (int times = random.nextInt(3); times >= 0; times--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) usual.charAt(random.nextInt(usual.length()));
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(20));
        default -> System.arraycopy(bytes, at, bytes, random.nextInt(at + 1), Math.min(10, bytes.length - at));
      }
    }
    return bytes;
  }
}
