package dev.chainrule.bench;

import java.util.ArrayList;
import java.util.List;

/// How long steps took, in the order in which they were taken. Steps too short for the clock are timed several at once.
final class Samples {
  /// How many samples in a row say whether steps are fast already.
  private static final int WINDOW = 5;

  private record Sample(long steps, long nanos) {
    double perStep() {
      return (double) nanos / steps;
    }
  }

  /// After how many steps, the last included, and nanoseconds; and whether at all.
  record Reached(long steps, long nanos, boolean ever) {}

  private final List<Sample> samples = new ArrayList<>();

  void add(long steps, long nanos) {
    samples.add(new Sample(steps, nanos));
  }

  void addAll(Samples others) {
    samples.addAll(others.samples);
  }

  int size() {
    return samples.size();
  }

  long totalSteps() {
    return samples.stream().mapToLong(Sample::steps).sum();
  }

  long steps(int sample) {
    return samples.get(sample).steps;
  }

  long nanos(int sample) {
    return samples.get(sample).nanos;
  }

  /// The nanoseconds a step that a share of samples, from 0 to 1, stayed below.
  double quantile(double share) {
    return quantile(samples, share);
  }

  private static double quantile(List<Sample> samples, double share) {
    double[] sorted = samples.stream().mapToDouble(Sample::perStep).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
  }

  /// When steps came to cost no more than this: the first one whose few followers mostly do not either, so that one lucky
  /// step does not count.
  Reached reached(double nanosPerStep) {
    long steps = 0;
    long nanos = 0;
    for (int i = 0; i < samples.size(); i++) {
      steps += samples.get(i).steps;
      nanos += samples.get(i).nanos;
      boolean lasting = quantile(samples.subList(i, Math.min(samples.size(), i + WINDOW)), 0.5) <= nanosPerStep;
      if (lasting && samples.get(i).perStep() <= nanosPerStep) {
        return new Reached(steps, nanos, true);
      }
    }
    return new Reached(steps, nanos, false);
  }
}
