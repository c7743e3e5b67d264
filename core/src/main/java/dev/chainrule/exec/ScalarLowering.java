package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.op.AnyAll;
import dev.chainrule.op.Cast;
import dev.chainrule.op.Iota;
import dev.chainrule.op.Norm;
import dev.chainrule.op.Pad;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Sum;
import dev.chainrule.op.Take;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Takes graphs over few numbers apart: each element of each tensor becomes a register. What only moves elements then costs
/// nothing, and a loop with all loops in it is one program without tensors.
final class ScalarLowering {
  private record Line(Instruction instruction, DType number, List<Integer> operands) {}

  final ScalarRegisters registers = new ScalarRegisters();
  /// How each register is computed, where it is by an instruction.
  final Map<Integer, ScalarItem.Compute> definitions = new HashMap<>();
  private List<ScalarItem> items = new ArrayList<>();
  /// What has been computed already on the way to here.
  private Map<Line, Integer> known = new HashMap<>();

  List<ScalarItem> items() {
    return items;
  }

  /// Appends a graph, and gives the registers of its results.
  List<int[]> graph(Graph graph, List<int[]> parameters) {
    int[][] slots = new int[graph.slots()][];
    for (int i = 0; i < graph.parameters(); i++) {
      slots[i] = parameters.get(i);
    }
    for (Graph.Step step : graph.steps()) {
      List<int[]> x = step.inputs().stream().map(slot -> slots[slot]).toList();
      List<Type> types = step.inputs().stream().map(graph::type).toList();
      List<int[]> y = switch (step.primitive()) {
        case Pointwise pointwise -> List.of(pointwise(pointwise, x, types, graph.type(step.first()).shape().size()));
        case Structural structural -> List.of(structural(structural, x, types, graph.type(step.first())));
        case Control.While loop -> whileLoop(loop, x);
        case Control.Scan scan -> scan(scan, x);
        case Control.Call call -> graph(call.graph(), x);
        case Control.Checkpoint checkpoint -> graph(checkpoint.graph(), x);
        case Control.WithDerivative own -> graph(own.graph(), x);
        case Control.Switch choice -> throw new AssertionError("a choice among single numbers");
      };
      for (int i = 0; i < y.size(); i++) {
        slots[step.first() + i] = y.get(i);
      }
    }
    return graph.outputs().stream().map(slot -> slots[slot]).toList();
  }

  private int[] pointwise(Pointwise pointwise, List<int[]> x, List<Type> types, int size) {
    DType number = types.stream().map(Type::dtype).filter(type -> type != DType.BOOL).findFirst()
        .orElseGet(() -> pointwise.infer(types).getFirst().dtype());
    ScalarProgram program = pointwise.program();
    int[] y = new int[size];
    for (int element = 0; element < size; element++) {
      List<Integer> local = new ArrayList<>();
      for (int[] input : x) {
        local.add(input[element]);
      }
      for (ScalarProgram.Line line : program.lines()) {
        local.add(switch (line) {
          case ScalarProgram.Line.Constant(double value) -> registers.constant(number, value);
          case ScalarProgram.Line.Compute(Instruction instruction, List<Integer> operands) ->
              compute(instruction, number, operands.stream().map(local::get).toList());
        });
      }
      y[element] = local.get(program.results().getFirst());
    }
    return y;
  }

  private int compute(Instruction instruction, DType number, List<Integer> operands) {
    Line line = new Line(instruction, number, operands);
    Integer same = known.get(line);
    if (same != null) {
      return same;
    }
    boolean truth = instruction.yieldsTruth() || instruction == Instruction.SELECT
        && registers.type(operands.get(1)) == DType.BOOL && registers.type(operands.get(2)) == DType.BOOL;
    int target = define(instruction, number, truth ? DType.BOOL : number, operands);
    known.put(line, target);
    return target;
  }

  private int define(@Nullable Instruction instruction, DType number, DType type, List<Integer> operands) {
    ScalarItem.Compute item = new ScalarItem.Compute(instruction, number, registers.fresh(type), operands);
    definitions.put(item.target(), item);
    items.add(item);
    return item.target();
  }

