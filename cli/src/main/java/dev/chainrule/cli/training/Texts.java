package dev.chainrule.cli.training;

import dev.chainrule.Tensor;
import dev.chainrule.expression.BadInput;
import dev.chainrule.graph.Shape;
import dev.chainrule.nn.Batch;
import dev.chainrule.nn.data.Characters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/// Texts as data: the first nine tenths to train with, the rest to test with.
final class Texts {
  private static final double TRAIN_SHARE = 0.9;

  private Texts() {}

  static DataSet load(Path file, int context, boolean validates, double validationShare) throws IOException {
    String text = Characters.read(file);
    Characters characters = Characters.of(text);
    int[] numbers = characters.encode(text);
    int cut = (int) (numbers.length * TRAIN_SHARE);
    int validation = validates ? (int) (cut * (1 - validationShare)) : cut;
    if (Math.min(Math.min(validation, numbers.length - cut), validates ? cut - validation : context + 1) <= context) {
      throw new BadInput("%s has %d characters; with --context %d each part of them must have more than that".formatted(file, numbers.length, context));
    }
    return new DataSet(following(Arrays.copyOf(numbers, validation)), validates ? windows(Arrays.copyOfRange(numbers, validation, cut), context) : null,
        windows(Arrays.copyOfRange(numbers, cut, numbers.length), context), new Encoding.Text(characters.all(), context));
  }

  /// Each character, and the one that follows: `[n]` both. Windows are cut from them as they are used.
  private static Batch following(int... numbers) {
    return new Batch(Tensor.of(Arrays.copyOf(numbers, numbers.length - 1)), Tensor.of(Arrays.copyOfRange(numbers, 1, numbers.length)));
  }

  /// Windows side by side, `[n, context]`.
  static Batch windows(int[] numbers, int context) {
    int count = (numbers.length - 1) / context;
    Shape shape = Shape.of(count, context);
    return new Batch(Tensor.of(shape, Arrays.copyOf(numbers, count * context)), Tensor.of(shape, Arrays.copyOfRange(numbers, 1, count * context + 1)));
  }

  /// Windows that begin at these places.
  static Batch windowsAt(Batch following, int[] starts, int context) {
    int[] places = new int[starts.length * context];
    for (int i = 0; i < places.length; i++) {
      places[i] = starts[i / context] + i % context;
    }
    Tensor indices = Tensor.of(Shape.of(starts.length, context), places);
    return new Batch(following.images().take(indices, 0), following.labels().take(indices, 0));
  }

  /// The loss of the simplest model: how often each character followed each other in training, and one time more.
  static double bigramLoss(Batch train, Batch test, int characters) {
    long[] pairs = new long[characters * characters];
    long[] firsts = new long[characters];
    int[] first = train.images().toInts();
    int[] second = train.labels().toInts();
    for (int i = 0; i < first.length; i++) {
      pairs[first[i] * characters + second[i]]++;
      firsts[first[i]]++;
    }
    int[] x = test.images().toInts();
    int[] y = test.labels().toInts();
    double loss = 0;
    for (int i = 0; i < x.length; i++) {
      loss -= Math.log((pairs[x[i] * characters + y[i]] + 1.0) / (firsts[x[i]] + characters));
    }
    return loss / x.length;
  }
}
