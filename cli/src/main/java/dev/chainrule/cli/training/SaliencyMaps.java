package dev.chainrule.cli.training;

import dev.chainrule.Functions;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
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

  /// What a picture is called, and its file.
  private record Named(String what, String file) {}

  /// Of files.
  public void draw(List<Path> files, boolean inverted) {
    List<Named> names = new ArrayList<>();
    List<Tensor> pictures = new ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      names.add(new Named(file.toString(), name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name));
      pictures.add(KeptModel.picture(images, file, inverted));
    }
    draw(names, Functions.concat(0, pictures));
  }

  /// Of the first so many examples of the test data.
  ///
  /// @throws BadInput if there are to be none
  public void draw(int examples, @Nullable String data) {
    if (examples < 1) {
      throw new BadInput("--examples is %d, but must be at least 1".formatted(examples));
    }
    Batch test = kept.data(data).test();
    int count = Math.min(examples, test.size());
    int[] labels = test.labels().toInts();
    List<Named> names = IntStream.range(0, count)
        .mapToObj(i -> new Named("test example %d (%s)".formatted(i + 1, images.classes().get(labels[i])), "test-%d".formatted(i + 1))).toList();
    draw(names, test.images().slice(0, 0, count).times(images.deviation()).plus(images.mean()));
  }

  /// All at once, since the gradient is compiled for each call.
  private void draw(List<Named> names, Tensor pixels) {
    Tensor x = KeptModel.standardised(images, pixels);
    Tensor probabilities = kept.outputs(x).to(DType.F64).softmax(-1);
    int[] labels = probabilities.argMax(-1).to(DType.I32).toInts();
    Tensor strength = Pictures.saliency(kept.model(), x, labels);
    for (int i = 0; i < labels.length; i++) {
      Path file = out.resolve(names.get(i).file + "-saliency.png");
      write(file, Pictures.png(Pictures.overlaid(pixels.get(i), strength.get(i))));
      told.printf(Locale.ROOT, "%s: %s %.1f %%, see %s%n", names.get(i).what, images.classes().get(labels[i]),
          100 * probabilities.get(i, labels[i]).item(), file);
      told.flush();
    }
  }

  private void write(Path file, byte[] png) {
    try {
      Files.createDirectories(out);
      AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap(png)));
    } catch (IOException e) {
      throw new BadInput("%s cannot be written: %s".formatted(file, DataSets.reason(e)), e);
    }
  }
}
