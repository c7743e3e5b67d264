package dev.chainrule.cli.training;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.expression.BadInput;
import dev.chainrule.nn.Activation;
import dev.chainrule.nn.Cnn;
import dev.chainrule.nn.Embedding;
import dev.chainrule.nn.Flatten;
import dev.chainrule.nn.Gpt;
import dev.chainrule.nn.Initializer;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.Linear;
import dev.chainrule.nn.Lstm;
import dev.chainrule.nn.Mlp;
import dev.chainrule.nn.Sequential;

/// The models by name.
enum Architecture {
  MLP,
  CNN,
  LSTM,
  GPT;

  private static final int HIDDEN = 256;
  private static final int UNITS = 128;
  private static final int[] CNN_CHANNELS = {32, 64};
  private static final double CNN_DROPOUT = 0.2;
  private static final int LETTER_WIDTH = 64;
  private static final int GPT_WIDTH = 128;
  private static final int GPT_HEADS = 4;
  private static final int GPT_DEPTH = 4;
  private static final double GPT_DROPOUT = 0.1;

  /// A new model.
  ///
  /// @param data how large examples are, and how many outputs there must be
  /// @throws BadInput if the model cannot be used on such data
  Layer create(Encoding data, RandomKey key) {
    return switch (data) {
      case Encoding.Images images -> switch (this) {
        case MLP -> Sequential.of(new Flatten(), mlp(images.channels() * images.height() * images.width(), images.outputs(), key));
        case CNN -> Cnn.of(images.channels(), images.height(), images.width(), images.outputs(), CNN_CHANNELS.clone(), UNITS, CNN_DROPOUT, key);
        case LSTM -> new Rows(Lstm.of(images.channels() * images.width(), UNITS, key.foldIn(0)), out(UNITS, images.outputs(), key.foldIn(1)));
        case GPT -> throw unfit("images", "mlp, cnn and lstm");
      };
      case Encoding.Table table -> switch (this) {
        case MLP -> mlp(table.width(), table.outputs(), key);
        case CNN, LSTM, GPT -> throw unfit("tables", "mlp");
      };
      case Encoding.Text text -> switch (this) {
        case LSTM -> Sequential.of(Embedding.of(text.outputs(), LETTER_WIDTH, Initializer.normal(0.1), key.foldIn(0)),
            Lstm.of(LETTER_WIDTH, HIDDEN, key.foldIn(1)), Lstm.of(HIDDEN, HIDDEN, key.foldIn(2)), out(HIDDEN, text.outputs(), key.foldIn(3)));
        case GPT -> Gpt.of(text.outputs(), text.context(), GPT_WIDTH, GPT_HEADS, GPT_DEPTH, GPT_DROPOUT, key);
        case MLP, CNN -> throw unfit("text", "lstm and gpt");
      };
    };
  }

  private BadInput unfit(String subject, String known) {
    return new BadInput("--model %s is not for %s; there are %s".formatted(Names.of(this), subject, known));
  }

  private static Mlp mlp(int inputs, int outputs, RandomKey key) {
    return Mlp.of(Activation.RELU, key, inputs, HIDDEN, outputs);
  }

  private static Linear out(int inputs, int outputs, RandomKey key) {
    return Linear.of(inputs, outputs, Initializer.glorotUniform(), key);
  }

  /// The rows of images one after the other, told by what is known after the last.
  record Rows(Lstm rows, Linear out) implements Layer {
    @Override
    public Tensor apply(Tensor images) {
      int[] extents = images.shape().extents();
      Tensor sequences = images.transpose(0, 2, 1, 3).reshape(extents[0], extents[2], -1);
      return out.apply(rows.run(sequences, rows.start(extents[0])).last().h());
    }
  }
}
