package dev.chainrule;

import dev.chainrule.graph.Recorder;

/// How many threads work on one computation: matrix products, convolutions and other kernels that are large enough share
/// their work among threads of the process. Results have the same bits whatever their number.
///
/// At first it is the number of processors that the JVM sees, or what `-Dchainrule.threads=…` says. The threads sleep when
/// there is nothing to do. Any number of Java threads, virtual ones too, may compute at the same time; they share the same
/// helpers.
///
/// {@snippet :
/// int before = Threads.most();
/// Threads.use(1);      // this process computes on the calling threads alone
/// Threads.use(before);
/// }
public final class Threads {
  private Threads() {}

  /// How many threads work on one computation at most, the calling one included.
  public static int most() {
    return Recorder.evaluator().threads();
  }

  /// Lets so many threads work on one computation at most, the calling one included, from the next computation on.
  ///
  /// @throws IllegalArgumentException for less than 1
  public static void use(int most) {
    Recorder.evaluator().threads(most);
  }
}
