package dev.chainrule.cli;

import com.google.gson.JsonObject;
import dev.chainrule.nn.Trainer;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// How `chainrule train` tells of its progress: as JSON, as lines, or with a bar where someone watches.
abstract sealed class TrainOutput implements Trainer.Listener {
  final PrintWriter out;
  final int epochs;

  private TrainOutput(PrintWriter out, int epochs) {
    this.out = out;
    this.epochs = epochs;
  }

  static TrainOutput of(boolean json, PrintWriter out, int epochs) {
    if (json) {
      return new Json(out, epochs);
    }
    Console console = System.console();
    return console != null && console.isTerminal() ? new Bar(out, epochs) : new Lines(out, epochs);
  }

  /// What is about to be trained.
  void begin(String title) {
    out.println(title);
    out.flush();
  }

  /// How many steps an epoch will have.
  void stepsPerEpoch(int steps) {}

  /// That training ended as it should.
  void done(double testAccuracy, double seconds, long seed) {
    out.printf(Locale.ROOT, "test accuracy %.2f %% after %d %s and %.1f s (seed %d)%n",
        100 * testAccuracy, epochs, epochs == 1 ? "epoch" : "epochs", seconds, seed);
    out.flush();
  }

  /// That training ended early.
  void stop() {}

  private static String figures(Trainer.Report report) {
    return String.format(Locale.ROOT, "loss %.4f  train %6.2f %%  test %6.2f %%",
        report.trainLoss(), 100 * report.trainAccuracy(), 100 * report.testAccuracy());
  }

  private String count(int epoch) {
    int width = Integer.toString(epochs).length();
    return String.format(Locale.ROOT, "epoch %" + width + "d/%d", epoch, epochs);
  }

  /// For machines: one object a line.
  static final class Json extends TrainOutput {
    private Json(PrintWriter out, int epochs) {
      super(out, epochs);
    }

    @Override
    void begin(String title) {}

    @Override
    public void epoch(Trainer.Report report) {
      JsonObject line = new JsonObject();
      line.addProperty("epoch", report.epoch());
      line.addProperty("trainLoss", report.trainLoss());
      line.addProperty("testAccuracy", report.testAccuracy());
      print(line);
    }

    @Override
    void done(double testAccuracy, double seconds, long seed) {
      JsonObject line = new JsonObject();
      line.addProperty("done", true);
      line.addProperty("testAccuracy", testAccuracy);
      line.addProperty("seconds", seconds);
      line.addProperty("seed", seed);
      print(line);
    }

    private void print(JsonObject line) {
      out.println(line);
      out.flush();
    }
  }

  /// For files and pipes: one line an epoch.
  static final class Lines extends TrainOutput {
    private Lines(PrintWriter out, int epochs) {
      super(out, epochs);
    }

    @Override
    public void epoch(Trainer.Report report) {
      out.println(super.count(report.epoch()) + "  " + figures(report));
      out.flush();
    }
  }

  /// For a terminal: a bar for each epoch, which stays with its figures when the next one begins.
  static final class Bar extends TrainOutput {
    private static final int REFRESH_MILLIS = 100;

    private int steps;
    private @Nullable ProgressBar bar;

    private Bar(PrintWriter out, int epochs) {
      super(out, epochs);
    }

    @Override
    void stepsPerEpoch(int steps) {
      this.steps = steps;
    }

    @Override
    public void step(int epoch, int step, double loss) {
      if (bar == null) {
        bar = ProgressBar.builder()
            .setTaskName(super.count(epoch))
            .setInitialMax(steps)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .hideEta()
            .setConsumer(new ConsoleProgressBarConsumer(System.err))
            .build();
      }
      bar.stepTo(step);
      bar.setExtraMessage(String.format(Locale.ROOT, "loss %.4f", loss));
    }

    @Override
    public void epoch(Trainer.Report report) {
      if (bar != null) {
        bar.setExtraMessage(figures(report));
      }
      stop();
    }

    @Override
    void stop() {
      if (bar != null) {
        bar.close();
        bar = null;
      }
    }
  }
}
