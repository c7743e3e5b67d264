package dev.chainrule.cli.training;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.chainrule.Chainrule;
import dev.chainrule.Compiled;
import dev.chainrule.Tensor;
import dev.chainrule.Threads;
import dev.chainrule.graph.DType;
import dev.chainrule.nn.Batch;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.train.EpochReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a run came to, as one page that needs nothing else: curves, mistakes, what mattered in pictures, settings, environment.
///
/// @param task    what was trained with
/// @param model   the result
/// @param epochs  what epochs came to; not empty
/// @param result  the result in words
record Report(Task task, Layer model, List<EpochReport> epochs, String result) {
  private static final int MOST_CLASSES = 40;
  private static final int MISTAKES = 12;
  private static final int SAMPLES = 8;
  private static final int AT_ONCE = 256;
  private static final int LETTERS = 600;

  String html() {
    Settings settings = task.settings();
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("title", escaped("%s: %s".formatted(settings.dataset(), settings.model())));
    parts.put("result", escaped(result));
    parts.put("sections", sections());
    parts.put("settings", facts(settingsByName(settings)));
    parts.put("environment", facts(environment()));
    parts.put("figures", figures().toString());
    parts.put("uplotCss", resource("uplot/uPlot.min.css"));
    parts.put("uplotJs", resource("uplot/uPlot.iife.min.js"));
    String page = resource("report.html");
    for (Map.Entry<String, String> part : parts.entrySet()) {
      page = page.replace("{{" + part.getKey() + "}}", part.getValue());
    }
    return page;
  }

