package dev.chainrule.cli.training;

import dev.chainrule.RandomKey;
import dev.chainrule.cli.BadInput;
import dev.chainrule.nn.Activation;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.Mlp;
import dev.chainrule.nn.Sequential;

/// The models by name.
enum Architecture {
  MLP,
  CNN,
  LSTM,
  GPT;

  private static final int HIDDEN = 256;

  /// A new model.
  ///
  /// @param data how large examples are, and how many outputs there must be
  /// @throws BadInput if the model cannot be used on such data
  Layer create(Encoding data, RandomKey key) {
    return switch (data) {
      case Encoding.Images images -> switch (this) {
        case MLP -> Sequential.of(x -> x.reshape(x.shape().extent(0), -1),
            mlp(images.channels() * images.height() * images.width(), images.outputs(), key));
        case CNN -> Networks.Cnn.of(images.channels(), images.height(), images.width(), images.outputs(), key);
        case LSTM -> Networks.RowsLstm.of(images.channels() * images.width(), images.outputs(), key);
        case GPT -> throw unfit("images", "mlp, cnn and lstm");
      };
      case Encoding.Table table -> switch (this) {
        case MLP -> mlp(table.width(), table.outputs(), key);
        case CNN, LSTM, GPT -> throw unfit("tables", "mlp");
      };
      case Encoding.Text text -> switch (this) {
        case LSTM -> Networks.CharacterLstm.of(text.outputs(), key);
        case GPT -> Networks.Gpt.of(text.outputs(), text.context(), key);
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
}
