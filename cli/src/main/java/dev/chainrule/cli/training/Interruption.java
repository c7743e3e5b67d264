package dev.chainrule.cli.training;

import java.util.concurrent.CountDownLatch;

/// Ctrl-C and its kin, as a wish to stop that training may first bring to a good end. The process then ends with 130.
public final class Interruption implements AutoCloseable {
  private static final int INTERRUPTED = 130;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::waitForTheEnd, "chainrule-interruption");
  private volatile boolean wished;

  private Interruption() {}

  /// Listens from now on, until it is closed.
  public static Interruption listening() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /// Whether the process was asked to end.
  public boolean isWished() {
    return wished;
  }

  /// The JVM runs this when it was asked to end, and ends itself when this returns.
  private void waitForTheEnd() {
    wished = true;
    boolean waits = true;
    while (waits) {
      try {
        ended.await();
        waits = false;
      } catch (InterruptedException e) {
        // The JVM interrupts nobody here; whoever does has no say in it.
      }
    }
    Runtime.getRuntime().halt(INTERRUPTED);
  }

  /// Lets the process end.
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endsAlready) {
      // Then the hook runs, and has just been told to go on.
    }
  }
}
