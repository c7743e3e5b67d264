package dev.chainrule.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.view.Explanation;
import dev.chainrule.view.Shown;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.logging.LogType;

/// The page in a real browser: every example to its end, its numbers against the engine, sliders, keys, files.
class PageIT {
  private static Browser browser;
  private static PageServer server;

  @TempDir
  private Path folder;

  @BeforeAll
  static void open() throws IOException, InterruptedException {
    browser = new Browser();
    server = PageServer.start(0);
  }

  @AfterAll
  static void close() throws IOException {
    browser.close();
    server.close();
  }

  @BeforeEach
  void load() {
    load(server.address());
  }

  @AfterEach
  void nothingWasComplainedOf() {
    assertThat(browser.driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(Object::toString)
        .filter(line -> !line.contains("422"))).isEmpty();
  }

  private static void load(String address) {
    browser.driver.get(address);
    await("return document.body.dataset.ready === 'true'");
  }

  private static void await(String condition, Object... arguments) {
    long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (browser.driver.executeScript(condition, arguments) != Boolean.TRUE) {
      assertThat(System.nanoTime()).as(condition).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static WebElement id(String id) {
    return browser.driver.findElement(By.id(id));
  }

  private static String text(String selector) {
    return (String) browser.driver.executeScript("return document.querySelector(arguments[0])?.textContent ?? ''", selector);
  }

  private static String node(String name, String part) {
    return text(".node[data-node='" + name + "'] ." + part);
  }

  private static void choose(Lecture example) {
    browser.driver.findElements(By.cssSelector("#lecture button")).get(example.ordinal()).click();
    await("return document.getElementById('about-title').textContent.startsWith(arguments[0])", (example.ordinal() + 1) + ".");
  }

  private static String page(double number) {
    return Shown.number(number).replace("-", "−");
  }

  @ParameterizedTest
  @EnumSource
  void everyExampleStepsToItsEndWithTheEnginesNumbers(Lecture example) {
    Explanation explanation = example.request().problem().explain();
    choose(example);

    id("first").click();
    assertThat(id("where").getText()).isEqualTo("Start");
    int steps = 0;
    while (id("next").isEnabled()) {
      id("next").click();
      assertThat(id("formula").getText()).isNotBlank();
      assertThat(browser.driver.findElements(By.cssSelector("#formula .katex-error"))).isEmpty();
      steps++;
    }

    assertThat(steps).isGreaterThan(explanation.steps().size());
    explanation.steps().stream().filter(step -> step.value().rank() == 0).forEach(step ->
        assertThat(node(step.name(), "value")).as(step.name()).isEqualTo(page(step.value().item())));
    explanation.backward().stream().filter(gradient -> gradient.value().rank() == 0).forEach(gradient ->
        assertThat(node(gradient.name(), "gradient")).as(gradient.name()).isEqualTo("∇ " + page(gradient.value().item())));
    assertThat(text("#sentence")).isEqualTo(example.sentence());
  }

  @Test
  void draggingASliderMovesValuesAndGradients() {
    WebElement slider = browser.driver.findElement(By.cssSelector("#sliders input[type=range][data-input=z]"));
    browser.driver.executeScript("arguments[0].value = 6; arguments[0].dispatchEvent(new Event('input', {bubbles: true}))", slider);

    assertThat(node("f", "value")).isEqualTo("18");
    assertThat(node("x", "gradient")).isEqualTo("∇ 6");
    assertThat(node("z", "gradient")).isEqualTo("∇ 3");
    assertThat(text("#nudges tbody tr:nth-child(1) td:nth-child(3)")).isEqualTo("0.06");
  }

  @Test
  void keysStepThroughThePasses() {
    WebElement body = browser.driver.findElement(By.tagName("body"));
    body.sendKeys(Keys.HOME);
    assertThat(node("f", "value")).isEqualTo("·");
    body.sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);
    assertThat(node("f", "value")).isEqualTo("−12");
    assertThat(node("x", "gradient")).isEqualTo("∇ ·");
    body.sendKeys(Keys.END);
    assertThat(node("x", "gradient")).isEqualTo("∇ −4");
    assertThat(browser.driver.findElements(By.cssSelector("#code .lit"))).hasSize(2);
    body.sendKeys(Keys.ARROW_LEFT);
    assertThat(node("x", "gradient")).isEqualTo("∇ ·");
  }

  @Test
  void anExpressionIsExplainedAndAWrongOneAnsweredInThePage() {
    explain("x ^ 2 * sine(x)", "x=3");
    await("return document.getElementById('refused').textContent !== ''");
    assertThat(text("#refused")).contains("unknown function sine; did you mean sin");

    explain("L = x ^ 2", "x=3");
    await("return document.querySelector(\".node[data-node='L']\") !== null");
    assertThat(node("x", "gradient")).isEqualTo("∇ 6");
    assertThat(text("#refused")).isEmpty();
  }

  private static void explain(String expression, String inputs) {
    browser.driver.executeScript("""
        document.getElementById('expression').value = arguments[0];
        document.getElementById('given').value = arguments[1];
        document.getElementById('editor').requestSubmit();
        """, expression, inputs);
  }

  @Test
  void theJacobianIsFormedOnDemand() {
    choose(Lecture.RELU);
    browser.driver.executeScript("document.getElementById('jacobian-open').open = true");
    await("return document.querySelectorAll('#matrix td').length === 16");
    assertThat(browser.driver.findElements(By.cssSelector("#matrix td.zero"))).hasSize(14);
    assertThat(text("#product")).contains("14 of 16 entries are 0", "[4, 0, 5, 0]");
  }

  @Test
  void hessianTimesVectorIsTheEngines() {
    choose(Lecture.SECOND);
    WebElement direction = browser.driver.findElement(By.cssSelector("#directions input"));
    direction.clear();
    direction.sendKeys("1, 0, -1");

    assertThat(text("#curvature tbody td:nth-child(3)")).isEqualTo("[40, −32, −104]");

    direction.sendKeys(", 5");
    assertThat(text("#curvature")).isEqualTo("v(x) takes 3 numbers, with commas between them.");
  }

  @Test
  void aLocalDerivativeIsSpelledOut() {
    choose(Lecture.FLAT_CODE);
    id("first").click();
    browser.driver.findElement(By.tagName("body")).sendKeys(Keys.HOME);
    for (int i = 0; i < 7; i++) {
      id("next").click();
    }
    assertThat(id("where").getText()).isEqualTo("Backward 1 of 5: L");
    assertThat(text("#formula annotation")).contains("L\\;\\cdot \\;(1\\;-\\;L)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void axeFindsNothing(String theme) throws IOException {
    browser.driver.executeScript("document.documentElement.dataset.theme = arguments[0]; document.getElementById('jacobian-open').open = true", theme);
    String axe;
    try (var stream = PageIT.class.getResourceAsStream("/axe.min.js")) {
      axe = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
    browser.driver.executeScript(axe);
    Object found = browser.driver.executeAsyncScript("axe.run(document, {resultTypes: ['violations']}).then(found => arguments[0]("
        + "found.violations.map(v => v.id + ': ' + v.nodes.map(node => node.target.join(' ') + ' ' + node.failureSummary).slice(0, 3).join('; '))))");
    assertThat((List<?>) found).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 800, 1920})
  void nothingIsWiderThanTheWindow(int width) {
    browser.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    try {
      choose(Lecture.NETWORK);
      assertThat((Boolean) browser.driver.executeScript("return document.documentElement.scrollWidth <= innerWidth")).isTrue();
    } finally {
      browser.driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }
  }

  /// The pictures in `docs/pictures` are written where -Dscreenshots.write=true is set.
  @ParameterizedTest
  @CsvSource({"light, 1400, 860, NEURON", "dark, 1400, 860, MODES", "narrow, 390, 844, GRAPH"})
  void screenshots(String name, int width, int height, Lecture example) throws IOException {
    browser.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    try {
      choose(example);
      if (name.equals("dark")) {
        id("theme").click();
      }
      browser.driver.executeScript("scrollTo(0, arguments[0])", width < 500 ? 420 : 0);
      byte[] picture = browser.driver.getScreenshotAs(OutputType.BYTES);
      assertThat(picture.length).isBetween(10_000, 300_000);
      if (Boolean.getBoolean("screenshots.write")) {
        Files.write(Path.of("../docs/pictures/page-" + name + ".png"), picture);
      }
    } finally {
      browser.driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }
  }

  @Test
  void foldingAndPathsTakeNodesAway() {
    choose(Lecture.NEURON);
    long all = visible();
    id("fold").click();
    long folded = visible();
    assertThat(folded).isLessThan(all);
    id("fold").click();
    browser.driver.executeScript("document.getElementById('from').value = 'w2'; document.getElementById('from').dispatchEvent(new Event('change'))");
    assertThat(visible()).isLessThan(folded);
  }

  private static long visible() {
    return (Long) browser.driver.executeScript("return [...document.querySelectorAll('.node')].filter(node => node.style.display !== 'none').length");
  }

  @Test
  void aFileDoesTheSameWithoutAServer() throws IOException {
    Path file = folder.resolve("f.html");
    Files.writeString(file, ExplanationHtml.of(Lecture.NETWORK.request().problem().explain(), Lecture.NETWORK.request()));
    load(file.toUri().toString());

    assertThat(browser.driver.findElement(By.cssSelector("#sliders")).findElements(By.cssSelector("input[type=range]"))).hasSize(12);
    WebElement slider = browser.driver.findElement(By.cssSelector("#sliders input[type=range][data-input=t]"));
    browser.driver.executeScript("arguments[0].value = 0; arguments[0].dispatchEvent(new Event('input', {bubbles: true}))", slider);
    Explanation moved = new Request(Lecture.NETWORK.request().expression(), List.of("x=[1, 2]", "alpha=[0.1, -0.2, 0.3; 0.4, 0.5, -0.6]", "beta=[0.7, -0.8, 0.9]", "t=0"), "", "")
        .problem().explain();
    assertThat(node("J", "value")).isEqualTo(page(moved.value().item()));
    assertThat(Files.size(file)).isLessThan(1_500_000);
    assertThat(Files.readString(file)).doesNotContainPattern("(src|href)=\"(https?:)?//");
  }
}
