package dev.chainrule.exec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Makes a lowered program ready to run: leaves out what nothing needs, and cuts straight lines into pieces.
final class ScalarAssembly {
  /// Instructions in a piece: HotSpot does not compile methods of more than 8,000 bytes.
  static final int LONGEST = 180;
  /// Pieces that are compiled; more would take longer than they save, and fill the memory for code: they stay interpreted.
  private static final int COMPILED = 2_000;
  /// Copies that are made by code.
  static final int STORES = 64;
  private static final ScalarItem.Copy NONE = new ScalarItem.Copy(new int[0], new int[0]);

  private final ScalarRegisters registers;
  private final Map<Integer, ScalarItem.Compute> definitions;
  private final Set<Integer> needed = new HashSet<>();
  /// The registers that something else than their own piece reads.
  private final Set<Integer> shared = new HashSet<>();
  private final Map<Integer, Piece> makers = new HashMap<>();
  private final List<Piece> pieces = new ArrayList<>();
  private final ScalarNode[] nodes;

  /// A piece of code that is still being written.
  private static final class Piece {
    private final List<ScalarItem.Compute> lines = new ArrayList<>();
    private ScalarItem.Copy stores = NONE;
  }

  ScalarAssembly(ScalarLowering lowering, List<int[]> outputs) {
    registers = lowering.registers;
    definitions = lowering.definitions;
    need(lowering.items());
    outputs.forEach(this::need);
    outputs.forEach(this::share);
    List<Supplier<ScalarNode>> plan = plan(lowering.items());
    for (Piece piece : pieces) {
      piece.lines.forEach(line -> line.operands().stream().filter(operand -> makers.get(operand) != piece).forEach(shared::add));
      Arrays.stream(piece.stores.from()).filter(register -> makers.get(register) != piece).forEach(shared::add);
    }
    nodes = finish(plan);
  }

  ScalarNode[] nodes() {
    return nodes;
  }

  int chunks() {
    return pieces.size();
  }

  int lines() {
    return pieces.stream().mapToInt(piece -> piece.lines.size()).sum();
  }

  /// Marks what is read by anything but instructions, and what that takes.
  private void need(List<ScalarItem> items) {
    for (ScalarItem item : items) {
      switch (item) {
        case ScalarItem.Compute compute -> { }
        case ScalarItem.Copy copy -> need(copy.from());
        case ScalarItem.Row row -> need(row.index());
        case ScalarItem.Update update -> {
          need(update.index());
          need(update.content());
        }
        case ScalarItem.While loop -> {
          need(loop.holds());
          need(loop.condition());
          need(loop.body());
        }
        case ScalarItem.Scan scan -> need(scan.body());
      }
    }
  }

  private void need(int... wanted) {
    Deque<Integer> next = new ArrayDeque<>();
    Arrays.stream(wanted).forEach(next::add);
    while (!next.isEmpty()) {
      int register = next.pop();
      ScalarItem.Compute definition = definitions.get(register);
      if (definition != null && needed.add(register)) {
        next.addAll(definition.operands());
      }
    }
  }

  private void share(int... read) {
    Arrays.stream(read).forEach(shared::add);
  }

  private List<Supplier<ScalarNode>> plan(List<ScalarItem> items) {
    List<Supplier<ScalarNode>> plan = new ArrayList<>();
    Piece open = null;
    for (ScalarItem item : items) {
      if (item instanceof ScalarItem.Compute line) {
        if (needed.contains(line.target())) {
          open = open != null && open.lines.size() < LONGEST ? open : begin(plan);
          open.lines.add(line);
          makers.put(line.target(), open);
        }
        continue;
      }
      if (item instanceof ScalarItem.Copy copy && copy.to().length <= STORES) {
        if (copy.to().length > 0) {
          (open != null ? open : begin(plan)).stores = copy;
        }
      } else {
        plan.add(node(item));
      }
      open = null;
    }
    return plan;
  }

  private Piece begin(List<Supplier<ScalarNode>> plan) {
    Piece piece = new Piece();
    pieces.add(piece);
    plan.add(() -> compile(piece));
    return piece;
  }

  private Supplier<ScalarNode> node(ScalarItem item) {
    return switch (item) {
      case ScalarItem.Compute compute -> throw new AssertionError("an instruction outside a piece");
      case ScalarItem.Copy copy -> {
        share(copy.from());
        boolean run = isRun(copy.from()) && isRun(copy.to());
        yield () -> run ? new ScalarNode.Copy(copy.from()[0], copy.to()[0], copy.to().length) : new ScalarNode.Shuffle(copy.from(), copy.to());
      }
      case ScalarItem.Row row -> {
        share(row.index());
        yield () -> new ScalarNode.Row(row);
      }
      case ScalarItem.Update update -> {
        share(update.index());
        share(update.content());
        yield () -> new ScalarNode.Update(update);
      }
      case ScalarItem.While loop -> {
        share(loop.holds());
        List<Supplier<ScalarNode>> condition = plan(loop.condition());
        List<Supplier<ScalarNode>> body = plan(loop.body());
        yield () -> new ScalarNode.While(finish(condition), loop.holds(), finish(body));
      }
      case ScalarItem.Scan scan -> {
        List<Supplier<ScalarNode>> body = plan(scan.body());
        yield () -> new ScalarNode.Scan(scan.length(), scan.backward(), scan.slices(), finish(body), scan.stacks());
      }
    };
  }

  private static boolean isRun(int[] registers) {
    for (int i = 0; i < registers.length; i++) {
      if (registers[i] != registers[0] + i) {
        return false;
      }
    }
    return true;
  }

  private static ScalarNode[] finish(List<Supplier<ScalarNode>> plan) {
    return plan.stream().map(Supplier::get).toArray(ScalarNode[]::new);
  }

  /// What others read is written to its own register, besides what the piece is to store.
  private ScalarNode compile(Piece piece) {
    int[] own = piece.lines.stream().mapToInt(ScalarItem.Compute::target).filter(shared::contains).toArray();
    int[] from = concat(piece.stores.from(), own);
    int[] to = concat(piece.stores.to(), own);
    return new ScalarPiece(pieces.size() <= COMPILED, registers, new ScalarChunkEmitter.Chunk(piece.lines, new ScalarItem.Copy(from, to)));
  }

  private static int[] concat(int[] a, int[] b) {
    int[] result = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, result, a.length, b.length);
    return result;
  }
}
