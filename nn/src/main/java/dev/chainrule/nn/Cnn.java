package dev.chainrule.nn;

import dev.chainrule.Convolution;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A convolutional network for small images: steps of convolution, batch norm, relu and a maximum of each 2 × 2 places, then two
/// linear layers with dropout between them.
///
/// {@snippet :
/// Cnn model = Cnn.of(1, 28, 28, 10, RandomKey.of(1));
/// System.out.println(model.apply(Tensor.ones(F32, 5, 784)).shape());       // [5, 10]
/// System.out.println(model.apply(Tensor.ones(F32, 5, 1, 28, 28)).shape()); // [5, 10]
/// }
///
/// @param channels how many an image has
/// @param height   of an image
/// @param width    of an image
/// @param layers   what is made of images `[batch, channels, height, width]`
public record Cnn(int channels, int height, int width, Sequential layers) implements Layer {
  private static final int[] USUAL = {16, 32, 64};
  private static final int UNITS = 128;
  private static final double DROPOUT = 0.3;
  private static final int WINDOW = 3;

  /// A new network of F32 numbers: up to three steps, as many as the image has room for, of 16, 32 and 64 channels, then 128
  /// units.
  ///
  /// @throws IllegalArgumentException if a number is less than 1, or the image is smaller than 2 × 2
  public static Cnn of(int channels, int height, int width, int classes, RandomKey key) {
    int steps = Math.min(USUAL.length, 31 - Integer.numberOfLeadingZeros(Math.max(1, Math.min(height, width))));
    return of(channels, height, width, classes, Arrays.copyOf(USUAL, steps), UNITS, DROPOUT, key);
  }

  /// A new network of F32 numbers.
  ///
  /// @param steps   the channels after each step, which halves height and width
  /// @param units   of the linear layer before the last
  /// @param dropout the share of their inputs that both linear layers lose in training
  /// @throws IllegalArgumentException if a number is less than 1, or the image is too small for so many steps
  public static Cnn of(int channels, int height, int width, int classes, int[] steps, int units, double dropout, RandomKey key) {
    if (steps.length < 1 || height >> steps.length < 1 || width >> steps.length < 1) {
      throw new IllegalArgumentException("[Cnn] %d steps on images of %d × %d: there must be at least 1, and each halves both"
          .formatted(steps.length, height, width));
    }
    Convolution same = new Convolution().samePadding();
    List<Layer> layers = new ArrayList<>();
    int before = channels;
    for (int i = 0; i < steps.length; i++) {
      layers.add(ConvolutionLayer.of(DType.F32, before, steps[i], same, Initializer.heUniform(), key.foldIn(i), WINDOW, WINDOW));
      layers.add(BatchNorm.of(steps[i]));
      layers.add(Activation.RELU);
      layers.add(Pool.max(2, 2));
      before = steps[i];
    }
    int features = before * (height >> steps.length) * (width >> steps.length);
    layers.addAll(List.of(new Flatten(), new Dropout(dropout),
        Linear.of(features, units, Initializer.heUniform(), key.foldIn(steps.length)), Activation.RELU, new Dropout(dropout),
        Linear.of(units, classes, Initializer.glorotUniform(), key.foldIn(steps.length + 1))));
    return new Cnn(channels, height, width, new Sequential(layers));
  }

  /// The scores `[batch, classes]` for images `[batch, channels, height, width]`, or these in rows, `[batch, pixels]`.
  ///
  /// @throws ShapeException if the images have another size
  @Override
  public Tensor apply(Tensor images) {
    return layers.apply(pictures(images));
  }

  @Override
  public Forward<Cnn> train(Tensor images, RandomKey key) {
    Forward<Sequential> forward = layers.train(pictures(images), key);
    return new Forward<>(forward.y(), new Cnn(channels, height, width, forward.layer()));
  }

  private Tensor pictures(Tensor images) {
    int pixels = channels * height * width;
    if (images.rank() < 2 || images.shape().range(1, images.rank()).size() != pixels) {
      throw new ShapeException("[Cnn] an input of shape %s must be [batch, %d, %d, %d] or [batch, %d]"
          .formatted(images.shape(), channels, height, width, pixels));
    }
    return images.reshape(images.shape().extent(0), channels, height, width);
  }
}