  private int[] structural(Structural structural, List<int[]> x, List<Type> types, Type y) {
    return switch (structural) {
      case Literal literal -> filled(y, literal.value());
      case Iota iota -> {
        Array counts = iota.evaluate(new Array[0], List.of(y))[0].contiguous();
        yield IntStream.range(0, counts.size()).map(i -> registers.constant(y.dtype(), counts.getDouble(i))).toArray();
      }
      case Cast cast -> Arrays.stream(x.getFirst()).map(register -> converted(register, cast.dtype())).toArray();
      case Sum sum -> folded(Instruction.ADD, sum.axes(), x.getFirst(), types.getFirst(), y, 0);
      case AnyAll fold -> folded(fold.all() ? Instruction.AND : Instruction.OR, fold.axes(), x.getFirst(), types.getFirst(), y, fold.all() ? 1 : 0);
      case Norm norm -> runs(norm.axes(), x.getFirst(), types.getFirst(), y).stream().mapToInt(run -> norm(run, y.dtype())).toArray();
      case Take take -> row(x.get(0), types.get(0), x.get(1)[0]);
      default -> moved(structural, x, types, y);
    };
  }

  private int[] filled(Type type, double value) {
    int[] registers = new int[type.shape().size()];
    Arrays.fill(registers, this.registers.constant(type.dtype(), value));
    return registers;
  }

  /// Where a primitive that only moves elements puts them: it is run on their numbers.
  private int[] moved(Structural structural, List<int[]> x, List<Type> types, Type y) {
    int outside = structural instanceof Pad pad ? registers.constant(y.dtype(), pad.value()) : 0;
    Structural mover = structural instanceof Pad pad ? new Pad(pad.low(), pad.high(), pad.interior(), 0) : structural;
    Array[] numbers = new Array[x.size()];
    List<Integer> sources = new ArrayList<>(List.of(outside));
    for (int i = 0; i < numbers.length; i++) {
      int[] positions = new int[x.get(i).length];
      for (int element = 0; element < positions.length; element++) {
        positions[element] = sources.size();
        sources.add(x.get(i)[element]);
      }
      numbers[i] = Array.of(types.get(i).withDType(DType.I32), positions);
    }
    Array moved = mover.evaluate(numbers, List.of(y.withDType(DType.I32)))[0].contiguous();
    return IntStream.range(0, moved.size()).map(i -> sources.get((int) moved.getLong(i))).toArray();
  }

  /// Runs of elements put together: halves first, as the kernels do; where rows are added, row after row.
  private int[] folded(Instruction instruction, List<Integer> axes, int[] x, Type type, Type y, double nothing) {
    boolean rows = !Reductions.areLast(axes, type.shape());
    return runs(axes, x, type, y).stream().mapToInt(run -> run.length == 0 ? registers.constant(y.dtype(), nothing)
        : rows ? inOrder(instruction, y.dtype(), run) : byHalves(instruction, y.dtype(), run)).toArray();
  }

  /// For each element of a reduction's result the elements that it is made of.
  private List<int[]> runs(List<Integer> axes, int[] x, Type type, Type y) {
    Shape shape = type.shape();
    List<Integer> order = new ArrayList<>(IntStream.range(0, shape.rank()).filter(axis -> !axes.contains(axis)).boxed().toList());
    order.addAll(axes);
    Shape permuted = Shape.of(order.stream().mapToInt(shape::extent).toArray());
    int[] runs = moved(new Permute(order), List.of(x), List.of(type), type.withShape(permuted));
    int count = y.shape().size();
    int run = count == 0 ? 0 : runs.length / count;
    return IntStream.range(0, count).mapToObj(i -> Arrays.copyOfRange(runs, i * run, (i + 1) * run)).toList();
  }

