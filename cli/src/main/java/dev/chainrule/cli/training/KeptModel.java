package dev.chainrule.cli.training;

import com.google.gson.JsonObject;
import dev.chainrule.cli.BadInput;
import dev.chainrule.nn.Layer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A trained model in the folder of its run, to be used.
public final class KeptModel {
  private final RunFolder folder;
  private final Layer model;

  private KeptModel(RunFolder folder, Layer model) {
    this.folder = folder;
    this.model = model;
  }

  /// @throws BadInput if there is none, or its files are damaged
  public static KeptModel open(Path path) {
    RunFolder folder = RunFolder.open(path);
    return new KeptModel(folder, folder.loadModel(Task.model(folder.settings(), folder.encoding())));
  }

  /// Prints how good it is on the test data.
  ///
  /// @param data where these are now; null: where they were in training
  public void evaluate(@Nullable String data, boolean json, PrintWriter out) {
    DataSet loaded = DataSets.load(folder.settings().withData(data));
    if (!loaded.encoding().equals(folder.encoding())) {
      throw new BadInput("the data are not those that %s was trained with".formatted(folder.path()));
    }
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
}
