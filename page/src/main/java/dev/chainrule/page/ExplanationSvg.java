package dev.chainrule.page;

import dev.chainrule.Tensor;
import dev.chainrule.view.Explanation;
import dev.chainrule.view.Shown;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.elk.core.math.KVector;

/// An explanation as a picture that any browser or editor shows: values in green, gradients in red with ∇ before them,
/// each gate by its name, tensors as heat maps. What flows back along a line is written on it; where a value is read
/// more than once its frame is double, and the sum is spelled out.
///
/// {@snippet :
/// import dev.chainrule.view.Explanation;
/// String svg = ExplanationSvg.of(Explanation.of(x -> x.times(x), Tensor.of(3.0)));
/// System.out.println(svg.startsWith("<svg")); // true
/// }
public final class ExplanationSvg {
  private static final double MARGIN = 12;
  private static final int TERMS = 3;

  private final Explanation explanation;
  private final Drawing drawing;
  private final Layout layout;
  private final StringBuilder text = new StringBuilder();

  private ExplanationSvg(Explanation explanation) {
    this.explanation = explanation;
    this.drawing = Drawing.of(explanation);
    this.layout = Layout.of(drawing);
  }

  /// The picture as a file.
  public static String of(Explanation explanation) {
    return new ExplanationSvg(explanation).print("<style>" + Resources.text("colours.css") + Resources.text("graph.css") + "</style>");
  }

  /// The picture as a part of a page that has the styles.
  static String inPage(Explanation explanation) {
    return new ExplanationSvg(explanation).print("");
  }

