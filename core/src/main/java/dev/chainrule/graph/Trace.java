package dev.chainrule.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A period in which operations are recorded, from its opening until it is closed.
///
/// - A *derivative* records what depends on its inputs, which keep their values.
/// - A *type-only* trace does the same for inputs that have no values (`vmap`, transposition).
/// - A *region* (`jit`, `cond`, `scan`) records every operation done in the code that it runs, whatever the
///   inputs: with recording by dependence alone, both branches of a `cond` over captured tensors would run.
public final class Trace implements AutoCloseable {
  enum Kind { DERIVATIVE, INSPECTION, TYPE_ONLY, REGION }

  /// How a derivative is going to go over what it records.
  public enum Sweep { FORWARD, REVERSE, UNKNOWN }

  /// The one piece of ambient state: the region that the current thread is in.
  private static final ScopedValue<Trace> REGION = ScopedValue.newInstance();

  private final long id = Node.nextIdentity();
  private final Kind kind;
  private final String purpose;
  private final Sweep sweep;
  private final @Nullable Trace outer;
  private final @Nullable SourceLine opened;
  private final List<Iteration> iterations = new ArrayList<>();
  private volatile boolean open = true;
  /// The line that a region's operations are done for, where that is not the caller's. Only the region's thread knows it.
  private @Nullable SourceLine origin;

  /// How often something was to be observed in this region. Only the region's thread counts.
  private int observations;

  /// What was recorded in one iteration of a loop: the nodes whose identities lie between these.
  private record Iteration(String loop, int number, long before, long after) {}

  private Trace(Kind kind, String purpose, @Nullable Trace outer, @Nullable SourceLine opened) {
    this(kind, purpose, Sweep.UNKNOWN, outer, opened);
  }

  private Trace(Kind kind, String purpose, Sweep sweep, @Nullable Trace outer, @Nullable SourceLine opened) {
    this.kind = kind;
    this.purpose = purpose;
    this.sweep = sweep;
    this.outer = outer;
    this.opened = opened;
  }

  /// Opens a trace for a derivative; `purpose` is the user's word for it (`grad`, `jvp`).
  public static Trace derivative(String purpose) {
    return derivative(purpose, Sweep.UNKNOWN);
  }

  /// The same, where it is known which sweep will follow.
  public static Trace derivative(String purpose, Sweep sweep) {
    return new Trace(Kind.DERIVATIVE, purpose, sweep, null, null);
  }

  /// The sweep that is going to pass by a value with elements; unknown also where none is.
  public static Sweep sweepAhead(Value x) {
    return inRegion() || !x.hasElements() || !x.isLive() ? Sweep.UNKNOWN : x.node().trace().sweep;
  }

  /// Opens a trace for a derivative that is looked into afterwards: it keeps the user's line of every operation, and
  /// compiled functions run step by step inside it.
  public static Trace inspection(String purpose) {
    return new Trace(Kind.INSPECTION, purpose, null, null);
  }

  /// Whether a value belongs to an open inspection.
  public static boolean isInspected(Value value) {
    return inspectionOf(value) != null;
  }

  /// Whether a value was recorded by an inspection, which may be over.
  public static boolean wasInspected(Value value) {
    return value.node() != null && value.node().trace().kind == Kind.INSPECTION;
  }

  /// The open inspection that a value belongs to, or null if there is none.
  public static @Nullable Trace inspectionOf(Value value) {
    return value.isLive() && value.node().trace().kind == Kind.INSPECTION ? value.node().trace() : null;
  }

  /// Runs an iteration of a loop, and remembers which nodes it recorded.
  public <T> T inIteration(String loop, int number, Supplier<T> code) {
    long before = Node.nextIdentity();
    T result = code.get();
    iterations.add(new Iteration(loop, number, before, Node.nextIdentity()));
    return result;
  }

