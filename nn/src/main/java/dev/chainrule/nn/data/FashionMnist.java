package dev.chainrule.nn.data;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.nn.Batch;
import dev.chainrule.nn.file.FormatException;
import dev.chainrule.nn.file.Idx;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// 70,000 pictures of clothes in ten classes, 28 × 28 pixels each, of which 10,000 are to test with. They are not part of this
/// library: Debian and its kin have them in the package `dataset-fashion-mnist`, and any folder with the four files will do,
/// also those of MNIST or another set of the same form.
///
/// Source: H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms,
/// 2017. Licence: MIT.
///
/// {@snippet :
/// try {
///   FashionMnist.load(Path.of("nowhere"));
/// } catch (Exception e) {
///   System.out.println(e.getMessage().contains("train-images-idx3-ubyte.gz")); // true
/// }
/// }
public final class FashionMnist {
  /// Where Debian's package puts the files.
  public static final Path FOLDER = Path.of("/usr/share/datasets/fashion-mnist");
  /// What is in the pictures, by label.
  public static final List<String> CLASSES =
      List.of("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot");

  private FashionMnist() {}

  /// From the folder of Debian's package.
  ///
  /// @throws IOException if a file is missing, or cannot be read; the message says how to get it
  public static Batch.Split load() throws IOException {
    return load(FOLDER);
  }

  /// From a folder with the four files, compressed or not.
  ///
  /// @return pixels `[n, 28, 28]` as F32 numbers from 0 to 255, labels `[n]` as I32
  /// @throws IOException if a file is missing, or cannot be read; the message says how to get it, or what is wrong in it
  public static Batch.Split load(Path folder) throws IOException {
    return new Batch.Split(batch(folder, "train"), batch(folder, "t10k"));
  }

  private static Batch batch(Path folder, String part) throws IOException {
    Path imageFile = find(folder, part + "-images-idx3-ubyte");
    Path labelFile = find(folder, part + "-labels-idx1-ubyte");
    Tensor images = Idx.read(imageFile);
    Tensor labels = Idx.read(labelFile);
    if (images.rank() != 3) {
      throw new FormatException(imageFile, "has numbers of shape %s; images are [n, height, width]".formatted(images.shape()));
    }
    if (labels.rank() != 1 || labels.size() != images.shape().extent(0)) {
      throw new FormatException(labelFile, "has labels of shape %s, but %s has %d images".formatted(labels.shape(), imageFile, images.shape().extent(0)));
    }
    int largest = labels.size() == 0 ? 0 : (int) labels.max().item();
    if (largest >= CLASSES.size() || labels.size() > 0 && labels.min().item() < 0) {
      throw new FormatException(labelFile, "has the label %d; there are %d classes, from 0".formatted(largest, CLASSES.size()));
    }
    return new Batch(images.to(DType.F32), labels.to(DType.I32));
  }

  private static Path find(Path folder, String name) throws IOException {
    for (String suffix : List.of("", ".gz")) {
      Path file = folder.resolve(name + suffix);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new FileNotFoundException(
        ("there is no %s.gz in %s; on Debian and its kin `apt-get install dataset-fashion-mnist` brings the four files, elsewhere put"
            + " train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz into a folder and name it (--data FOLDER)")
            .formatted(name, folder));
  }
}
