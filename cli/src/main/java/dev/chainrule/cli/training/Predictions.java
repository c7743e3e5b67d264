package dev.chainrule.cli.training;

import com.google.gson.JsonObject;
import dev.chainrule.Tensor;
import dev.chainrule.expression.BadInput;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.nn.Batch;
import dev.chainrule.nn.data.Characters;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// What a model says of files: of each picture, of each row of a table, of each text.
public final class Predictions {
  private static final int SHOWN = 3;

  private final KeptModel kept;
  private final boolean json;
  private final PrintWriter out;

  /// @param json whether each is an object for programs
  public Predictions(KeptModel kept, boolean json, PrintWriter out) {
    this.kept = kept;
    this.json = json;
    this.out = out;
  }

  /// Prints what is said of these files.
  ///
  /// @param inverted whether dark and light of pictures are to be exchanged first
  /// @throws BadInput if one cannot be read, or does not fit; what was said before is printed
  public void print(List<Path> files, boolean inverted) {
    for (Path file : files) {
      try {
        switch (kept.encoding()) {
          case Encoding.Images images -> classes(file.toString(), images.classes(),
              kept.outputs(KeptModel.standardised(images, KeptModel.picture(images, file, inverted))));
          case Encoding.Table table -> rows(file, table);
          case Encoding.Text text -> text(file, text);
        }
      } catch (IOException e) {
        throw KeptModel.unreadable(e);
      }
      out.flush();
    }
  }

  private void rows(Path file, Encoding.Table table) throws IOException {
    Tensor inputs = Tables.inputs(file, table);
    Tensor outputs = kept.outputs(inputs);
    for (int row = 0; row < inputs.shape().extent(0); row++) {
      String name = "%s row %d".formatted(file, row + 1);
      if (table.classifies()) {
        classes(name, table.classes(), outputs.slice(0, row, row + 1));
      } else {
        number(name, table.target().name(), outputs.get(row, 0).item() * table.target().deviation() + table.target().mean());
      }
    }
  }

  private void number(String name, String what, double value) {
    if (json) {
      JsonObject line = new JsonObject();
      line.addProperty("input", name);
      line.addProperty(what, value);
      out.println(line);
    } else {
      out.printf(Locale.ROOT, "%s: %s %.6g%n", name, what, value);
    }
  }

  /// @param logits `[1, classes]`
  private void classes(String name, List<String> classes, Tensor logits) {
    double[] probabilities = logits.to(DType.F64).softmax(-1).reshape(-1).toDoubles();
    List<Integer> order = IntStream.range(0, classes.size()).boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> probabilities[i]).reversed()).toList();
    if (json) {
      JsonObject shares = new JsonObject();
      order.forEach(i -> shares.addProperty(classes.get(i), probabilities[i]));
      JsonObject line = new JsonObject();
      line.addProperty("input", name);
      line.addProperty("class", classes.get(order.getFirst()));
      line.add("probabilities", shares);
      out.println(line);
    } else {
      List<String> shown = new ArrayList<>();
      order.stream().limit(SHOWN).forEach(i -> shown.add(String.format(Locale.ROOT, "%s %.1f %%", classes.get(i), 100 * probabilities[i])));
      out.println(name + ": " + String.join(", ", shown));
    }
  }

  /// How probable a text is, for each character, and what follows it.
  private void text(Path file, Encoding.Text text) throws IOException {
    int[] numbers;
    try {
      numbers = text.characters().encode(Characters.read(file));
    } catch (IllegalArgumentException e) {
      throw new BadInput("%s: %s".formatted(file, e.getMessage()), e);
    }
    if (numbers.length == 0) {
      throw new BadInput(file + " is empty");
    }
    if (numbers.length > text.context()) {
      Batch windows = Texts.windows(numbers, text.context());
      number(file.toString(), "loss", Task.evaluation(text, windows).apply(kept.model()).get("loss"));
    }
    int[] last = Arrays.copyOfRange(numbers, Math.max(0, numbers.length - text.context()), numbers.length);
    Tensor logits = kept.outputs(Tensor.of(Shape.of(1, text.context()), Arrays.copyOf(last, text.context())));
    classes(file + ", next character", text.classes(), logits.get(0, last.length - 1).reshape(1, -1));
  }
}