  /// In which iterations of loops a node was recorded, the innermost first, as `iteration 3 of scan`; they count from 0.
  public static List<String> iterationsOf(Node node) {
    return node.trace().iterations.stream()
        .filter(iteration -> iteration.before < node.id() && node.id() < iteration.after)
        .map(iteration -> "iteration %d of %s".formatted(iteration.number, iteration.loop)).toList();
  }

  /// Opens a trace whose inputs have no values.
  public static Trace typeOnly(String purpose) {
    return new Trace(Kind.TYPE_ONLY, purpose, null, SourceLine.ofCaller());
  }

  /// Opens a trace whose inputs have no values, for the library's own use: nobody asks for its lines.
  public static Trace internal(String purpose) {
    return new Trace(Kind.TYPE_ONLY, purpose, null, null);
  }

  /// Opens a region; code must run in it by [#run].
  public static Trace region(String purpose) {
    return new Trace(Kind.REGION, purpose, currentRegion(), SourceLine.ofCaller());
  }

  /// A number that no other observation in the current region has, and that is the same when the region's function is
  /// traced again; 0 outside regions, where nothing merges equal operations.
  public static int nextObservation() {
    Trace region = currentRegion();
    return region == null ? 0 : region.observations++;
  }

  static @Nullable Trace currentRegion() {
    return REGION.isBound() ? REGION.get() : null;
  }

  /// Runs code as if no region were open: what is no part of a region's function, such as arithmetic with shapes, gets
  /// its value at once.
  public static <T> T outside(Supplier<T> code) {
    return ScopedValue.where(REGION, null).call(code::get);
  }

  /// Whether operations done now, on this thread, are recorded whatever their inputs.
  public static boolean inRegion() {
    return currentRegion() != null;
  }

  /// Runs code inside this region.
  public <T> T run(Supplier<T> code) {
    return ScopedValue.where(REGION, this).call(code::get);
  }

  /// Does something for the sake of an operation at a line of the user's program, as passes do that derive or repeat it.
  /// What the current region records meanwhile has that line, which says more than the caller's, and need not be searched
  /// for on the stack.
  public static void onBehalfOf(@Nullable SourceLine line, Runnable work) {
    Trace region = currentRegion();
    if (region == null || line == null) {
      work.run();
      return;
    }
    SourceLine before = region.origin;
    region.origin = line;
    try {
      work.run();
    } finally {
      region.origin = before;
    }
  }

  /// Whose operation this trace records now; `typeOnly` is the newest such trace that it depends on. Nobody's where nobody
  /// will ask: an operation with a value can be debugged where it is done.
  Caller caller(@Nullable Trace typeOnly) {
    boolean kept = kind == Kind.REGION || kind == Kind.INSPECTION || typeOnly != null && typeOnly.opened != null;
    if (!kept) {
      return Caller.NOBODY;
    }
    return origin != null ? new Caller(origin, null) : Caller.find();
  }

  /// Whether this region is the current thread's, or encloses it.
  boolean enclosesCurrentThread() {
    for (Trace region = currentRegion(); region != null; region = region.outer) {
      if (region == this) {
        return true;
      }
    }
    return false;
  }

  /// A new input of this trace, known by its type.
  public Value input(Type type) {
    return new Node(new Input(type), new Value[0], List.of(type), null, this,
        kind == Kind.TYPE_ONLY ? this : null, new Caller(opened, null)).output(0);
  }

  /// Whether a value was computed from this type-only trace's inputs.
  public boolean isDependedOnBy(Value value) {
    return value.node() != null && value.node().typeOnly() == this;
  }

  boolean isOpen() {
    return open;
  }

  Kind kind() {
    return kind;
  }

  long id() {
    return id;
  }

  String purpose() {
    return purpose;
  }

  /// The user's line that opened it, where it is known.
  @Nullable SourceLine opened() {
    return opened;
  }

  /// Ends the recording. What was recorded stays usable by those who hold it.
  @Override
  public void close() {
    open = false;
  }
}
