package dev.chainrule.nn.train;

import dev.chainrule.nn.data.Position;
import java.util.ArrayList;
import java.util.List;

/// How far training has come: with the parameters, all there is to know to go on as if it had never stopped.
///
/// @param position the epochs that are complete, and the steps taken since
/// @param steps    how many steps were taken in all
/// @param lossSum  of the examples of the epoch that has begun
/// @param examples how many examples of it were seen
/// @param reports  of the epochs that are complete
public record Progress(Position position, long steps, double lossSum, long examples, List<EpochReport> reports) {
  /// Where training begins.
  public static final Progress START = new Progress(Position.START, 0, 0, 0, List.of());

  /// The reports in the order of their epochs.
  public Progress {
    reports = List.copyOf(reports);
  }

  /// The number of the epoch that is under way, from 1.
  public int epoch() {
    return Math.toIntExact(position.epoch()) + 1;
  }

  /// How many steps of this epoch were taken.
  public long step() {
    return position.index();
  }

  Progress stepped(double loss, int size) {
    return new Progress(new Position(position.epoch(), position.index() + 1), steps + 1, lossSum + loss * size, examples + size, reports);
  }

  Progress epochEnded(EpochReport report) {
    List<EpochReport> more = new ArrayList<>(reports);
    more.add(report);
    return nextEpoch(more);
  }

  Progress nextEpoch(List<EpochReport> reports) {
    return new Progress(new Position(position.epoch() + 1, 0), steps, 0, 0, reports);
  }

  /// The number of the epoch at whose end this score was lowest, the first of equals; 0 if there is none.
  public int bestEpoch(String score) {
    int best = 0;
    double lowest = Double.POSITIVE_INFINITY;
    for (EpochReport report : reports) {
      double value = report.scores().getOrDefault(score, Double.NaN);
      if (value < lowest) {
        lowest = value;
        best = report.epoch();
      }
    }
    return best;
  }
}
