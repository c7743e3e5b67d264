package dev.chainrule.nn;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// 1,797 handwritten digits, 8 × 8 pixels each: large enough to learn something real, small enough to do so in
/// seconds. Part of this library.
///
/// Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998,
/// <https://doi.org/10.24432/C50P49>. Licence: CC BY 4.0.
///
/// {@snippet :
/// Batch digits = Digits.load();
/// System.out.println(digits.images().shape() + " " + digits.labels().shape()); // [1797, 64] [1797]
/// Batch.Split split = digits.split(0.8, RandomKey.of(1));
/// System.out.println(split.train().size() + " " + split.test().size()); // 1437 360
/// }
public final class Digits {
  /// The number of pixels of an image.
  public static final int PIXELS = 64;
  /// The number of classes.
  public static final int CLASSES = 10;

  private static final String RESOURCE = "digits/digits.csv.gz";

  private Digits() {}

  /// All of them in the order of the source: pixels as F32 numbers from 0 (white) to 16 (black), labels as I32.
  public static Batch load() {
    List<String> rows = rows();
    float[] images = new float[rows.size() * PIXELS];
    int[] labels = new int[rows.size()];
    for (int row = 0; row < labels.length; row++) {
      String[] fields = rows.get(row).split(",", -1);
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        images[row * PIXELS + pixel] = Float.parseFloat(fields[pixel]);
      }
      labels[row] = Integer.parseInt(fields[PIXELS]);
    }
    return new Batch(Tensor.of(Shape.of(labels.length, PIXELS), images), Tensor.of(labels));
  }

  private static List<String> rows() {
    InputStream resource = Objects.requireNonNull(Digits.class.getResourceAsStream(RESOURCE), RESOURCE);
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(new GZIPInputStream(resource), StandardCharsets.US_ASCII))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the digits inside the library cannot be read", e);
    }
  }
}
