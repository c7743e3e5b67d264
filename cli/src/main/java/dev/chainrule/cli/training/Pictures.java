package dev.chainrule.cli.training;

import dev.chainrule.Chainrule;
import dev.chainrule.Tensor;
import dev.chainrule.nn.Layer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/// Pictures of what a model is given, and of what in it mattered.
final class Pictures {
  private static final int SIDE = 224;
  private static final int WHITE = 255;
  private static final int RED = 16;
  private static final int GREEN = 8;

  private Pictures() {}

  /// How much each place matters for a class: the largest magnitude of the logit's gradient there, from 0 to 1.
  ///
  /// @param x encoded, `[1, channels, height, width]`
  /// @return `[height, width]`
  static Tensor saliency(Layer model, Tensor x, int label) {
    Tensor strength = Chainrule.grad((Tensor input) -> model.apply(input).get(0, label)).apply(x).abs().get(0).max(0);
    double largest = strength.max().item();
    return largest > 0 ? strength.div(largest) : strength;
  }

  /// The picture, `[channels, height, width]` from 0 to 1.
  static BufferedImage plain(Tensor pixels) {
    return overlaid(pixels, Tensor.zeros(pixels.dtype(), pixels.shape().extent(1), pixels.shape().extent(2)));
  }

  /// The picture, grey, and red where places matter; enlarged to be looked at.
  ///
  /// @param strength `[height, width]` from 0 to 1
  static BufferedImage overlaid(Tensor pixels, Tensor strength) {
    int channels = pixels.shape().extent(0);
    int height = pixels.shape().extent(1);
    int width = pixels.shape().extent(2);
    float[] values = pixels.toFloats();
    float[] shares = strength.toFloats();
    int scale = Math.max(1, SIDE / Math.max(height, width));
    BufferedImage image = new BufferedImage(width * scale, height * scale, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height * scale; y++) {
      for (int x = 0; x < width * scale; x++) {
        int place = y / scale * width + x / scale;
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          float value = values[(channels == 1 ? 0 : c) * height * width + place];
          float share = shares[place];
          float mixed = (1 - share) * value + (c == 0 ? share : 0);
          rgb |= Math.clamp(Math.round(mixed * WHITE), 0, WHITE) << (c == 0 ? RED : c == 1 ? GREEN : 0);
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  static byte[] png(BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// As the address of a picture in a page.
  static String address(BufferedImage image) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png(image));
  }
}
