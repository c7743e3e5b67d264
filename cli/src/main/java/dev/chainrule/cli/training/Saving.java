package dev.chainrule.cli.training;

import dev.chainrule.nn.Layer;
import dev.chainrule.nn.train.EpochReport;
import dev.chainrule.nn.train.Listener;
import dev.chainrule.nn.train.Training;
import org.jspecify.annotations.Nullable;

/// Keeps a training in its folder: after each epoch, in between whenever so many seconds have passed, and when it is to stop.
/// Where a number is no longer finite, what was kept before stays.
final class Saving<S> implements Listener<Layer, S> {
  private final @Nullable RunFolder folder;
  private final boolean choosesBest;
  private final double seconds;
  private final @Nullable Interruption interruption;
  private long savedAt = System.nanoTime();

  /// @param folder       null: nothing is kept
  /// @param choosesBest  whether the model to use is that of the epoch with the lowest `loss`
  /// @param seconds      between two savings within an epoch
  /// @param interruption null: nobody stops it
  Saving(@Nullable RunFolder folder, boolean choosesBest, double seconds, @Nullable Interruption interruption) {
    this.folder = folder;
    this.choosesBest = choosesBest;
    this.seconds = seconds;
    this.interruption = interruption;
  }

  @Override
  public void stepped(Training<Layer, S> now, double loss) {
    if (folder != null && (System.nanoTime() - savedAt) / 1e9 >= seconds) {
      save(now);
    }
  }

  @Override
  public void epochEnded(Training<Layer, S> now, EpochReport report) {
    if (folder == null || !now.isFinite()) {
      return;
    }
    // First the model: if the process dies between the two, the epoch is taken again, and the same model comes.
    if (!choosesBest || now.progress().bestEpoch("loss") == report.epoch()) {
      folder.saveModel(now.model(), report.epoch());
    }
    save(now);
  }

  @Override
  public void diverged(Training<Layer, S> lastGood) {
    save(lastGood);
  }

  @Override
  public boolean stops() {
    return interruption != null && interruption.isWished();
  }

  void save(Training<Layer, S> now) {
    if (folder != null && now.isFinite()) {
      folder.saveCheckpoint(now);
      savedAt = System.nanoTime();
    }
  }
}
