package dev.chainrule.cli.training;

import dev.chainrule.nn.data.Characters;
import java.util.List;

/// What makes tensors of pictures, rows and texts, and says what a model's outputs mean. All of it follows from the training
/// data; kept with the run, so that a model can be used without them.
sealed interface Encoding {
  /// How many numbers a model has to give, for an example or for each character.
  int outputs();

  /// What the outputs are logits of; empty where they are numbers themselves.
  List<String> classes();

  /// Whether outputs are logits of classes.
  default boolean classifies() {
    return !classes().isEmpty();
  }

  /// Pixels from 0 to 1 minus their mean in the training data, divided by their deviation.
  record Images(int channels, int height, int width, double mean, double deviation, List<String> classes) implements Encoding {
    public Images {
      classes = List.copyOf(classes);
    }

    @Override
    public int outputs() {
      return classes.size();
    }
  }

  /// The columns of a table but one, which is told from them: a class, or a number.
  record Table(List<Column> inputs, Column target) implements Encoding {
    public Table {
      inputs = List.copyOf(inputs);
    }

    @Override
    public int outputs() {
      return target.isNumber() ? 1 : target.texts.size();
    }

    @Override
    public List<String> classes() {
      return target.texts;
    }

    /// How many numbers the columns become.
    int width() {
      return inputs.stream().mapToInt(Column::width).sum();
    }
  }

  /// A column: numbers, standardised as those of the training data; or texts, of which each has a place of its own.
  ///
  /// @param texts in order; empty for numbers
  record Column(String name, double mean, double deviation, List<String> texts) {
    public Column {
      texts = List.copyOf(texts);
    }

    boolean isNumber() {
      return texts.isEmpty();
    }

    int width() {
      return isNumber() ? 1 : texts.size();
    }
  }

  /// Characters by their numbers, so many at a time; for each the next one is told from it and those before it.
  ///
  /// @param letters all of them, each once
  record Text(String letters, int context) implements Encoding {
    Characters characters() {
      return new Characters(letters);
    }

    @Override
    public int outputs() {
      return characters().size();
    }

    @Override
    public List<String> classes() {
      return letters.codePoints().mapToObj(Character::toString).toList();
    }
  }
}
