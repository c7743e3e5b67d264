package dev.chainrule.cli.training;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.explain.Saliency;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/// Pictures of what a model is given, and of what in it mattered.
final class Pictures {
  private static final int SIDE = 224;
  private static final double NOISE = 0.15;
  private static final int NOISY_COPIES = 20;
  private static final int WHITE = 255;
  private static final int RED = 16;
  private static final int GREEN = 8;

  private Pictures() {}

  /// How much each place matters for classes: the largest magnitude of the smoothed gradient of the logit there, as a share of
  /// the largest in the picture.
  ///
  /// @param x      encoded, `[n, channels, height, width]`
  /// @param labels the class of each
  /// @return `[n, height, width]`
  static Tensor saliency(Layer model, Tensor x, int... labels) {
    double range = x.max().item() - x.min().item();
    Tensor strength = Saliency.smoothGrad(Saliency.ofClass(model, Tensor.of(labels)), x, NOISE * range, NOISY_COPIES, RandomKey.of(1)).abs().max(1);
    return strength.div(strength.reshape(labels.length, -1).max(1).maximum(Float.MIN_NORMAL).reshape(labels.length, 1, 1));
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
