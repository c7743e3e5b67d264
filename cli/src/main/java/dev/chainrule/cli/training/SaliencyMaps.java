package dev.chainrule.cli.training;

import dev.chainrule.Tensor;
import dev.chainrule.expression.BadInput;
import dev.chainrule.graph.DType;
import dev.chainrule.nn.Batch;
import dev.chainrule.nn.file.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Pictures that show what in them decided.
public final class SaliencyMaps {
  private final KeptModel kept;
  private final Encoding.Images images;
  private final Path out;
  private final PrintWriter told;

  /// @param out  where pictures are written
  /// @param told who is told of them
  /// @throws BadInput if the model is none of pictures
  public SaliencyMaps(KeptModel kept, Path out, PrintWriter told) {
    if (!(kept.encoding() instanceof Encoding.Images pictures)) {
      throw new BadInput("this model is none of pictures, so there is nothing to draw on");
    }
    this.kept = kept;
    this.images = pictures;
    this.out = out;
    this.told = told;
  }

  /// Of files.
  public void draw(List<Path> files, boolean inverted) {
    for (Path file : files) {
      String name = file.getFileName().toString();
      draw(file.toString(), name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name, KeptModel.picture(images, file, inverted));
    }
  }

  /// Of the first so many examples of the test data.
  public void draw(int examples, @Nullable String data) {
    Batch test = kept.data(data).test();
    for (int i = 0; i < Math.min(examples, test.size()); i++) {
      Tensor x = test.images().slice(0, i, i + 1);
      String truth = images.classes().get(test.labels().toInts()[i]);
      draw("test example %d (%s)".formatted(i + 1, truth), "test-%d".formatted(i + 1), x.times(images.deviation()).plus(images.mean()));
    }
  }

  private void draw(String what, String name, Tensor pixels) {
    Tensor x = KeptModel.standardised(images, pixels);
    double[] probabilities = kept.outputs(x).to(DType.F64).softmax(-1).reshape(-1).toDoubles();
    int label = 0;
    for (int i = 1; i < probabilities.length; i++) {
      label = probabilities[i] > probabilities[label] ? i : label;
    }
    Path file = out.resolve(name + "-saliency.png");
    byte[] png = Pictures.png(Pictures.overlaid(pixels.get(0), Pictures.saliency(kept.model(), x, label)));
    try {
      Files.createDirectories(out);
      AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap(png)));
    } catch (IOException e) {
      throw new BadInput("%s cannot be written: %s".formatted(file, DataSets.reason(e)), e);
    }
    told.printf(Locale.ROOT, "%s: %s %.1f %%, see %s%n", what, images.classes().get(label), 100 * probabilities[label], file);
    told.flush();
  }
}
