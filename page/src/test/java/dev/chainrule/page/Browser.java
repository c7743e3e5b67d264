package dev.chainrule.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/// An installed Chromium without a window, driven by the driver that its distribution has. Nothing is downloaded: where
/// Chromium is missing, Debian's is installed if the tests run as root, and otherwise they fail and say how to get it.
final class Browser implements AutoCloseable {
  private static final List<String> PROGRAMS = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
  private static final List<String> DRIVERS = List.of("/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver", "/usr/lib/chromium-browser/chromedriver");
  private static final String REMEDY = "the tests of the page need Chromium and its driver: apt-get install chromium chromium-driver; or leave them out with -DskipBrowserTests";

  final ChromeDriver driver;
  private final ChromeDriverService service;
  private final Path profile;

  Browser() throws IOException, InterruptedException {
    if (find(PROGRAMS) == null || find(DRIVERS) == null) {
      install();
    }
    profile = Files.createTempDirectory("chainrule-chromium");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(find(PROGRAMS));
    options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--user-data-dir=" + profile);
    options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
    service = new ChromeDriverService.Builder().usingDriverExecutable(Path.of(find(DRIVERS)).toFile()).usingAnyFreePort().build();
    driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(30)).pageLoadTimeout(Duration.ofSeconds(30));
    size(1400, 1000);
  }

  void size(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
  }

  private static String find(List<String> places) {
    return places.stream().filter(place -> Files.isExecutable(Path.of(place))).findFirst().orElse(null);
  }

  private static void install() throws IOException, InterruptedException {
    boolean possible = System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/apt-get"));
    if (!possible) {
      throw new AssertionError(REMEDY);
    }
    Process apt = new ProcessBuilder("sh", "-c", "apt-get update -q && apt-get install -yq chromium chromium-driver").inheritIO().start();
    if (apt.waitFor() != 0 || find(PROGRAMS) == null || find(DRIVERS) == null) {
      throw new AssertionError(REMEDY);
    }
  }

  @Override
  public void close() throws IOException {
    driver.quit();
    service.stop();
    try (var files = Files.walk(profile)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
