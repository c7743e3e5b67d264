package dev.chainrule.exec;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Threads that share the work of kernels, for all functions of the process. Whoever has work does it too, and never waits
/// for a thread to come free: so any number of threads may call, virtual ones as well, and tasks may have tasks.
///
/// What is computed must not depend on how it is divided: a task writes what no other does, and sums are divided in a way
/// that does not depend on the number of threads.
///
/// Between two pieces of work threads look out for the next for a while, since waking one takes longer than many kernels;
/// then they sleep and cost nothing.
final class Team {
  /// The team of the process.
  static final Team SHARED = new Team(Integer.getInteger("chainrule.threads", Runtime.getRuntime().availableProcessors()));
  /// How long a thread looks out for work.
  private static final long LOOKING_OUT = 100_000;

  private final ConcurrentLinkedQueue<Work> open = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Worker> sleeping = new ConcurrentLinkedQueue<>();
  private final AtomicInteger started = new AtomicInteger();
  private volatile int size;

  Team(int size) {
    resize(size);
  }

  /// How many threads work at once, the calling one included.
  int size() {
    return size;
  }

  /// Work that has begun is not affected.
  void resize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("[threads] %d threads can do nothing; give 1 or more".formatted(size));
    }
    this.size = size;
  }

  /// Does tasks 0 to before `tasks`, in any order, and returns when all are done.
  ///
  /// @throws RuntimeException or Error, what a task has thrown; others may have been done or not
  void run(int tasks, IntConsumer task) {
    int helpers = Math.min(size, tasks) - 1;
    if (helpers <= 0) {
      for (int i = 0; i < tasks; i++) {
        task.accept(i);
      }
      return;
    }
    Work work = new Work(tasks, task, helpers);
    open.add(work);
    call(helpers);
    work.help();
    open.remove(work);
    work.await();
  }

  /// Sees to it that so many threads are awake.
  private void call(int helpers) {
    for (int i = started.get(); i < size - 1; i = started.get()) {
      if (started.compareAndSet(i, i + 1)) {
        new Worker(i + 1).start();
      }
    }
    for (int i = 0; i < helpers; i++) {
      Worker worker = sleeping.poll();
      if (worker == null) {
        return;
      }
      worker.wake();
    }
  }

  /// Helps with some open work; false if there was none.
  private boolean helpAnyone() {
    for (Work work : open) {
      if (work.admits()) {
        work.help();
        return true;
      }
    }
    return false;
  }

  /// A thread of the team.
  private final class Worker implements Runnable {
    private final Thread thread;
    private volatile boolean awake = true;

    Worker(int number) {
      thread = Thread.ofPlatform().daemon().name("chainrule-worker-" + number).unstarted(this);
    }

    void start() {
      thread.start();
    }

    void wake() {
      awake = true;
      LockSupport.unpark(thread);
    }

    @Override
    public void run() {
      long last = System.nanoTime();
      while (true) {
        if (helpAnyone()) {
          last = System.nanoTime();
        } else if (System.nanoTime() - last < LOOKING_OUT) {
          Thread.onSpinWait();
        } else {
          sleep();
          last = System.nanoTime();
        }
      }
    }

    /// Sleeps until there is work: it looks once more after it has said that it sleeps, so that it misses none.
    private void sleep() {
      awake = false;
      sleeping.add(this);
      if (helpAnyone()) {
        sleeping.remove(this);
        awake = true;
        return;
      }
      while (!awake) {
        LockSupport.park(this);
      }
    }
  }

  /// Tasks that are being done.
  private static final class Work {
    private final int tasks;
    private final IntConsumer task;
    private final Thread caller = Thread.currentThread();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger missing;
    private final AtomicInteger places;
    private volatile @Nullable Throwable failure;

    Work(int tasks, IntConsumer task, int helpers) {
      this.tasks = tasks;
      this.task = task;
      this.missing = new AtomicInteger(tasks);
      this.places = new AtomicInteger(helpers);
    }

    /// Whether one more thread may help.
    boolean admits() {
      return next.get() < tasks && places.get() > 0 && places.getAndDecrement() > 0;
    }

    void help() {
      for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
        try {
          task.accept(i);
        } catch (Throwable thrown) {
          failure = thrown;
        }
        if (missing.decrementAndGet() == 0) {
          LockSupport.unpark(caller);
        }
      }
    }

    /// Waits for what others have taken.
    void await() {
      long start = System.nanoTime();
      while (missing.get() > 0) {
        if (System.nanoTime() - start < LOOKING_OUT) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      switch (failure) {
        case null -> {}
        case Error error -> throw error;
        case RuntimeException exception -> throw exception;
        case Throwable other -> throw new AssertionError(other);
      }
    }
  }
}
