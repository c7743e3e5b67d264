package dev.chainrule.cli.conformance;

import dev.chainrule.conformance.VectorCase;
import java.util.ArrayList;
import java.util.List;

/// How the cases of one operation came out.
public final class Tally {
  /// A case that failed, or a file that could not be read.
  ///
  /// @param where   the file, and which of its cases
  /// @param message what was wrong
  public record Failure(String where, String message) {}

  private final String operation;
  private final List<Failure> failures = new ArrayList<>();
  private int passed;
  private int conditioned;
  private int beyond;
  private double worst;

  Tally(String operation) {
    this.operation = operation;
  }

  void add(String where, VectorCase.Outcome outcome) {
    worst = Math.max(worst, outcome.worst());
    String failure = outcome.failure();
    if (failure == null) {
      passed++;
      conditioned += outcome.conditioned() ? 1 : 0;
      beyond += outcome.beyond() ? 1 : 0;
    } else {
      failures.add(new Failure(where, failure));
    }
  }

  void fail(String where, String message) {
    worst = Double.POSITIVE_INFINITY;
    failures.add(new Failure(where, message));
  }

  /// The operation's name.
  public String operation() {
    return operation;
  }

  /// How many cases passed.
  public int passed() {
    return passed;
  }

  /// How many of these passed in F32 against what F64 gives at the rounded inputs, since rounding alone moves the result
  /// by more than the tolerance, or with an error of at most 10⁻⁷, the spacing of numbers around 1.
  public int conditioned() {
    return conditioned;
  }

  /// How many of these have derivatives beyond F32 that came out as NaN and were not compared.
  public int beyond() {
    return beyond;
  }

  /// How many cases failed.
  public int failed() {
    return failures.size();
  }

  /// The worst relative error; infinite where something could not be compared.
  public double worst() {
    return worst;
  }

  /// What failed.
  public List<Failure> failures() {
    return List.copyOf(failures);
  }
}
