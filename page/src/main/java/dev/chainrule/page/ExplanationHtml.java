package dev.chainrule.page;

import com.google.gson.stream.JsonWriter;
import dev.chainrule.view.Explanation;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An explanation as a page to step through: one file that needs no network and no server. Its inputs can be moved; values
/// and gradients follow.
///
/// {@snippet :
/// import dev.chainrule.view.Explanation;
/// String html = ExplanationHtml.of(Explanation.of(x -> x.times(x), Tensor.of(3.0)));
/// System.out.println(html.startsWith("<!doctype html>")); // true
/// }
public final class ExplanationHtml {
  /// In the order in which each finds what it uses.
  private static final List<String> SCRIPTS = List.of("numbers.js", "model.js", "formulas.js", "graph.js", "steps.js", "inputs.js", "panels.js", "code.js", "editor.js", "main.js");
  private static final List<String> STYLES = List.of("colours.css", "graph.css", "page.css");
  private static final Pattern FONT = Pattern.compile("url\\(fonts/([\\w-]+\\.woff2)\\) format\\(\"woff2\"\\)[^;}]*");
  private static final Pattern MODULE = Pattern.compile("^import .*?;\\n|^export (?=function|const|let|class)", Pattern.MULTILINE);

  private ExplanationHtml() {}

  /// The file.
  public static String of(Explanation explanation) {
    return of(explanation, null);
  }

  /// The file for what a user typed, which the page shows.
  public static String of(Explanation explanation, @Nullable Request request) {
    return page(PageData.of(explanation, request), false);
  }

  /// The page, with what it shows first; served, it can ask for more.
  static String page(String data, boolean served) {
    String html = Resources.text("page.html");
    String policy = "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; font-src data:; img-src data:; connect-src "
        + (served ? "'self'" : "'none'");
    return html.replace("{{policy}}", policy)
        .replace("{{styles}}", katexStyles() + STYLES.stream().map(Resources::text).collect(Collectors.joining("\n")))
        .replace("{{licence}}", new String(Resources.katex("LICENSE"), StandardCharsets.UTF_8).strip().replace("--", "- -"))
        .replace("{{katex}}", new String(Resources.katex("dist/katex.min.js"), StandardCharsets.UTF_8).replace("</script", "<\\/script"))
        .replace("{{scripts}}", SCRIPTS.stream().map(name -> MODULE.matcher(Resources.text(name)).replaceAll("")).collect(Collectors.joining("\n")))
        .replace("{{served}}", Boolean.toString(served))
        .replace("{{lecture}}", served ? lecture() : "[]")
        .replace("{{data}}", data);
  }

  /// With the fonts in it, in the one format that all browsers read.
  private static String katexStyles() {
    String styles = new String(Resources.katex("dist/katex.min.css"), StandardCharsets.UTF_8);
    return FONT.matcher(styles).replaceAll(match -> "url(data:font/woff2;base64,"
        + Base64.getEncoder().encodeToString(Resources.katex("dist/fonts/" + match.group(1))) + ") format(\"woff2\")");
  }

  private static String lecture() {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setHtmlSafe(true);
      json.beginArray();
      for (Lecture example : Lecture.values()) {
        json.beginObject();
        json.name("title").value(example.title());
        json.name("sentence").value(example.sentence());
        json.name("request");
        example.request().write(json);
        json.endObject();
      }
      json.endArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
