package dev.chainrule.cli.training;

import dev.chainrule.expression.BadInput;
import dev.chainrule.nn.Batch;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.file.AtomicFile;
import dev.chainrule.nn.optimize.Optimizer;
import dev.chainrule.nn.train.EpochReport;
import dev.chainrule.nn.train.Evaluation;
import dev.chainrule.nn.train.EventFile;
import dev.chainrule.nn.train.Listener;
import dev.chainrule.nn.train.Plan;
import dev.chainrule.nn.train.Trainer;
import dev.chainrule.nn.train.Training;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A training from the command line, with or without a folder.
public final class Run {
  private static final int STEPS_BETWEEN_EVENTS = 20;

  private final Task task;
  private final @Nullable RunFolder folder;
  private final Output output;
  private final double secondsBetweenSaves;

  private Run(Task task, @Nullable RunFolder folder, Output output, double secondsBetweenSaves) {
    this.task = task;
    this.folder = folder;
    this.output = output;
    this.secondsBetweenSaves = secondsBetweenSaves;
  }

  /// How a run ended.
  public enum End {
    DONE,
    STOPPED
  }

  /// Begins a new run.
  ///
  /// @param out where it is kept; null: nowhere
  /// @throws BadInput if the settings or the folder cannot be used
  public static End begin(Settings settings, @Nullable Path out, double secondsBetweenSaves, Output output) {
    settings.check();
    DataSet data = DataSets.load(settings);
    Task.model(settings, data.encoding());
    int size = new Task(settings, data).examplesPerEpoch();
    if (settings.batch() > size) {
      throw new BadInput("--batch is %d, but there are only %d examples to train with".formatted(settings.batch(), size));
    }
    RunFolder folder = out == null ? null : RunFolder.create(out, settings, data.encoding());
    return new Run(new Task(settings, data), folder, output, secondsBetweenSaves).run();
  }

  /// Goes on with a run.
  ///
  /// @param epochs how many it is to have now; null: as was asked for at first
  /// @param data   where the data are now; null: where they were
  /// @throws BadInput if there is none, or its files are damaged, or the data are others
  public static End resume(Path path, @Nullable Integer epochs, @Nullable String data, double secondsBetweenSaves, Output output) {
    RunFolder folder = RunFolder.open(path);
    Settings settings = folder.settings().withData(data);
    settings = epochs == null ? settings : settings.withEpochs(epochs);
    settings.check();
    DataSet loaded = DataSets.load(settings);
    if (!loaded.encoding().equals(folder.encoding())) {
      throw new BadInput("the data are not those that %s was begun with".formatted(path));
    }
    return new Run(new Task(settings, loaded), folder, output, secondsBetweenSaves).run();
  }

  private End run() {
    Optimizer<?> optimizer = task.settings().optimizer(task.stepsPerEpoch());
    if (folder == null) {
      return train(optimizer, null);
    }
    try (FileChannel lock = folder.lock(); Interruption interruption = Interruption.listening()) {
      AtomicFile.removeUnfinished(folder.path());
      return train(optimizer, interruption);
    } catch (IOException e) {
      throw new BadInput("the folder %s cannot be written: %s".formatted(folder.path(), DataSets.reason(e)), e);
    }
  }

  private <S> End train(Optimizer<S> optimizer, @Nullable Interruption interruption) {
    long begun = System.nanoTime();
    Trainer<Layer, Batch, S> trainer = new Trainer<>(task.objective(), optimizer, task.key(2));
    Training<Layer, S> start = trainer.begin(Task.model(task.settings(), task.data().encoding()));
    start = folder == null ? start : folder.loadCheckpoint(start);
    output.begin(task, start.progress());
    Scoring scoring = new Scoring(task);
    Plan<Layer, Batch> plan = Plan.of(task.batches(), task.settings().epochs(), scoring).stoppingEarly(task.settings().patience());
    Saving<S> saving = new Saving<>(folder, scoring.validates(), secondsBetweenSaves, interruption);
    Training<Layer, S> end = followed(trainer, start, plan, saving);
    if (saving.stops()) {
      saving.save(end);
      output.stopped(end.progress(), Objects.requireNonNull(folder));
      return End.STOPPED;
    }
    List<EpochReport> reports = end.progress().reports();
    int chosen = scoring.validates() ? Math.max(1, end.progress().bestEpoch("loss")) : reports.size();
    EpochReport result = reports.get(chosen - 1);
    if (folder != null && Files.exists(folder.model())) {
      Layer model = folder.loadModel(end.model());
      folder.write("report.html", new Report(task, model, reports, Output.result(result, reports.size())).html());
    }
    output.done(result, reports.size(), (System.nanoTime() - begun) / 1e9, folder);
    return End.DONE;
  }

  /// Trains, and lets everyone know who wants to.
  private <S> Training<Layer, S> followed(Trainer<Layer, Batch, S> trainer, Training<Layer, S> start, Plan<Layer, Batch> plan, Saving<S> saving) {
    List<Listener<Layer, S>> listeners = new ArrayList<>(List.of(saving, output.listener()));
    try (EventFile events = folder == null ? null : EventFile.create(folder.path())) {
      if (events != null) {
        listeners.add(events.listener(STEPS_BETWEEN_EVENTS));
      }
      return trainer.train(start, plan, Listener.all(listeners));
    } catch (IOException e) {
      throw new BadInput("the figures for TensorBoard cannot be written: " + DataSets.reason(e), e);
    } catch (UncheckedIOException e) {
      throw new BadInput(e.getMessage(), e);
    } finally {
      output.end();
    }
  }

  /// The scores of an epoch: `loss` and its kin of the data to choose the best with, if there are such; `testLoss` and its kin.
  private static final class Scoring implements Function<Layer, SequencedMap<String, Double>> {
    private final @Nullable Evaluation<Layer> validation;
    private final Evaluation<Layer> test;

    Scoring(Task task) {
      DataSet data = task.data();
      this.validation = data.validation() == null ? null : Task.evaluation(data.encoding(), data.validation());
      this.test = Task.evaluation(data.encoding(), data.test());
    }

    boolean validates() {
      return validation != null;
    }

    @Override
    public SequencedMap<String, Double> apply(Layer model) {
      SequencedMap<String, Double> scores = new LinkedHashMap<>();
      if (validation != null) {
        scores.putAll(validation.apply(model));
      }
      test.apply(model).forEach((name, value) -> scores.put(Output.TEST.get(name), value));
      return scores;
    }
  }
}
