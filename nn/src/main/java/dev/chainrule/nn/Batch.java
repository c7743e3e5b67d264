package dev.chainrule.nn;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Images and what they show, or other inputs and what is to be told from them, along a common first axis.
///
/// {@snippet :
/// Batch data = new Batch(Tensor.ones(F32, 10, 64), Tensor.zeros(I32, 10));
/// System.out.println(data.batches(4).stream().map(Batch::size).toList()); // [4, 4, 2]
/// System.out.println(data.split(0.75, RandomKey.of(1)).test().size()); // 3
/// }
///
/// @param images `[n, …]`
/// @param labels `[n]`, integers
public record Batch(Tensor images, Tensor labels) {
  /// The number of images.
  ///
  /// @throws IllegalArgumentException if there are more or fewer labels
  public int size() {
    int size = images.shape().extent(0);
    if (labels.shape().extent(0) != size) {
      throw new IllegalArgumentException("[Batch] there are %d images and %d labels; each image needs one"
          .formatted(size, labels.shape().extent(0)));
    }
    return size;
  }

  /// These of the images, in this order.
  public Batch take(int... rows) {
    Tensor indices = Tensor.of(rows);
    return new Batch(images.take(indices, 0), labels.take(indices, 0));
  }

  /// The same for a list, as data pipelines give it.
  public Batch take(List<Integer> rows) {
    return take(rows.stream().mapToInt(Integer::intValue).toArray());
  }

  /// All in random order.
  public Batch shuffled(RandomKey key) {
    return take(key.permutation(size()).toInts());
  }

  /// All in pieces of the given size, in order. The last is smaller where the size does not divide; none is lost.
  ///
  /// @throws IllegalArgumentException if the size is less than 1
  public List<Batch> batches(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("[Batch] batches of %d; at least 1 image goes into each".formatted(size));
    }
    List<Batch> batches = new ArrayList<>();
    for (int start = 0; start < size(); start += size) {
      int stop = Math.min(start + size, size());
      batches.add(new Batch(images.slice(0, start, stop), labels.slice(0, start, stop)));
    }
    return batches;
  }

  /// Two parts, chosen at random: one to learn from, one to be tested with.
  ///
  /// @param trainShare how much of all goes into the first, rounded down
  /// @throws IllegalArgumentException if one of the parts would be empty
  public Split split(double trainShare, RandomKey key) {
    int cut = (int) (size() * trainShare);
    if (!(trainShare > 0 && trainShare < 1) || cut == 0) {
      throw new IllegalArgumentException(
          "[Batch] a share of %s of %d images leaves one part empty; choose one between 0 and 1".formatted(trainShare, size()));
    }
    int[] order = key.permutation(size()).toInts();
    return new Split(take(Arrays.copyOf(order, cut)), take(Arrays.copyOfRange(order, cut, order.length)));
  }

  /// Data to learn from, and data that the learner never sees.
  public record Split(Batch train, Batch test) {}
}
