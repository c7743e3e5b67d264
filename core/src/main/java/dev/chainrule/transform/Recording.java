package dev.chainrule.transform;

import dev.chainrule.graph.DifferentiationException;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Path;
import dev.chainrule.graph.Recorder;
import dev.chainrule.graph.Trace;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A function run once, with all that both sweeps need: its inputs made fresh, its results, and the nodes
/// between them.
///
/// The trace is closed when the function returns, before any sweep: so a sweep is itself recorded exactly
/// when an outer derivative or region is open, and nested derivatives need nothing more.
public final class Recording {
  private final Value[] x;
  private final Value[] y;
  private final Path path;

  private Recording(Value[] x, Value[] y, Path path) {
    this.x = x;
    this.y = y;
    this.path = path;
  }

  /// Runs the function on the inputs. Integer and Bool inputs are carried along without a derivative.
  public static Recording of(String purpose, Function<Value[], Value[]> function, Value... inputs) {
    return of(Trace.derivative(purpose, Trace.Sweep.REVERSE), purpose, function, inputs.length, inputs);
  }

  /// The same where forward sweeps are to come. Either recording can be swept both ways.
  public static Recording forward(String purpose, Function<Value[], Value[]> function, Value... inputs) {
    return of(Trace.derivative(purpose, Trace.Sweep.FORWARD), purpose, function, inputs.length, inputs);
  }

  /// The same with the user's line of every operation, and compiled functions run step by step. Of the inputs only the first
  /// `differentiated` are that; what depends on the others is recorded all the same.
  public static Recording inspected(String purpose, Function<Value[], Value[]> function, int differentiated, Value... inputs) {
    return of(Trace.inspection(purpose), purpose, function, differentiated, inputs);
  }

  private static Recording of(Trace opened, String purpose, Function<Value[], Value[]> function, int differentiated, Value... inputs) {
    Value[] x = inputs.clone();
    List<Value> sources = new ArrayList<>();
    Value[] y;
    try (Trace trace = opened) {
      for (int i = 0; i < x.length; i++) {
        if (x[i].dtype().isFloating()) {
          x[i] = Recorder.fresh(Gates.IDENTITY, x[i], trace);
          if (i < differentiated) {
            sources.add(x[i]);
          }
        }
      }
      if (sources.isEmpty()) {
        throw new DifferentiationException(
            "[%s] nothing to differentiate: the argument has no floating tensor, only %s; convert with .to(F32) or .to(F64), or write 2.0 instead of 2"
                .formatted(purpose, List.of(x).stream().map(value -> value.type().toString()).toList()));
      }
      y = function.apply(x);
    }
    return new Recording(x, y, Path.differentiable(sources, List.of(y)));
  }

  /// The function's results.
  public Value[] results() {
    Value[] results = new Value[y.length];
    for (int i = 0; i < y.length; i++) {
      results[i] = y[i].settled();
    }
    return results;
  }

  /// The fresh inputs, as the path knows them.
  public Value[] inputs() {
    return x.clone();
  }

  /// A result as the path knows it.
  public Value output(int i) {
    return y[i];
  }

  /// What lies between inputs and results.
  public Path path() {
    return path;
  }

  /// The backward pass: from the results' cotangents (null counts as 0) to the inputs'. Can be run again.
  public Value[] pull(@Nullable Value... dy) {
    return filled(x, ReverseSweep.run(path, y, dy, x, false));
  }

  /// The backward pass, for the last time: nodes are forgotten as it goes.
  public Value[] pullOnce(@Nullable Value... dy) {
    return filled(x, ReverseSweep.run(path, y, dy, x, true));
  }

  /// The backward pass, watched.
  public Value[] pull(ReverseSweep.Watcher watcher, @Nullable Value... dy) {
    return filled(x, ReverseSweep.run(path, y, dy, x, watcher));
  }

  /// Forward: from the inputs' tangents (null counts as 0) to the results'. Can be run again.
  public Value[] push(@Nullable Value... dx) {
    return filled(y, ForwardSweep.run(path, x, dx, y));
  }

  /// Forward, watched.
  public Value[] push(ForwardSweep.Watcher watcher, @Nullable Value... dx) {
    return filled(y, ForwardSweep.run(path, x, dx, y, watcher));
  }

  /// What nothing reached is exactly 0, of the type of what it belongs to.
  private static Value[] filled(Value[] like, @Nullable Value[] found) {
    Value[] result = found.clone();
    for (int i = 0; i < result.length; i++) {
      if (result[i] == null) {
        result[i] = Literal.zeros(like[i].type());
      }
    }
    return result;
  }
}
