package dev.chainrule.cli.training;

import dev.chainrule.Functions;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.expression.BadInput;
import dev.chainrule.nn.Batch;
import dev.chainrule.nn.Digits;
import dev.chainrule.nn.data.FashionMnist;
import dev.chainrule.nn.data.ImageFolder;
import dev.chainrule.nn.data.Pipeline;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// The data sets by name.
final class DataSets {
  private static final String CSV = "csv:";
  private static final String IMAGES = "images:";
  private static final int COLOURS = 3;
  private static final double TRAIN_SHARE = 0.8;
  private static final int DIGITS_SIDE = 8;
  private static final double DIGITS_BLACK = 16;
  private static final double BYTES_WHITE = 255;

  private DataSets() {}

  /// Reads what the settings ask for; the same each time.
  ///
  /// @throws BadInput if there is no such data set, or it cannot be read
  static DataSet load(Settings settings) {
    RandomKey key = RandomKey.of(settings.seed()).foldIn(0);
    try {
      return switch (settings.dataset()) {
        case "digits" -> digits(settings, key);
        case "fashion-mnist" -> fashionMnist(settings, key);
        case "text" -> text(settings);
        case String table when table.startsWith(CSV) -> {
          DataSet read = Tables.load(Path.of(settings.data() == null ? table.substring(CSV.length()) : settings.data()), settings.target(), key);
          yield withValidation(settings, read.train(), read.test(), read.encoding(), key);
        }
        case String folder when folder.startsWith(IMAGES) ->
            pictures(settings, Path.of(settings.data() == null ? folder.substring(IMAGES.length()) : settings.data()), key);
        default -> throw new BadInput("unknown data set '%s'; known: digits, fashion-mnist, text, csv:FILE, images:FOLDER".formatted(settings.dataset()));
      };
    } catch (IOException e) {
      throw new BadInput("the data cannot be read: " + reason(e), e);
    }
  }

  /// What an error of a file says, with the name of the file.
  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + " does not exist";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static DataSet digits(Settings settings, RandomKey key) {
    Batch.Split split = Digits.load().split(TRAIN_SHARE, key);
    return images(settings, square(split.train(), DIGITS_SIDE, DIGITS_BLACK), square(split.test(), DIGITS_SIDE, DIGITS_BLACK),
        IntStream.range(0, Digits.CLASSES).mapToObj(Integer::toString).toList(), key);
  }

  private static DataSet fashionMnist(Settings settings, RandomKey key) throws IOException {
    Batch.Split split = settings.data() == null ? FashionMnist.load() : FashionMnist.load(Path.of(settings.data()));
    int side = split.train().images().shape().extent(-1);
    return images(settings, square(split.train(), side, BYTES_WHITE), square(split.test(), side, BYTES_WHITE), FashionMnist.CLASSES, key);
  }

  private static DataSet text(Settings settings) throws IOException {
    if (settings.data() == null) {
      throw new BadInput("train text --data FILE: which text? Any file in UTF-8 will do");
    }
    return Texts.load(Path.of(settings.data()), settings.context(), settings.validation() > 0, settings.validation());
  }

  private static DataSet pictures(Settings settings, Path folder, RandomKey key) throws IOException {
    ImageFolder pictures = ImageFolder.of(folder);
    int side = settings.side();
    List<Tensor> pixels = Pipeline.of(pictures.files()).map(one -> ImageFolder.read(one.path(), COLOURS, side, side)).open().toList();
    Batch all = new Batch(Functions.stack(0, pixels), Tensor.of(pictures.files().stream().mapToInt(ImageFolder.Labelled::label).toArray()));
    if (all.size() < 2) {
      throw new BadInput("%s has one picture; to learn from it and to test takes more".formatted(folder));
    }
    Batch.Split split = all.split(TRAIN_SHARE, key);
    return images(settings, split.train(), split.test(), pictures.classes(), key);
  }

  private static Batch square(Batch all, int side, double white) {
    return new Batch(all.images().div(white).reshape(all.size(), 1, side, side), all.labels());
  }

  /// Standardised by what the training images are like.
  private static DataSet images(Settings settings, Batch train, Batch test, List<String> classes, RandomKey key) {
    Tensor x = train.images();
    double mean = x.mean().item();
    double deviation = Math.max(x.std().item(), 1e-6);
    int[] extents = x.shape().extents();
    Encoding encoding = new Encoding.Images(extents[1], extents[2], extents[3], mean, deviation, classes);
    return withValidation(settings, standardised(train, mean, deviation), standardised(test, mean, deviation), encoding, key);
  }

  private static Batch standardised(Batch batch, double mean, double deviation) {
    return new Batch(batch.images().minus(mean).div(deviation), batch.labels());
  }

  private static DataSet withValidation(Settings settings, Batch train, Batch test, Encoding encoding, RandomKey key) {
    if (settings.validation() == 0) {
      return new DataSet(train, null, test, encoding);
    }
    Batch.Split split = train.split(1 - settings.validation(), key.foldIn(1));
    return new DataSet(split.train(), split.test(), test, encoding);
  }
}
