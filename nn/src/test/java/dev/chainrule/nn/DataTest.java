package dev.chainrule.nn;

import static dev.chainrule.Chainrule.I32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataTest {
  private static final Batch TEN = new Batch(
      Tensor.of(Shape.of(10, 2), IntStream.range(0, 20).mapToObj(i -> (double) i).mapToDouble(d -> d).toArray()),
      Tensor.of(IntStream.range(0, 10).toArray()));

  @Test
  void thereAre1797DigitsOfTenKinds() {
    Batch digits = Digits.load();
    assertThat(digits.size()).isEqualTo(1797);
    assertThat(digits.images().shape()).isEqualTo(Shape.of(1797, 64));
    int[] counts = new int[10];
    for (int label : digits.labels().toInts()) {
      counts[label]++;
    }
    assertThat(counts).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
  }

  @Test
  void pixelsGoFrom0To16() {
    float[] pixels = Digits.load().images().toFloats();
    for (float pixel : pixels) {
      assertThat(pixel >= 0 && pixel <= 16 && pixel == Math.rint(pixel)).isTrue();
    }
    assertThat(Arrays.copyOf(pixels, 8)).containsExactly(0, 0, 5, 13, 9, 1, 0, 0);
  }

  @Test
  void theDataComeWithTheirSourceAndLicence() throws IOException {
    try (InputStream readme = Digits.class.getResourceAsStream("digits/README.md")) {
      assertThat(new String(readme.readAllBytes(), StandardCharsets.UTF_8)).contains("E. Alpaydin and C. Kaynak", "CC BY 4.0");
    }
  }

  @Test
  void batchesLoseNothing() {
    assertThat(TEN.batches(4)).extracting(Batch::size).containsExactly(4, 4, 2);
    assertThat(TEN.batches(4).getLast().images().toDoubles()).containsExactly(16, 17, 18, 19);
    assertThat(TEN.batches(10)).hasSize(1);
    assertThat(TEN.batches(100)).extracting(Batch::size).containsExactly(10);
  }

  @Test
  void shufflingKeepsImagesAndLabelsTogether() {
    Batch shuffled = TEN.shuffled(RandomKey.of(3));
    int[] labels = shuffled.labels().toInts();
    double[] images = shuffled.images().toDoubles();
    assertThat(labels).isNotEqualTo(TEN.labels().toInts()).containsExactlyInAnyOrder(TEN.labels().toInts());
    for (int i = 0; i < labels.length; i++) {
      assertThat(images[2 * i]).isEqualTo(2 * labels[i]);
      assertThat(images[2 * i + 1]).isEqualTo(2 * labels[i] + 1);
    }
    assertThat(TEN.shuffled(RandomKey.of(3)).labels().toInts()).isEqualTo(labels);
    assertThat(TEN.shuffled(RandomKey.of(4)).labels().toInts()).isNotEqualTo(labels);
  }

  @Test
  void aSplitHasEveryImageOnce() {
    Batch.Split split = TEN.split(0.75, RandomKey.of(3));
    assertThat(split.train().size()).isEqualTo(7);
    assertThat(split.test().size()).isEqualTo(3);
    assertThat(IntStream.concat(IntStream.of(split.train().labels().toInts()), IntStream.of(split.test().labels().toInts())).toArray())
        .containsExactlyInAnyOrder(TEN.labels().toInts());
  }

  @Test
  void dataWithoutSenseAreRefused() {
    assertThatThrownBy(() -> new Batch(TEN.images(), Tensor.zeros(I32, 9)).size())
        .hasMessage("[Batch] there are 10 images and 9 labels; each image needs one");
    assertThatThrownBy(() -> TEN.batches(0)).hasMessage("[Batch] batches of 0; at least 1 image goes into each");
    for (double share : new double[] {0, 1, -0.5, 0.01, Double.NaN}) {
      assertThatThrownBy(() -> TEN.split(share, RandomKey.of(1)))
          .hasMessage("[Batch] a share of " + share + " of 10 images leaves one part empty; choose one between 0 and 1");
    }
  }
}