  private String print(String style) {
    text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" role=\"group\" viewBox=\"%s %s %s %s\" width=\"%s\" height=\"%s\" aria-label=\"%s\">\n"
        .formatted(number(-MARGIN), number(-MARGIN), number(layout.width() + 2 * MARGIN), number(layout.height() + 2 * MARGIN),
            number(layout.width() + 2 * MARGIN), number(layout.height() + 2 * MARGIN),
            escape("Computational graph of " + explanation.result() + ", " + drawing.boxes().size() + " nodes")));
    text.append(style).append("""
        <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="10" markerHeight="10" orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>
        """);
    for (int i = 0; i < drawing.lines().size(); i++) {
      line(drawing.lines().get(i), layout.routes().get(i));
    }
    drawing.boxes().values().forEach(box -> box(box, layout.places().get(box.id())));
    return text.append("</svg>\n").toString();
  }

  private void line(Drawing.Line line, Layout.Route route) {
    text.append("<g class=\"edge%s\" data-from=\"%s\" data-to=\"%s\" data-operand=\"%d\"><path d=\"%s\" marker-end=\"url(#arrow)\"/>"
        .formatted(line.downstream() == null ? " fixed" : "", escape(line.from()), escape(line.to()), line.operand(), path(route.corners())));
    if (line.downstream() != null && route.label() != null) {
      text.append("<text class=\"downstream\" x=\"%s\" y=\"%s\">∇ %s</text>".formatted(number(route.label().x), number(route.label().y + 4),
          escape(brief(line.downstream()))));
    }
    text.append("</g>\n");
  }

  /// What fits on a line: small tensors, otherwise the shape.
  private static String brief(Tensor tensor) {
    String text = Shown.tensor(tensor);
    return text.length() <= 14 ? text : tensor.shape().toString();
  }

  /// ELK's splines are cubic: a start, then three points for each piece.
  private static String path(List<KVector> corners) {
    StringBuilder path = new StringBuilder("M" + point(corners.getFirst()));
    boolean cubic = corners.size() % 3 == 1;
    for (int i = 1; i < corners.size(); i++) {
      path.append(cubic ? i % 3 == 1 ? "C" : " " : "L").append(point(corners.get(i)));
    }
    return path.toString();
  }

  private static String point(KVector point) {
    return number(point.x) + " " + number(point.y);
  }

  private void box(Drawing.Box box, Layout.Place place) {
    String kind = box.kind().name().toLowerCase(Locale.ROOT);
    String of = box.kind() == Drawing.Kind.REFERENCE ? " data-of=\"" + escape(box.title()) + "\"" : "";
    text.append("<g class=\"node %s%s\" data-node=\"%s\"%s transform=\"translate(%s %s)\" role=\"img\" aria-label=\"%s\">"
        .formatted(kind, box.isFork() ? " fork" : "", escape(box.id()), of, number(place.x()), number(place.y()), escape(description(box))));
    text.append("<title>").append(escape(description(box))).append("</title>");
    text.append("<rect class=\"frame\" width=\"%s\" height=\"%s\" rx=\"9\"/>".formatted(number(place.width()), number(place.height())));
    if (box.isFork()) {
      text.append("<rect class=\"frame inner\" x=\"3.5\" y=\"3.5\" width=\"%s\" height=\"%s\" rx=\"6\"/>"
          .formatted(number(place.width() - 7), number(place.height() - 7)));
    }
    int letters = (int) ((place.width() - 20) / 7.6);
    double y = 21;
    if (!box.title().isEmpty()) {
      int room = box.gate().isEmpty() ? letters : letters - box.gate().length() - 2;
      text.append("<text class=\"title\" x=\"11\" y=\"%s\">%s</text>".formatted(number(y), escape(cut(box.title(), room))));
      if (!box.gate().isEmpty()) {
        text.append("<text class=\"gate\" x=\"%s\" y=\"%s\">%s</text>".formatted(number(place.width() - 11), number(y), escape(box.gate())));
      }
      y += Layout.LINE;
    }
    if (box.kind() == Drawing.Kind.REFERENCE) {
      text.append("</g>\n");
      return;
    }
    text.append("<text class=\"value\" x=\"11\" y=\"%s\">%s</text>".formatted(number(y), escape(cut(Shown.tensor(box.value()), letters))));
    y += Layout.LINE;
    if (box.isTensor()) {
      text.append(HeatMap.of(box.value(), 11, y - 12, place.width() - 22, Layout.HEAT - 10));
      y += Layout.HEAT;
    }
    if (box.gradient() != null) {
      text.append("<text class=\"gradient\" x=\"11\" y=\"%s\">∇ %s</text>".formatted(number(y), escape(cut(Shown.tensor(box.gradient().value()), letters - 2))));
      y += Layout.LINE;
    }
    if (box.isFork()) {
      text.append("<text class=\"sum\" x=\"11\" y=\"%s\">gradients add: %s</text>".formatted(number(y), escape(cut(sum(box.gradient()), (int) ((place.width() - 20) / 6.2) - 15))));
    }
    text.append("</g>\n");
  }

  private static String sum(Explanation.Gradient gradient) {
    List<Explanation.Contribution> parts = gradient.contributions();
    return gradient.value().rank() > 0 || parts.size() > TERMS ? parts.size() + " terms"
        : parts.stream().map(part -> Shown.tensor(part.value())).collect(Collectors.joining(" + "));
  }

  private static String description(Drawing.Box box) {
    Tensor value = box.value();
    return (box.title().isEmpty() ? "constant" : box.title()) + (box.gate().isEmpty() ? "" : ", gate " + box.gate())
        + (box.isTensor() ? ", shape " + value.shape() : "") + ", value " + Shown.tensor(value)
        + (box.gradient() == null ? "" : ", gradient " + Shown.tensor(box.gradient().value()))
        + (box.isFork() ? ", a fork, where gradients add" : "");
  }

  static String cut(String words, int letters) {
    return words.length() <= letters ? words : words.substring(0, Math.max(1, letters - 1)) + "…";
  }

  static String number(double number) {
    String text = String.format(Locale.ROOT, "%.1f", number);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  static String escape(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
  }
}