  /// The root of the sum of squares, in F64; of such as are scaled by a power of two, which rounds nothing, where their
  /// squares would overflow or vanish.
  private int norm(int[] elements, DType type) {
    int squares = squares(elements, null);
    int small = compute(Instruction.LESS, DType.F64, List.of(squares, number(Norm.SMALLEST)));
    int large = compute(Instruction.LESS, DType.F64, List.of(number(Norm.LARGEST), squares));
    int shrink = compute(Instruction.SELECT, DType.F64, List.of(large, number(0x1p-600), number(1)));
    int scale = compute(Instruction.SELECT, DType.F64, List.of(small, number(0x1p600), shrink));
    int scaled = compute(Instruction.SQUARE_ROOT, DType.F64, List.of(squares(elements, scale)));
    int extreme = compute(Instruction.DIVIDE, DType.F64, List.of(scaled, scale));
    int root = compute(Instruction.SQUARE_ROOT, DType.F64, List.of(squares));
    int norm = compute(Instruction.SELECT, DType.F64, List.of(compute(Instruction.OR, DType.BOOL, List.of(small, large)), extreme, root));
    return converted(norm, type);
  }

  private int squares(int[] elements, @Nullable Integer scale) {
    int sum = number(0);
    for (int element : elements) {
      int scaled = scale == null ? element : compute(Instruction.MULTIPLY, DType.F64, List.of(element, scale));
      sum = compute(Instruction.ADD, DType.F64, List.of(sum, compute(Instruction.MULTIPLY, DType.F64, List.of(scaled, scaled))));
    }
    return sum;
  }

  private int number(double value) {
    return registers.constant(DType.F64, value);
  }

  private int converted(int register, DType type) {
    return registers.type(register) == type ? register : define(null, type, type, List.of(register));
  }

  private int inOrder(Instruction instruction, DType type, int[] elements) {
    return IntStream.of(elements).reduce((a, b) -> compute(instruction, type, List.of(a, b))).orElseThrow();
  }

  private int byHalves(Instruction instruction, DType type, int[] elements) {
    int[] sums = elements.clone();
    int count = sums.length;
    for (int half = Math.max(1, Integer.highestOneBit(Math.max(1, count - 1))); half >= 1; half /= 2) {
      for (int i = 0; i + half < count; i++) {
        sums[i] = compute(instruction, type, List.of(sums[i], sums[i + half]));
      }
      count = Math.min(count, half);
    }
    return sums[0];
  }

  private int[] row(int[] table, Type type, int index) {
    int rows = type.shape().extent(0);
    int size = table.length / rows;
    int chosen = registers.isConstant(index) ? (int) registers.constant(index) : rows;
    if (chosen >= -rows && chosen < rows) {
      int start = (chosen < 0 ? chosen + rows : chosen) * size;
      return Arrays.copyOfRange(table, start, start + size);
    }
    int[] target = registers.fresh(type.dtype(), size);
    items.add(new ScalarItem.Row(target[0], size, block(table, type.dtype())[0], rows, index));
    return target;
  }

  /// The same in consecutive registers.
  private int[] block(int[] elements, DType type) {
    boolean lies = registers.isBlock(elements) && IntStream.of(elements).noneMatch(definitions::containsKey);
    return lies ? elements : copy(elements, type);
  }

  private int[] copy(int[] elements, DType type) {
    int[] block = registers.fresh(type, elements.length);
    items.add(new ScalarItem.Copy(elements, block));
    return block;
  }

  private List<int[]> whileLoop(Control.While loop, List<int[]> x) {
    List<int[]> state = copies(loop.carryInputs().of(x), loop.body().outputTypes());
    List<int[]> condition = new ArrayList<>(loop.conditionConstantInputs().of(x));
    List<int[]> body = new ArrayList<>(loop.bodyConstantInputs().of(x));
    condition.addAll(state);
    body.addAll(state);
    int[] holds = new int[1];
    List<ScalarItem> test = inside(() -> holds[0] = graph(loop.condition(), condition).getFirst()[0]);
    List<ScalarItem> repeated = inside(() -> next(state, graph(loop.body(), body)));
    items.add(new ScalarItem.While(test, holds[0], repeated));
    return state;
  }

  private List<int[]> copies(List<int[]> values, List<Type> types) {
    return IntStream.range(0, values.size()).mapToObj(i -> copy(values.get(i), types.get(i).dtype())).toList();
  }

  /// The items that an action appends. What it computes is known inside only.
  private List<ScalarItem> inside(Runnable action) {
    List<ScalarItem> outer = items;
    Map<Line, Integer> before = known;
    items = new ArrayList<>();
    known = new HashMap<>(before);
    action.run();
    List<ScalarItem> inner = items;
    items = outer;
    known = before;
    return inner;
  }

