package dev.chainrule.page;

import dev.chainrule.Tensor;
import dev.chainrule.view.Explanation;
import dev.chainrule.view.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is drawn of an explanation: a box for each value, and a line from each operand to the step that reads it.
/// Constants have a box at each place where they are read, since what they have in common is only their number; so have,
/// in large drawings, values that are read far from where they are computed, since lines across the whole would hide it.
///
/// @param boxes by their identity: the value's name, for constants the step's name with the operand's number
record Drawing(Map<String, Box> boxes, List<Line> lines) {
  /// The kinds of box.
  enum Kind { INPUT, CONSTANT, STEP, REFERENCE }

  /// From how many steps on a drawing is large, and how many layers a line may cross there.
  private static final int LARGE = 300;
  private static final int FAR = 8;

  /// A value.
  ///
  /// @param title    its name and formula
  /// @param gate     the gate pattern's label; empty for what is no step
  /// @param gradient null where it has none
  record Box(String id, Kind kind, String title, String gate, Tensor value, Explanation.@Nullable Gradient gradient, boolean differentiated) {
    boolean isTensor() {
      return value.rank() > 0;
    }

    boolean isFork() {
      return gradient != null && gradient.isFork();
    }
  }

  /// An operand of a step, or a further result, for which `operand` is -1.
  record Line(String from, String to, int operand, @Nullable Tensor downstream) {}

  static Drawing of(Explanation explanation) {
    Map<String, Explanation.Gradient> gradients = new HashMap<>();
    explanation.backward().forEach(gradient -> gradients.put(gradient.name(), gradient));
    Map<String, Integer> depths = depths(explanation);
    Map<String, Box> boxes = new LinkedHashMap<>();
    List<Line> lines = new ArrayList<>();
    explanation.inputs().forEach(input -> boxes.put(input.name(),
        new Box(input.name(), Kind.INPUT, input.name(), "", input.value(), gradients.get(input.name()), input.differentiated())));
    for (Explanation.Step step : explanation.steps()) {
      for (int i = 0; i < step.inputs().size(); i++) {
        Explanation.Operand operand = step.inputs().get(i);
        boolean far = explanation.steps().size() > LARGE && !operand.constant() && depths.get(step.name()) - depths.get(operand.name()) > FAR;
        String from = operand.constant() || far ? step.name() + "#" + i : operand.name();
        if (far) {
          boxes.put(from, new Box(from, Kind.REFERENCE, operand.name(), "", operand.value(), null, false));
        } else if (operand.constant()) {
          String title = operand.name().equals(Shown.tensor(operand.value())) ? "" : operand.name();
          boxes.put(from, new Box(from, Kind.CONSTANT, title, "", operand.value(), null, false));
        }
        lines.add(new Line(from, step.name(), i, operand.downstream()));
      }
      boxes.put(step.name(), new Box(step.name(), Kind.STEP, step.name() + " = " + step.formula(), step.gate().label(), step.value(),
          gradients.get(step.name()), true));
      step.others().forEach(other -> {
        boxes.put(other.name(), new Box(other.name(), Kind.STEP, other.name() + " of " + step.name(), "", other.value(), gradients.get(other.name()), true));
        lines.add(new Line(step.name(), other.name(), -1, null));
      });
    }
    return new Drawing(boxes, lines);
  }

  /// In which layer each value is: behind all that it is computed from.
  private static Map<String, Integer> depths(Explanation explanation) {
    Map<String, Integer> depths = new HashMap<>();
    explanation.inputs().forEach(input -> depths.put(input.name(), 0));
    explanation.steps().forEach(step -> {
      int depth = 1 + step.inputs().stream().mapToInt(operand -> depths.getOrDefault(operand.name(), 0)).max().orElse(0);
      depths.put(step.name(), depth);
      step.others().forEach(other -> depths.put(other.name(), depth + 1));
    });
    return depths;
  }
}
