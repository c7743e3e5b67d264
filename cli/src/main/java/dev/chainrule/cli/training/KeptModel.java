package dev.chainrule.cli.training;

import com.google.gson.JsonObject;
import dev.chainrule.Chainrule;
import dev.chainrule.Compiled;
import dev.chainrule.Tensor;
import dev.chainrule.expression.BadInput;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.data.ImageFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A trained model in the folder of its run, to be used.
public final class KeptModel {
  private final RunFolder folder;
  private final Layer model;
  private final Compiled.OfTwo<Layer, Tensor, Tensor> outputs = Chainrule.jit((Layer m, Tensor x) -> m.apply(x));

  private KeptModel(RunFolder folder, Layer model) {
    this.folder = folder;
    this.model = model;
  }

  /// @throws BadInput if there is none, or its files are damaged
  public static KeptModel open(Path path) {
    RunFolder folder = RunFolder.open(path);
    return new KeptModel(folder, folder.loadModel(Task.model(folder.settings(), folder.encoding())));
  }

  Encoding encoding() {
    return folder.encoding();
  }

  Layer model() {
    return model;
  }

  /// The model's outputs for encoded inputs.
  Tensor outputs(Tensor x) {
    return outputs.apply(model, x);
  }

  /// The data that it was trained and is tested with.
  ///
  /// @param data where these are now; null: where they were in training
  DataSet data(@Nullable String data) {
    DataSet loaded = DataSets.load(folder.settings().withData(data));
    if (!loaded.encoding().equals(folder.encoding())) {
      throw new BadInput("the data are not those that %s was trained with".formatted(folder.path()));
    }
    return loaded;
  }

  /// Prints how good it is on the test data.
  ///
  /// @param data where these are now; null: where they were in training
  public void evaluate(@Nullable String data, boolean json, PrintWriter out) {
    DataSet loaded = data(data);
    SequencedMap<String, Double> scores = Task.evaluation(folder.encoding(), loaded.test()).apply(model);
    if (json) {
      JsonObject line = new JsonObject();
      scores.forEach((name, value) -> line.addProperty(Objects.requireNonNull(Output.TEST.get(name)), value));
      line.addProperty("examples", loaded.test().size());
      out.println(line);
    } else {
      Double accuracy = scores.get("accuracy");
      String known = accuracy == null ? "" : String.format(Locale.ROOT, "test accuracy %.2f %%, ", 100 * accuracy);
      out.printf(Locale.ROOT, "%stest loss %.4f on %d examples%n", known, scores.get("loss"), loaded.test().size());
    }
    out.flush();
  }

  /// A picture as the model wants it, `[1, channels, height, width]`, and as it is, from 0 to 1.
  ///
  /// @param inverted whether dark and light are to be exchanged first
  /// @throws BadInput if it cannot be read
  static Tensor picture(Encoding.Images images, Path file, boolean inverted) {
    try {
      Tensor pixels = ImageFolder.read(file, images.channels(), images.height(), images.width());
      return (inverted ? pixels.neg().plus(1) : pixels).reshape(1, images.channels(), images.height(), images.width());
    } catch (UncheckedIOException e) {
      throw unreadable(e.getCause());
    }
  }

  static BadInput unreadable(IOException e) {
    return new BadInput("cannot be read: " + DataSets.reason(e), e);
  }

  static BadInput unwritable(Path file, IOException e) {
    return new BadInput("%s cannot be written: %s".formatted(file, DataSets.reason(e)), e);
  }

  static Tensor standardised(Encoding.Images images, Tensor pixels) {
    return pixels.minus(images.mean()).div(images.deviation());
  }
}
