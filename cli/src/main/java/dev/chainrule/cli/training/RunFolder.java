package dev.chainrule.cli.training;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.chainrule.expression.BadInput;
import dev.chainrule.nn.file.AtomicFile;
import dev.chainrule.nn.file.Checkpoint;
import dev.chainrule.nn.train.Checkpoints;
import dev.chainrule.nn.train.Training;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;

/// The folder of a run: what was asked for, the latest state of training, and the model.
///
/// - `run.json`: the settings, and how examples are encoded; written once
/// - `checkpoint.safetensors`: all that training needs to go on
/// - `model.safetensors`: the model to use, the best so far where that is known, else that of the latest epoch
/// - `events.out.tfevents.…`: figures for TensorBoard
/// - `report.html`: what it came to, for people
///
/// @param path     the folder
/// @param settings what was asked for
/// @param encoding how examples are encoded
record RunFolder(Path path, Settings settings, Encoding encoding) {
  private static final String RUN = "run.json";
  private static final String LOCK = ".lock";
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /// A folder for a new run, made if it is missing.
  ///
  /// @throws BadInput if it cannot be written, or has a run already
  static RunFolder create(Path path, Settings settings, Encoding encoding) {
    RunFolder folder = new RunFolder(path, settings, encoding);
    JsonObject described = GSON.toJsonTree(encoding).getAsJsonObject();
    described.addProperty("kind", Kind.of(encoding).name());
    JsonObject json = new JsonObject();
    json.add("settings", GSON.toJsonTree(settings));
    json.add("encoding", described);
    byte[] bytes = GSON.toJson(json).getBytes(StandardCharsets.UTF_8);
    try {
      Files.createDirectories(path);
      if (Files.exists(path.resolve(RUN))) {
        throw new BadInput("%s has a run already: --resume %s goes on with it, another --out keeps both".formatted(path, path));
      }
      AtomicFile.write(path.resolve(RUN), channel -> channel.write(ByteBuffer.wrap(bytes)));
      return folder;
    } catch (IOException e) {
      throw new BadInput("the folder %s cannot be written: %s".formatted(path, DataSets.reason(e)), e);
    }
  }

  /// The folder of a run that was begun.
  ///
  /// @throws BadInput if there is none, or it is damaged
  static RunFolder open(Path path) {
    Path file = path.resolve(RUN);
    if (!Files.exists(file)) {
      throw new BadInput("%s has no run: there is no %s in it; chainrule train DATASET --out %s begins one".formatted(path, RUN, path));
    }
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      JsonObject described = json.getAsJsonObject("encoding");
      Settings settings = Objects.requireNonNull(GSON.fromJson(json.get("settings"), Settings.class), "no settings");
      settings.check();
      Encoding encoding = Objects.requireNonNull(GSON.fromJson(described, Kind.valueOf(described.get("kind").getAsString()).type));
      return new RunFolder(path, settings, encoding);
    } catch (IOException e) {
      throw new BadInput("%s cannot be read: %s".formatted(file, DataSets.reason(e)), e);
    } catch (BadInput e) {
      throw new BadInput("%s is damaged: %s".formatted(file, e.getMessage()), e);
    } catch (RuntimeException e) {
      throw new BadInput("%s is damaged: %s".formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")), e);
    }
  }

  /// The classes of encodings, by the names that the file has for them.
  private enum Kind {
    IMAGES(Encoding.Images.class),
    TABLE(Encoding.Table.class),
    TEXT(Encoding.Text.class);

    private final Class<? extends Encoding> type;

    Kind(Class<? extends Encoding> type) {
      this.type = type;
    }

    static Kind of(Encoding encoding) {
      return switch (encoding) {
        case Encoding.Images images -> IMAGES;
        case Encoding.Table table -> TABLE;
        case Encoding.Text text -> TEXT;
      };
    }
  }

  /// Keeps other processes from training here, until it is closed or this process ends.
  ///
  /// @throws BadInput if another one does
  FileChannel lock() {
    try {
      FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        throw new BadInput("another process trains in %s; wait for it, or end it".formatted(path));
      }
      return channel;
    } catch (IOException e) {
      throw new BadInput("the folder %s cannot be written: %s".formatted(path, DataSets.reason(e)), e);
    }
  }

  Path checkpoint() {
    return path.resolve("checkpoint.safetensors");
  }

  Path model() {
    return path.resolve("model.safetensors");
  }

  void saveCheckpoint(Training<?, ?> training) {
    save(checkpoint(), () -> Checkpoints.save(checkpoint(), training));
  }

  void saveModel(Object model, int epoch) {
    save(model(), () -> Checkpoint.save(model(), model, Map.of("epoch", Integer.toString(epoch))));
  }

  /// Writes a text.
  void write(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    save(path.resolve(name), () -> AtomicFile.write(path.resolve(name), channel -> channel.write(ByteBuffer.wrap(bytes))));
  }

  private interface Writing {
    void run() throws IOException;
  }

  private void save(Path file, Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw new BadInput("%s cannot be written: %s; what it was before is whole. Mend that, and go on with --resume %s"
          .formatted(file, DataSets.reason(e), path), e);
    }
  }

  /// Where training stood, or the beginning if nothing was saved yet.
  ///
  /// @throws BadInput if the file is damaged
  <P, S> Training<P, S> loadCheckpoint(Training<P, S> beginning) {
    try {
      return Files.exists(checkpoint()) ? Checkpoints.load(checkpoint(), beginning) : beginning;
    } catch (IOException e) {
      throw new BadInput(DataSets.reason(e), e);
    }
  }

  /// The model to use.
  ///
  /// @throws BadInput if there is none yet, or the file is damaged
  <P> P loadModel(P like) {
    if (!Files.exists(model())) {
      throw new BadInput("%s has no model yet: its first epoch is not complete; go on with chainrule train --resume %s".formatted(path, path));
    }
    try {
      return Checkpoint.load(model(), like).tree();
    } catch (IOException e) {
      throw new BadInput(DataSets.reason(e), e);
    }
  }
}
