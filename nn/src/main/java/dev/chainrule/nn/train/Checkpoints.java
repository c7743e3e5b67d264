package dev.chainrule.nn.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.chainrule.nn.data.Position;
import dev.chainrule.nn.file.Checkpoint;
import dev.chainrule.nn.file.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Trainings in files: one file has all of it, parameters, what the optimiser remembers, and the progress, so that no two
/// parts can be of different age.
///
/// {@snippet :
/// Path file = Files.createTempDirectory("chainrule").resolve("checkpoint.safetensors");
/// Mlp model = Mlp.of(Activation.RELU, RandomKey.of(1), 64, 10);
/// var trainer = new Trainer<Mlp, Batch, Momentum.State>(Objective.crossEntropy(), new Momentum(0.01, 0.9), RandomKey.of(2));
/// Checkpoints.save(file, trainer.begin(model));
/// System.out.println(Checkpoints.load(file, trainer.begin(model)).progress().steps()); // 0
/// }
public final class Checkpoints {
  private static final String PROGRESS = "progress";

  private Checkpoints() {}

  /// Writes a training; the file of the same name is replaced once the new one is complete and on the disk.
  ///
  /// @throws IOException if it cannot be written; one of the same name stays as it was
  public static void save(Path file, Training<?, ?> training) throws IOException {
    Checkpoint.save(file, training.state(), Map.of(PROGRESS, json(training.progress()).toString()));
  }

  /// Reads a training.
  ///
  /// @param like one of the same models and optimisers, for the structure
  /// @throws FormatException if the file is damaged, or of another model or optimiser; the message names what differs
  /// @throws IOException     if it cannot be read
  public static <P, S> Training<P, S> load(Path file, Training<P, S> like) throws IOException {
    Checkpoint<Training.State<P, S>> loaded = Checkpoint.load(file, like.state());
    String progress = loaded.notes().get(PROGRESS);
    if (progress == null) {
      throw new FormatException(file, "has no note `%s`: these are no tensors of a training".formatted(PROGRESS));
    }
    try {
      return new Training<>(loaded.tree(), progress(JsonParser.parseString(progress).getAsJsonObject()));
    } catch (JsonParseException | IllegalStateException | IllegalArgumentException | NullPointerException | ArithmeticException e) {
      throw new FormatException(file, "its note `%s` is no progress of a training: %s".formatted(PROGRESS, e.getMessage()));
    }
  }

  private static JsonObject json(Progress progress) {
    JsonObject json = new JsonObject();
    json.addProperty("epoch", progress.position().epoch());
    json.addProperty("index", progress.position().index());
    json.addProperty("steps", progress.steps());
    json.addProperty("lossSum", Double.toString(progress.lossSum()));
    json.addProperty("examples", progress.examples());
    JsonArray reports = new JsonArray();
    for (EpochReport report : progress.reports()) {
      JsonObject scores = new JsonObject();
      report.scores().forEach((name, value) -> scores.addProperty(name, Double.toString(value)));
      JsonObject one = new JsonObject();
      one.addProperty("trainLoss", Double.toString(report.trainLoss()));
      one.add("scores", scores);
      reports.add(one);
    }
    json.add("reports", reports);
    return json;
  }

  private static Progress progress(JsonObject json) {
    List<EpochReport> reports = new ArrayList<>();
    for (JsonElement element : json.getAsJsonArray("reports")) {
      JsonObject one = element.getAsJsonObject();
      SequencedMap<String, Double> scores = new LinkedHashMap<>();
      one.getAsJsonObject("scores").asMap().forEach((name, value) -> scores.put(name, value.getAsDouble()));
      reports.add(new EpochReport(reports.size() + 1, one.get("trainLoss").getAsDouble(), scores));
    }
    Position position = new Position(json.get("epoch").getAsLong(), json.get("index").getAsLong());
    if (position.epoch() != reports.size()) {
      throw new IllegalArgumentException("%d epochs, but %d reports".formatted(position.epoch(), reports.size()));
    }
    return new Progress(position, json.get("steps").getAsLong(), json.get("lossSum").getAsDouble(), json.get("examples").getAsLong(), reports);
  }
}
