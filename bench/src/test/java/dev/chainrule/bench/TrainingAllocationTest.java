package dev.chainrule.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.chainrule.bench.training.Training;
import dev.chainrule.bench.training.TrainingSteps;
import dev.chainrule.graph.Recorder;
import dev.chainrule.transform.CompiledGraphs;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// A training step in place allocates next to nothing: not even its results, which lie in the memory of the state before.
class TrainingAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int MOST_STEPS = 400;

  @TestFactory
  Stream<DynamicTest> stepsAllocateLessThanAHundredthOfWhatTheyTouch() {
    return Map.<String, Training<?, ?>>of(
        "mlp", TrainingSteps.mlp(64, 784, 256, 10),
        "cnn", TrainingSteps.cnn(32, 28, 16, 32, 64),
        "lstm", TrainingSteps.lstm(64, 14, 128),
        "gpt", TrainingSteps.gpt(8, 64, 64, 2, 1))
        .entrySet().stream().map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
          Training<?, ?> training = one.getValue();
          training.step();
          training.step();
          long touched = Recorder.report(CompiledGraphs.simplified(training.trace())).bytesMoved();
          assertThat(allocated(training, touched / 100)).as("bytes allocated, of %,d touched", touched).isLessThan(touched / 100);
        }));
  }

  /// What a step allocates once HotSpot has compiled what it runs: code that is not compiled allocates more. The least of so
  /// many steps, or the first that is within bounds.
  private static long allocated(Training<?, ?> training, long bound) {
    long least = Long.MAX_VALUE;
    for (int step = 0; step < MOST_STEPS && least >= bound; step++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      training.step();
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
