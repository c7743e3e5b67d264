package dev.chainrule.expression;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads arguments like `x=-2` and `W=[1, 2; 3, 4]`.
final class Inputs {
  private Inputs() {}

  /// The tensors by name, in the order in which they were given.
  ///
  /// @throws BadInput if an argument is no name with a value, or a name is given twice
  static Map<String, Tensor> read(List<String> arguments) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (String argument : arguments) {
      int sign = argument.indexOf('=');
      String name = sign < 0 ? "" : argument.substring(0, sign).strip();
      if (!isName(name)) {
        throw new BadInput(notAnInput(argument, sign));
      }
      Tensor value = Evaluation.constant(Source.valueIn(argument, sign + 1));
      if (value.dtype() != DType.F64) {
        throw new BadInput("the input %s is true or false; give it a number".formatted(name));
      }
      if (inputs.put(name, value) != null) {
        throw new BadInput("the input %s is given twice; leave one out".formatted(name));
      }
    }
    return inputs;
  }

  private static String notAnInput(String argument, int sign) {
    String shown = Source.shortened(argument);
    if (sign < 0) {
      return "'%s' is no input: those are written name=value, as in x=-2; an expression with spaces needs quotes around it".formatted(shown);
    }
    return "'%s' is no input: before = stands a name, of letters, digits and _, which begins with a letter".formatted(shown);
  }

  /// Whether the text is what the grammar calls a name.
  private static boolean isName(String text) {
    return !text.isEmpty()
        && isLetter(text.codePointAt(0))
        && text.codePoints().allMatch(c -> isLetter(c) || Character.isDigit(c));
  }

  private static boolean isLetter(int c) {
    return Character.isLetter(c) || c == '_';
  }
}
