package dev.chainrule.op;

/// Threefry-2x32 with 20 rounds: a block cipher cut down to what random numbers need, from a key of two 32-bit words and
/// a counter of two words to two words that look random (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers:
/// as easy as 1, 2, 3"). No state, so element i can be computed without those before it.
///
/// It works on tiles: each step of a round is a loop over short arrays, which HotSpot vectorises.
final class Threefry {
  private static final int TILE = 512;
  /// The rotations of rounds 0 to 3 and 4 to 7, over and over.
  private static final int[][] ROTATIONS = {{13, 15, 26, 6}, {17, 29, 16, 24}};
  private static final int PARITY = 0x1BD11BDA;

  private final int[] keys;
  private final int[] first = new int[TILE];
  private final int[] second = new int[TILE];

  Threefry(int key0, int key1) {
    keys = new int[] {key0, key1, key0 ^ key1 ^ PARITY};
  }

  /// Fills `out`, from `at` on, with the blocks of the counters from `start` on: the exclusive or of each block's words.
  void fill(long start, int[] out, int at, int count) {
    for (int done = 0; done < count; done += TILE) {
      int n = Math.min(TILE, count - done);
      run(start + done, n);
      for (int i = 0; i < n; i++) {
        out[at + done + i] = first[i] ^ second[i];
      }
    }
  }

  /// The same with whole blocks, the first word in the upper half.
  void fill(long start, long[] out, int at, int count) {
    for (int done = 0; done < count; done += TILE) {
      int n = Math.min(TILE, count - done);
      run(start + done, n);
      for (int i = 0; i < n; i++) {
        out[at + done + i] = (long) first[i] << 32 | second[i] & 0xFFFFFFFFL;
      }
    }
  }

  private void run(long start, int n) {
    for (int i = 0; i < n; i++) {
      first[i] = (int) (start + i >>> 32) + keys[0];
      second[i] = (int) (start + i) + keys[1];
    }
    for (int group = 1; group <= 5; group++) {
      for (int rotation : ROTATIONS[(group - 1) % 2]) {
        round(rotation, n);
      }
      int key0 = keys[group % 3];
      int key1 = keys[(group + 1) % 3] + group;
      for (int i = 0; i < n; i++) {
        first[i] += key0;
        second[i] += key1;
      }
    }
  }

  private void round(int rotation, int n) {
    for (int i = 0; i < n; i++) {
      int sum = first[i] + second[i];
      first[i] = sum;
      second[i] = (second[i] << rotation | second[i] >>> 32 - rotation) ^ sum;
    }
  }
}
