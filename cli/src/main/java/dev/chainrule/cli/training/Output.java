package dev.chainrule.cli.training;

import com.google.gson.JsonObject;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.train.EpochReport;
import dev.chainrule.nn.train.Listener;
import dev.chainrule.nn.train.Progress;
import dev.chainrule.nn.train.Training;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// How `chainrule train` tells of its progress: as JSON, as lines, or with a bar where someone watches.
public abstract sealed class Output {
  /// What scores are called where they are of the test.
  static final Map<String, String> TEST = Map.of("loss", "testLoss", "accuracy", "testAccuracy");

  final PrintWriter out;
  int epochs;
  long seed;

  private Output(PrintWriter out) {
    this.out = out;
  }

  /// The one that suits who reads it.
  public static Output of(boolean json, PrintWriter out) {
    if (json) {
      return new Json(out);
    }
    Console console = System.console();
    return console != null && console.isTerminal() ? new Bar(out) : new Lines(out);
  }

  /// What is about to be trained.
  void begin(Task task, Progress start) {
    Settings settings = task.settings();
    epochs = settings.epochs();
    seed = settings.seed();
  }

  void println(String line) {
    out.println(line);
    out.flush();
  }

  /// Told of steps.
  void stepped(Progress now, double loss) {}

  /// Told of epochs.
  abstract void epochEnded(EpochReport report);

  /// That no more steps come, be it because of an error.
  void end() {}

  /// That training ended as it should.
  ///
  /// @param chosen the report of the epoch whose model is the result
  /// @param epochs how many there were
  /// @param folder where it was kept, if it was
  void done(EpochReport chosen, int epochs, double seconds, @Nullable RunFolder folder) {
    println(String.format(Locale.ROOT, "%s after %d %s and %.1f s (seed %d)", result(chosen, epochs), epochs, epochs == 1 ? "epoch" : "epochs", seconds, seed));
    if (folder != null) {
      println("the model and a report are in " + folder.path());
    }
  }

  /// How good the result is, in words.
  static String result(EpochReport chosen, int epochs) {
    Double accuracy = chosen.scores().get("testAccuracy");
    String figure = accuracy == null ? String.format(Locale.ROOT, "test loss %.4f", chosen.scores().get("testLoss"))
        : String.format(Locale.ROOT, "test accuracy %.2f %%", 100 * accuracy);
    return chosen.epoch() == epochs ? figure : figure + " in epoch " + chosen.epoch() + ", the best,";
  }

  /// That it was asked to stop, and is kept.
  void stopped(Progress at, RunFolder folder) {}

  /// What the training loop tells.
  final <S> Listener<Layer, S> listener() {
    return new Listener<>() {
      @Override
      public void stepped(Training<Layer, S> now, double loss) {
        Output.this.stepped(now.progress(), loss);
      }

      @Override
      public void epochEnded(Training<Layer, S> now, EpochReport report) {
        Output.this.epochEnded(report);
      }
    };
  }

  static String figures(EpochReport report) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "loss %.4f", report.trainLoss()));
    report.scores().forEach((name, value) -> text.append(name.endsWith("ccuracy")
        ? String.format(Locale.ROOT, "  %s %6.2f %%", words(name), 100 * value)
        : String.format(Locale.ROOT, "  %s %.4f", words(name), value)));
    return text.toString();
  }

  private static String words(String name) {
    return switch (name) {
      case "loss" -> "validation loss";
      case "accuracy" -> "validation";
      case "testAccuracy" -> "test";
      case "testLoss" -> "test loss";
      default -> name;
    };
  }

  final String count(int epoch) {
    int width = Integer.toString(epochs).length();
    return String.format(Locale.ROOT, "epoch %" + width + "d/%d", epoch, epochs);
  }

  /// For people: what is begun and how it ended.
  private abstract static sealed class Words extends Output {
    private Words(PrintWriter out) {
      super(out);
    }

    @Override
    void begin(Task task, Progress start) {
      super.begin(task, start);
      Settings settings = task.settings();
      DataSet data = task.data();
      println("%s: %d examples to train with, %d to test with; %s, %s, rate %s, batches of %d, seed %d".formatted(settings.dataset(),
          task.examplesPerEpoch(), data.test().size(), settings.model(), settings.optimizer(), settings.rate(), settings.batch(), settings.seed()));
      if (data.encoding() instanceof Encoding.Text text) {
        println(String.format(Locale.ROOT, "%d different characters; the test loss of a bigram model is %.4f",
            text.outputs(), Texts.bigramLoss(data.train(), data.test(), text.outputs())));
      }
      if (start.steps() > 0) {
        println("going on in epoch %d after step %d".formatted(start.epoch(), start.step()));
      }
    }

    @Override
    void epochEnded(EpochReport report) {
      end();
      println(count(report.epoch()) + "  " + figures(report));
    }

    @Override
    void stopped(Progress at, RunFolder folder) {
      println("stopped in epoch %d after step %d; chainrule train --resume %s goes on from there".formatted(at.epoch(), at.step(), folder.path()));
    }
  }

  /// For machines: one object a line.
  private static final class Json extends Output {
    private Json(PrintWriter out) {
      super(out);
    }

    @Override
    void epochEnded(EpochReport report) {
      JsonObject line = new JsonObject();
      line.addProperty("epoch", report.epoch());
      line.addProperty("trainLoss", report.trainLoss());
      addScore(line, report);
      println(line.toString());
    }

    @Override
    void done(EpochReport chosen, int epochs, double seconds, @Nullable RunFolder folder) {
      JsonObject line = new JsonObject();
      line.addProperty("done", true);
      addScore(line, chosen);
      line.addProperty("seconds", seconds);
      line.addProperty("seed", seed);
      println(line.toString());
    }

    /// Of classifiers the accuracy, of all else the loss.
    private static void addScore(JsonObject line, EpochReport report) {
      String score = report.scores().containsKey("testAccuracy") ? "testAccuracy" : "testLoss";
      line.addProperty(score, report.scores().get(score));
    }
  }

  /// For files and pipes: one line an epoch.
  private static final class Lines extends Words {
    private Lines(PrintWriter out) {
      super(out);
    }
  }

  /// For a terminal: a bar for each epoch, in whose place its figures come.
  private static final class Bar extends Words {
    private static final int REFRESH_MILLIS = 100;

    private int steps;
    private @Nullable ProgressBar bar;

    private Bar(PrintWriter out) {
      super(out);
    }

    @Override
    void begin(Task task, Progress start) {
      super.begin(task, start);
      steps = task.stepsPerEpoch();
    }

    @Override
    void stepped(Progress now, double loss) {
      if (bar == null) {
        bar = ProgressBar.builder()
            .setTaskName(count(now.epoch()))
            .setInitialMax(steps)
            .startsFrom(now.step() - 1, Duration.ZERO)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .setUnit(" steps", 1)
            .showSpeed()
            .clearDisplayOnFinish()
            .setConsumer(new ConsoleProgressBarConsumer(System.err))
            .build();
      }
      bar.stepTo(now.step());
      bar.setExtraMessage(String.format(Locale.ROOT, "  loss %.4f", loss));
    }

    @Override
    void end() {
      if (bar != null) {
        bar.close();
        bar = null;
      }
    }
  }
}
