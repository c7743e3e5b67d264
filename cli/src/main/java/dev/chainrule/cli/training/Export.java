package dev.chainrule.cli.training;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.nn.Layer;
import dev.chainrule.onnx.OnnxExport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A trained model as a file that other programs run. It takes what users of it have: pixels from 0 to 1, numbers as they
/// stand in a table, characters by their numbers; what the training data say of these is inside.
///
/// @param kept the model
public record Export(KeptModel kept) {
  /// Writes the file, and prints what it takes and gives.
  ///
  /// @throws dev.chainrule.expression.BadInput if it cannot be written
  public void write(Path file, PrintWriter out) {
    Encoding encoding = kept.encoding();
    Tensor example = switch (encoding) {
      case Encoding.Images images -> Tensor.zeros(DType.F32, 1, images.channels(), images.height(), images.width());
      case Encoding.Table table -> Tensor.zeros(DType.F32, 1, table.width());
      case Encoding.Text text -> Tensor.zeros(DType.I32, 1, text.context());
    };
    UnaryOperator<Tensor> encoded = switch (encoding) {
      case Encoding.Images images -> x -> KeptModel.standardised(images, x);
      case Encoding.Table table -> standardised(table);
      case Encoding.Text text -> x -> x;
    };
    UnaryOperator<Tensor> meant = encoding instanceof Encoding.Table table && table.target().isNumber()
        ? y -> y.times(table.target().deviation()).plus(table.target().mean()) : y -> y;
    BiFunction<Layer, Tensor, Map<String, Tensor>> function = (model, x) -> {
      Tensor y = meant.apply(model.apply(encoded.apply(x)));
      return encoding.classifies() ? Map.of("logits", y, "probabilities", y.softmax(-1)) : Map.of("y", y);
    };
    OnnxExport<Layer, Tensor> export = OnnxExport.of(function, kept.model(), example);
    if (encoding.classifies()) {
      export = export.noting("classes", String.join("\n", encoding.classes()));
    }
    String columns = columns(encoding);
    if (columns != null) {
      export = export.noting("columns", columns);
    }
    try {
      export.write(file);
    } catch (IOException e) {
      throw KeptModel.unwritable(file, e);
    }
    out.printf("%s: takes x %s, gives %s%n", file, shape(example),
        encoding.classifies() ? "logits and probabilities of %d classes".formatted(encoding.outputs()) : "y");
    out.flush();
  }

  private static UnaryOperator<Tensor> standardised(Encoding.Table table) {
    List<Float> means = new ArrayList<>();
    List<Float> deviations = new ArrayList<>();
    for (Encoding.Column column : table.inputs()) {
      for (int i = 0; i < column.width(); i++) {
        means.add((float) column.mean());
        deviations.add((float) column.deviation());
      }
    }
    Tensor mean = vector(means);
    Tensor deviation = vector(deviations);
    return x -> x.minus(mean).div(deviation);
  }

  private static Tensor vector(List<Float> numbers) {
    return Tensor.of(numbers.stream().mapToDouble(Float::doubleValue).toArray()).to(DType.F32);
  }

  /// What each number of a row is: a column, or whether a column has a text.
  private static @Nullable String columns(Encoding encoding) {
    if (!(encoding instanceof Encoding.Table table)) {
      return null;
    }
    List<String> names = new ArrayList<>();
    for (Encoding.Column column : table.inputs()) {
      names.addAll(column.isNumber() ? List.of(column.name()) : column.texts().stream().map(text -> column.name() + "=" + text).toList());
    }
    return String.join("\n", names);
  }

  private static String shape(Tensor example) {
    StringBuilder shape = new StringBuilder("[batch");
    for (int axis = 1; axis < example.rank(); axis++) {
      shape.append(", ").append(example.shape().extent(axis));
    }
    return example.dtype() + shape.append("]").toString();
  }
}
