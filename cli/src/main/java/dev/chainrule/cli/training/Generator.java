package dev.chainrule.cli.training;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.expression.BadInput;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Text that a model goes on with, character by character.
///
/// @param temperature what logits are divided by: below 1 the probable becomes more so, and 0 takes the most probable always
/// @param topK        how many of the most probable characters may come; 0: all
/// @param seed        what chance follows from
public record Generator(double temperature, int topK, long seed) {
  /// @throws BadInput naming the option that cannot be
  public Generator {
    if (!(temperature >= 0) || !Double.isFinite(temperature)) {
      throw new BadInput("--temperature is %s, but must be a finite number from 0 on".formatted(temperature));
    }
    if (topK < 0) {
      throw new BadInput("--top-k is %d, but cannot be negative".formatted(topK));
    }
  }

  /// Prints the prompt and so many characters that follow it, each as it comes.
  ///
  /// @throws BadInput if the model is none of text, or does not know a character
  public void print(KeptModel kept, String prompt, int length, PrintWriter out) {
    if (!(kept.encoding() instanceof Encoding.Text text)) {
      throw new BadInput("this model is none of text; chainrule predict says what it sees");
    }
    print(text, kept::outputs, prompt, length, out);
  }

  /// The same for a model whose outputs are these.
  void print(Encoding.Text text, UnaryOperator<Tensor> outputs, String prompt, int length, PrintWriter out) {
    if (length < 0) {
      throw new BadInput("--length is %d, but cannot be negative".formatted(length));
    }
    int[] known;
    try {
      // Who begins with nothing begins with the first character that is known, usually the end of a line.
      known = prompt.isEmpty() ? new int[] {0} : text.characters().encode(prompt);
    } catch (IllegalArgumentException e) {
      throw new BadInput("--prompt: " + e.getMessage(), e);
    }
    out.print(prompt);
    int start = known.length;
    int[] all = Arrays.copyOf(known, start + length);
    for (int i = start; i < all.length; i++) {
      int seen = Math.min(i, text.context());
      // What stands behind the last character does not matter, since no place looks forward.
      int[] window = Arrays.copyOf(Arrays.copyOfRange(all, i - seen, i), text.context());
      Tensor logits = outputs.apply(Tensor.of(Shape.of(1, text.context()), window)).get(0, seen - 1);
      all[i] = choose(logits.to(DType.F64).toDoubles(), RandomKey.of(seed).foldIn(i - start).uniform(DType.F64).item());
      out.print(text.characters().decode(all[i]));
      out.flush();
    }
    out.println();
    out.flush();
  }

  /// The character at whose share of the whole a number from 0 to 1 is.
  int choose(double[] logits, double uniform) {
    int[] order = IntStream.range(0, logits.length).boxed().sorted((a, b) -> Double.compare(logits[b], logits[a])).mapToInt(i -> i).toArray();
    if (temperature == 0) {
      return order[0];
    }
    int kept = topK == 0 ? order.length : Math.min(topK, order.length);
    double[] weights = IntStream.range(0, kept).mapToDouble(i -> Math.exp((logits[order[i]] - logits[order[0]]) / temperature)).toArray();
    double left = uniform * Arrays.stream(weights).sum();
    for (int i = 0; i < kept; i++) {
      left -= weights[i];
      if (left < 0) {
        return order[i];
      }
    }
    return order[kept - 1];
  }
}
