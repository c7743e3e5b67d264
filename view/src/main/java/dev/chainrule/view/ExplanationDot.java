package dev.chainrule.view;

import dev.chainrule.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An explanation as a picture, in Graphviz's language: values in green, gradients in red. Each edge shows the part of
/// the gradient that flows back along it; where a value is read more than once, its gradient is the sum of these, and
/// its frame is double.
///
/// {@snippet :
/// String dot = ExplanationDot.of(Explanation.of(x -> x.times(x), Tensor.of(3.0)));
/// System.out.println(dot.startsWith("digraph")); // true
/// }
public final class ExplanationDot {
  private static final int SWEEPS_SHOWN = 8;

  private final Explanation explanation;
  private final StringBuilder text = new StringBuilder("digraph explanation {\n  rankdir=LR\n  node [shape=box, style=rounded]\n");
  private final Map<String, String> identities = new HashMap<>();
  private final Map<String, Explanation.Gradient> gradients = new HashMap<>();
  private final List<Explanation.Sweep> sweeps;

  private ExplanationDot(Explanation explanation, Mode mode) {
    this.explanation = explanation;
    if (mode == Mode.REVERSE) {
      explanation.backward().forEach(gradient -> gradients.put(gradient.name(), gradient));
    }
    sweeps = mode == Mode.FORWARD ? explanation.sweeps(SWEEPS_SHOWN) : List.of();
  }

  /// The graph with the backward pass; `dot -Tsvg` draws it.
  public static String of(Explanation explanation) {
    return of(explanation, Mode.REVERSE);
  }

  /// The graph with the gradients of the backward pass, or with the tangents of forward mode, in blue, of which at most
  /// eight fit.
  public static String of(Explanation explanation, Mode mode) {
    return new ExplanationDot(explanation, mode).print();
  }

  private String print() {
    explanation.inputs().forEach(input -> node(input.name(), input.remark(), input.value(), ", shape=ellipse"));
    explanation.steps().forEach(step -> {
      node(step.name(), step.formula() + "\n" + step.gate().label(), step.value(), "");
      step.others().forEach(other -> {
        node(other.name(), ExplanationText.further(step, other), other.value(), "");
        edge(step.name(), other.name(), null);
      });
      step.inputs().forEach(operand -> {
        if (!identities.containsKey(operand.name())) {
          node(operand.name(), "", operand.value(), ", shape=plain");
        }
        edge(operand.name(), step.name(), sweeps.isEmpty() ? operand.downstream() : null);
      });
    });
    return text.append("}\n").toString();
  }

  private void node(String name, String words, Tensor value, String style) {
    String identity = "n" + identities.size();
    identities.put(name, identity);
    Explanation.Gradient gradient = gradients.get(name);
    String shown = Shown.tensor(value);
    String label = (shown.equals(name) ? "" : bold(name)) + (words.isEmpty() ? "" : "<br/>" + escape(words)) + colored("darkgreen", shown);
    boolean fork = gradient != null && gradient.isFork();
    if (gradient != null) {
      String sum = fork ? gradient.contributions().stream().map(part -> Shown.tensor(part.value())).collect(Collectors.joining(" + ", "", " = ")) : "";
      label += colored("red", sum + Shown.tensor(gradient.value()));
    }
    for (Explanation.Sweep sweep : sweeps) {
      if (sweep.tangents().containsKey(name)) {
        label += colored("blue", "d/d" + sweep.input() + " = " + Shown.tensor(sweep.tangents().get(name)));
      }
    }
    text.append("  %s [label=<%s>%s%s]\n".formatted(identity, label.replaceFirst("^<br/>", ""), fork ? ", peripheries=2" : "", style));
  }

  private void edge(String from, String to, @Nullable Tensor gradient) {
    text.append("  %s -> %s%s\n".formatted(identities.get(from), identities.get(to),
        gradient == null ? "" : " [label=<%s>]".formatted(colored("red", Shown.tensor(gradient)).substring("<br/>".length()))));
  }

  private static String bold(String name) {
    return "<b>" + escape(name) + "</b>";
  }

  private static String colored(String color, String words) {
    return "<br/><font color=\"%s\">%s</font>".formatted(color, escape(words));
  }

  private static String escape(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("\n", "<br/>");
  }
}
