package dev.chainrule.nn.data;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import dev.chainrule.nn.file.FormatException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/// Pictures in a folder that has a folder for each class; its name is the class. Classes and files come in the order of their
/// names.
///
/// {@snippet :
/// import java.awt.image.BufferedImage;
/// import javax.imageio.ImageIO;
/// Path folder = Files.createTempDirectory("chainrule");
/// Path cats = Files.createDirectory(folder.resolve("cats"));
/// ImageIO.write(new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB), "png", cats.resolve("1.png").toFile());
/// ImageFolder pictures = ImageFolder.of(folder);
/// Pipeline<Tensor> pixels = Pipeline.of(pictures.files()).map(one -> ImageFolder.read(one.path(), 3, 8, 8));
/// System.out.println(pictures.classes() + " " + pixels.open().next().shape()); // [cats] [3, 8, 8]
/// }
///
/// @param classes the names of the folders
/// @param files   the pictures in them
public record ImageFolder(List<String> classes, List<Labelled> files) {
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp", "wbmp");
  private static final int BYTE = 0xFF;
  private static final int[] SHIFTS = {16, 8, 0};
  /// How much the eye sees of red, green and blue (ITU-R BT.601).
  private static final double[] BRIGHTNESS = {0.299, 0.587, 0.114};

  /// A picture.
  ///
  /// @param path  its file
  /// @param label the number of its class, from 0
  public record Labelled(Path path, int label) {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /// The classes and files in their order.
  public ImageFolder {
    classes = List.copyOf(classes);
    files = List.copyOf(files);
  }

  /// Looks what there is; reads no picture yet.
  ///
  /// @throws FormatException if there are no folders, or no pictures in them
  /// @throws IOException     if it cannot be read
  public static ImageFolder of(Path folder) throws IOException {
    List<Path> folders = listed(folder).filter(Files::isDirectory).toList();
    List<Labelled> files = new ArrayList<>();
    for (int label = 0; label < folders.size(); label++) {
      int number = label;
      listed(folders.get(label)).filter(ImageFolder::isPicture).forEach(file -> files.add(new Labelled(file, number)));
    }
    if (files.isEmpty()) {
      throw new FormatException(folder, "has no folders with pictures (%s) in them; each class has a folder".formatted(
          String.join(", ", ENDINGS.stream().sorted().toList())));
    }
    return new ImageFolder(folders.stream().map(path -> path.getFileName().toString()).toList(), files);
  }

  private static Stream<Path> listed(Path folder) throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted().toList().stream();
    }
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString();
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  /// Reads a picture, brought to a size.
  ///
  /// @param channels 1: brightness, 3: red, green and blue
  /// @return `[channels, height, width]`, F32 from 0 to 1
  /// @throws UncheckedIOException if it cannot be read, or is no picture; the message names the file
  public static Tensor read(Path file, int channels, int height, int width) {
    if (channels != 1 && channels != SHIFTS.length) {
      throw new IllegalArgumentException("[ImageFolder] %d channels; there are 1 (brightness) and 3 (red, green, blue)".formatted(channels));
    }
    BufferedImage image = scaled(read(file), height, width);
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    float[] values = new float[channels * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      double brightness = 0;
      for (int c = 0; c < SHIFTS.length; c++) {
        int value = pixels[i] >> SHIFTS[c] & BYTE;
        brightness += BRIGHTNESS[c] * value;
        if (channels > 1) {
          values[c * pixels.length + i] = value / (float) BYTE;
        }
      }
      if (channels == 1) {
        values[i] = (float) (brightness / BYTE);
      }
    }
    return Tensor.of(Shape.of(channels, height, width), values);
  }

  private static BufferedImage read(Path file) {
    try {
      BufferedImage image = ImageIO.read(file.toFile());
      if (image == null) {
        throw new FormatException(file, "is no picture that can be read");
      }
      return image;
    } catch (IOException e) {
      throw new UncheckedIOException(e instanceof FormatException told ? told : new FormatException(file, String.valueOf(e.getMessage())));
    } catch (IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
      // What damaged files make the JDK's readers throw.
      throw new UncheckedIOException(new FormatException(file, "is damaged: " + e.getMessage()));
    }
  }

  private static BufferedImage scaled(BufferedImage image, int height, int width) {
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return scaled;
  }
}