  static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Report.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Text that a page shows as it is.
  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }

  private static String facts(SequencedMap<String, String> facts) {
    return facts.entrySet().stream().map(fact -> "<tr><th>%s<td>%s".formatted(escaped(fact.getKey()), escaped(fact.getValue())))
        .collect(Collectors.joining("\n"));
  }

  private static SequencedMap<String, String> settingsByName(Settings settings) {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    JsonObject json = new Gson().toJsonTree(settings).getAsJsonObject();
    for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
      facts.put(entry.getKey(), entry.getValue().getAsString());
    }
    return facts;
  }

  private static SequencedMap<String, String> environment() {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("chainrule", String.valueOf(Objects.requireNonNullElse(Report.class.getPackage().getImplementationVersion(), "0.1.0-SNAPSHOT")));
    facts.put("Java", "%s, %s".formatted(Runtime.version(), System.getProperty("java.vm.name")));
    facts.put("system", "%s %s, %s".formatted(System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("os.arch")));
    facts.put("processors", "%d, of which %d work on a step".formatted(Runtime.getRuntime().availableProcessors(), Threads.most()));
    facts.put("memory", "%d MiB at most".formatted(Runtime.getRuntime().maxMemory() >> 20));
    return facts;
  }

  private JsonObject figures() {
    JsonObject json = new JsonObject();
    Gson gson = new Gson();
    json.add("epochs", gson.toJsonTree(epochs.stream().map(EpochReport::epoch).toList()));
    JsonArray charts = new JsonArray();
    charts.add(chart("loss", "oss"));
    if (epochs.getLast().scores().containsKey("testAccuracy")) {
      charts.add(chart("accuracy", "ccuracy"));
    }
    json.add("charts", charts);
    return json;
  }

  /// The scores whose names have this ending; `train` comes first.
  private JsonObject chart(String title, String ending) {
    JsonArray names = new JsonArray();
    JsonArray values = new JsonArray();
    if (title.equals("loss")) {
      names.add("train");
      values.add(numbers(epochs.stream().map(EpochReport::trainLoss).toList()));
    }
    for (String score : epochs.getLast().scores().keySet()) {
      if (score.endsWith(ending)) {
        names.add(score.startsWith("test") ? "test" : "validation");
        values.add(numbers(epochs.stream().map(report -> report.scores().get(score)).toList()));
      }
    }
    JsonObject chart = new JsonObject();
    chart.addProperty("title", title);
    chart.add("series", names);
    chart.add("values", values);
    return chart;
  }

  private static JsonArray numbers(List<Double> values) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(value != null && Double.isFinite(value) ? value : null));
    return array;
  }

  private String sections() {
    Encoding encoding = task.data().encoding();
    Batch test = task.data().test();
    return switch (encoding) {
      case Encoding.Images images -> {
        Judged judged = Judged.of(model, test);
        yield confusion(images.classes(), judged) + worst(images, judged) + samples(images, test);
      }
      case Encoding.Table table -> table.classifies() ? confusion(table.classes(), Judged.of(model, test)) : "";
      case Encoding.Text text -> sample(text);
    };
  }

  private String sample(Encoding.Text text) {
    StringWriter written = new StringWriter();
    Compiled.OfTwo<Layer, Tensor, Tensor> outputs = Chainrule.jit((Layer m, Tensor x) -> m.apply(x));
    new Generator(0.8, 0, task.settings().seed()).print(text, x -> outputs.apply(model, x), "", LETTERS, new PrintWriter(written));
    return "<h2>What it writes</h2>\n<pre>%s</pre>\n".formatted(escaped(written.toString()));
  }

  /// Of each example the class that the model chose, and the loss.
  private record Judged(Batch test, int[] truth, int[] chosen, double[] loss) {
    private record Outputs(Tensor chosen, Tensor loss) {}

    static Judged of(Layer model, Batch test) {
      Compiled.OfTwo<Layer, Batch, Outputs> judge = Chainrule.jit((Layer m, Batch batch) -> {
        Tensor logProbabilities = m.apply(batch.images()).logSoftmax(-1);
        Tensor column = batch.labels().reshape(-1, 1);
        return new Outputs(logProbabilities.argMax(-1), logProbabilities.takeAlongAxis(column, 1).neg().reshape(-1).to(DType.F64));
      });
      int[] chosen = new int[test.size()];
      double[] loss = new double[test.size()];
      int start = 0;
      for (Batch batch : test.batches(AT_ONCE)) {
        Outputs outputs = judge.apply(model, batch);
        System.arraycopy(outputs.chosen.to(DType.I32).toInts(), 0, chosen, start, batch.size());
        System.arraycopy(outputs.loss.toDoubles(), 0, loss, start, batch.size());
        start += batch.size();
      }
      return new Judged(test, test.labels().toInts(), chosen, loss);
    }
  }

  private static String confusion(List<String> classes, Judged judged) {
    if (classes.size() > MOST_CLASSES) {
      return "";
    }
    int[][] counts = new int[classes.size()][classes.size()];
    for (int i = 0; i < judged.truth.length; i++) {
      counts[judged.truth[i]][judged.chosen[i]]++;
    }
    StringBuilder html = new StringBuilder("<h2>Confusion</h2>\n<p>Rows: what it is. Columns: what the model says. Last column: the share that is right.\n<table class=\"confusion\"><tr><th>");
    classes.forEach(name -> html.append("<th>").append(escaped(name)));
    for (int row = 0; row < counts.length; row++) {
      int all = Math.max(1, IntStream.of(counts[row]).sum());
      html.append("\n<tr><th>").append(escaped(classes.get(row)));
      for (int column = 0; column < counts.length; column++) {
        String colour = row == column ? "60, 150, 80" : "200, 60, 40";
        html.append(String.format(Locale.ROOT, "<td style=\"background: rgba(%s, %.3f)\">%s", colour,
            Math.sqrt((double) counts[row][column] / all) * (row == column ? 0.5 : 1), counts[row][column] == 0 ? "" : counts[row][column]));
      }
      html.append(String.format(Locale.ROOT, "<td>%.1f %%", 100.0 * counts[row][row] / all));
    }
    return html.append("\n</table>\n").toString();
  }

  /// The mistakes that the model was surest of.
  private String worst(Encoding.Images images, Judged judged) {
    List<Integer> mistakes = IntStream.range(0, judged.truth.length).filter(i -> judged.truth[i] != judged.chosen[i]).boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> judged.loss[i]).reversed()).limit(MISTAKES).toList();
    if (mistakes.isEmpty()) {
      return "";
    }
    List<String> captions = mistakes.stream().map(i -> "test example %d is %s; it says %s (loss %.2f)".formatted(
        i + 1, images.classes().get(judged.truth[i]), images.classes().get(judged.chosen[i]), judged.loss[i])).toList();
    int[] labels = mistakes.stream().mapToInt(i -> judged.chosen[i]).toArray();
    return "<h2>Worst mistakes</h2>\n<p>Beside each picture, red: where what the model says changes most.\n"
        + figures(images, judged.test.take(mistakes).images(), labels, captions);
  }

  private String samples(Encoding.Images images, Batch test) {
    int count = Math.min(SAMPLES, test.size());
    int[] labels = Arrays.copyOf(test.labels().toInts(), count);
    List<String> captions = IntStream.range(0, count).mapToObj(i -> "test example %d: %s".formatted(i + 1, images.classes().get(labels[i]))).toList();
    return "<h2>What matters</h2>\n<p>The first examples of the test, and where the logit of what they are changes most.\n"
        + figures(images, test.images().slice(0, 0, count), labels, captions);
  }

  private String figures(Encoding.Images images, Tensor x, int[] labels, List<String> captions) {
    Tensor pixels = x.times(images.deviation()).plus(images.mean());
    Tensor strength = Pictures.saliency(model, x, labels);
    StringBuilder html = new StringBuilder("<div class=\"pictures\">");
    for (int i = 0; i < labels.length; i++) {
      html.append("<figure><img alt=\"\" src=\"%s\"> <img alt=\"\" src=\"%s\"><figcaption>%s</figcaption></figure>%n".formatted(
          Pictures.address(Pictures.plain(pixels.get(i))), Pictures.address(Pictures.overlaid(pixels.get(i), strength.get(i))), escaped(captions.get(i))));
    }
    return html.append("</div>\n").toString();
  }
}