  /// Ends an iteration: the state becomes what follows it. Where but one row of a table differs, that alone is written,
  /// before all else; so nothing else may come from such a table.
  private void next(List<int[]> state, List<int[]> following) {
    List<ScalarItem.Update> updates = new ArrayList<>();
    Set<Integer> tables = new HashSet<>();
    Set<Integer> read = new HashSet<>();
    for (int i = 0; i < state.size(); i++) {
      ScalarItem.Update update = update(state.get(i), following.get(i));
      if (update != null) {
        updates.add(update);
        IntStream.of(state.get(i)).forEach(tables::add);
        IntStream.of(update.content()).forEach(read::add);
      }
    }
    List<Integer> from = new ArrayList<>();
    List<Integer> to = new ArrayList<>();
    for (int i = 0; i < state.size(); i++) {
      for (int element = 0; element < state.get(i).length && !tables.contains(state.get(i)[0]); element++) {
        if (state.get(i)[element] != following.get(i)[element]) {
          from.add(following.get(i)[element]);
          to.add(state.get(i)[element]);
        }
      }
    }
    read.addAll(from);
    if (read.stream().anyMatch(tables::contains)) {
      throw new AssertionError("a row of a table follows from another row");
    }
    items.addAll(updates);
    items.add(new ScalarItem.Copy(from.stream().mapToInt(Integer::intValue).toArray(), to.stream().mapToInt(Integer::intValue).toArray()));
  }

  /// The row that differs, if each element is `row == index ? content : table`.
  private ScalarItem.@Nullable Update update(int[] table, int[] following) {
    int index = -1;
    List<Integer> content = new ArrayList<>();
    int size = 0;
    for (int element = 0; element < table.length; element++) {
      ScalarItem.Compute select = definitions.get(following[element]);
      if (select == null || select.instruction() != Instruction.SELECT || select.operands().get(2) != table[element]) {
        return null;
      }
      ScalarItem.Compute equal = definitions.get(select.operands().get(0));
      if (equal == null || equal.instruction() != Instruction.EQUAL || !registers.isConstant(equal.operands().get(0))) {
        return null;
      }
      int row = (int) registers.constant(equal.operands().get(0));
      index = element == 0 ? equal.operands().get(1) : index;
      if (row == 0) {
        size++;
        content.add(select.operands().get(1));
      }
      boolean fits = size > 0 && equal.operands().get(1) == index && row == element / size && content.get(element % size).equals(select.operands().get(1));
      if (!fits) {
        return null;
      }
    }
    return size == 0 || table.length == size ? null
        : new ScalarItem.Update(table[0], table.length / size, index, content.stream().mapToInt(Integer::intValue).toArray());
  }

  private List<int[]> scan(Control.Scan scan, List<int[]> x) {
    Graph body = scan.body();
    List<int[]> state = copies(x.subList(scan.constants(), scan.constants() + scan.carry()), body.outputTypes());
    List<int[]> inputs = new ArrayList<>(x.subList(0, scan.constants()));
    inputs.addAll(state);
    List<ScalarItem.Slice> slices = new ArrayList<>();
    for (int i = inputs.size(); i < x.size(); i++) {
      Type type = body.type(i);
      int[] row = registers.fresh(type.dtype(), type.shape().size());
      slices.add(new ScalarItem.Slice(block(x.get(i), type.dtype())[0], row[0], row.length));
      inputs.add(row);
    }
    List<int[]> results = new ArrayList<>(state);
    List<int[]> written = new ArrayList<>(state);
    List<ScalarItem.Slice> stacks = new ArrayList<>();
    for (Type type : body.outputTypes().subList(scan.carry(), body.outputTypes().size())) {
      int[] stack = registers.fresh(type.dtype(), type.shape().size() * scan.length());
      int[] row = registers.fresh(type.dtype(), type.shape().size());
      stacks.add(new ScalarItem.Slice(stack[0], row[0], row.length));
      written.add(row);
      results.add(stack);
    }
    List<ScalarItem> repeated = inside(() -> next(written, graph(body, inputs)));
    items.add(new ScalarItem.Scan(scan.length(), scan.backward(), slices, repeated, stacks));
    return results;
  }
}
