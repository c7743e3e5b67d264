package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.ScalarProgram;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Makes the [TilePlan] of a program: which lines run together, and where each value lies meanwhile.
///
/// A loop whose operands and results are all whole arrays runs on these. All others run on buffers, to which
/// whole arrays are copied tile by tile (in the first-level cache, where that costs less than the scalar code
/// that two different indices would give).
final class TilePlanner {
  private final RowProgram rows;
  private final boolean fused;
  private final ScalarProgram program;
  /// For each register, whether it has one element for each row, not as many as the data.
  private final boolean[] perRow;
  private final KernelSignature signature;
  private final DType number;
  private final List<DType> types;
  private final List<Double> constants = new ArrayList<>();
  /// For each register, its slot among the whole arrays, and the buffer that holds it now; -1 for none.
  private final int[] whole;
  private final int[] buffer;
  /// For each register with one element for each row, the buffer in which it is repeated along the rows; -1 for none.
  private final int[] spread;
  /// For each register, the last group that reads it.
  private final int[] lastRead;
  /// For each register, the result that it is computed into; -1 for none.
  private final int[] home;
  /// The slot of the first result, and of the first buffer.
  private final int firstResult;
  private final int firstBuffer;
  private final List<DType> buffers = new ArrayList<>();
  private final Map<DType, Deque<Integer>> free = new EnumMap<>(DType.class);
  private final List<TilePlan.Stage> stages = new ArrayList<>();

  private TilePlanner(RowProgram rows, KernelSignature signature, boolean fused) {
    this.rows = rows;
    this.fused = fused;
    this.program = rows.program();
    this.perRow = rows.perRow();
    this.signature = signature;
    this.number = signature.number();
    this.types = LoopProgram.registerTypes(program, number,
        Stream.concat(signature.arguments().stream().map(KernelSignature.Argument::dtype), rows.reductions().stream().map(one -> number)).toList());
    this.whole = new int[program.registers()];
    this.buffer = new int[program.registers()];
    this.spread = new int[program.registers()];
    this.lastRead = new int[program.registers()];
    this.home = new int[program.registers()];
    for (int[] places : List.of(whole, buffer, spread, lastRead, home)) {
      Arrays.fill(places, -1);
    }
    placeArguments();
    this.firstResult = program.arguments() + constants.size();
    this.firstBuffer = firstResult + signature.results().size();
  }

  static TilePlan plan(ScalarProgram program, KernelSignature signature) {
    return plan(RowProgram.flat(program), signature);
  }

  /// The signature is that of the arrays alone.
  static TilePlan plan(RowProgram rows, KernelSignature signature) {
    return new TilePlanner(rows, signature, false).plan();
  }

  /// The plan with loops over vectors, for floating numbers where there is the Vector API.
  static TilePlan fused(RowProgram rows, KernelSignature signature) {
    return new TilePlanner(rows, signature, true).plan();
  }

  /// Whether a result may lie in an argument's memory, whatever else is broadcast: it is computed by no earlier group of
  /// lines than the last that reads the argument, and what fills results at the end does not read it.
  static boolean mayReplace(RowProgram rows, KernelSignature signature, int argument, int result) {
    return mayReplace(rows, signature, argument, result, false);
  }

  static boolean mayReplace(RowProgram rows, KernelSignature signature, int argument, int result, boolean fused) {
    return new TilePlanner(rows, signature, fused).mayReplace(argument, result);
  }

  private boolean mayReplace(int argument, int result) {
    placeResults();
    List<LineGroups.Group> groups = LineGroups.of(rows, types, number, fused);
    findLastReads(groups);
    int register = program.results().get(result);
    for (int i = 0; i < groups.size(); i++) {
      if (home[register] == firstResult + result && groups.get(i).registers().contains(register)) {
        return lastRead[argument] <= i;
      }
    }
    return false;
  }

  private TilePlan plan() {
    placeResults();
    List<LineGroups.Group> groups = LineGroups.of(rows, types, number, fused);
    findLastReads(groups);
    for (int i = 0; i < groups.size(); i++) {
      LineGroups.Group group = groups.get(i);
      switch (group.kind()) {
        case CALL -> call(group.registers().getFirst());
        case REDUCTION -> reduce(group.registers().getFirst());
        case FUSED -> fuse(group.registers(), i);
        case VECTORISED, SCALAR -> loop(group.registers(), i);
      }
      release(i);
    }
    for (int i = 0; i < signature.results().size(); i++) {
      finish(i);
    }
    return new TilePlan(number, program.arguments(), constants, signature.results().size(), buffers, stages);
  }

  private void placeArguments() {
    for (int i = 0; i < rows.arguments().size(); i++) {
      whole[i] = i;
    }
    for (int i = 0; i < program.lines().size(); i++) {
      if (program.lines().get(i) instanceof ScalarProgram.Line.Constant(double value)) {
        whole[program.arguments() + i] = program.arguments() + constants.size();
        constants.add(value);
      }
    }
  }

  /// A register is computed straight into the first result that is stored as it is; others are copied at the end.
  private void placeResults() {
    for (int i = 0; i < signature.results().size(); i++) {
      KernelSignature.Result result = signature.results().get(i);
      int register = program.results().get(i);
      if (!result.summed() && result.dtype() == types.get(register) && whole[register] < 0 && home[register] < 0
          && !rows.isReduced(register) && perRow[register] == rows.results().get(i)) {
        home[register] = firstResult + i;
      }
    }
  }

  private void findLastReads(List<LineGroups.Group> groups) {
    for (int i = 0; i < groups.size(); i++) {
      for (int register : groups.get(i).registers()) {
        for (int operand : operands(register)) {
          lastRead[operand] = i;
        }
      }
    }
    for (int i = 0; i < signature.results().size(); i++) {
      int register = program.results().get(i);
      if (home[register] != firstResult + i) {
        lastRead[register] = groups.size();
      }
    }
  }

  private void call(int register) {
    List<Integer> operands = operands(register).stream().map(operand -> anywhere(operand, perRow[register])).toList();
    add(new TilePlan.Call(instruction(register), operands, target(register)), perRow[register]);
  }

  private void reduce(int register) {
    RowProgram.Reduction reduction = rows.reduction(register);
    int from = anywhere(reduction.register(), false);
    buffer[register] = allocate(number);
    stages.add(new TilePlan.Reduce(reduction.kind(), from, bufferSlot(buffer[register])));
  }

  private void add(TilePlan.Stage stage, boolean isPerRow) {
    stages.add(isPerRow ? new TilePlan.PerRow(stage) : stage);
  }

  /// Where a result goes: straight to its whole array if it has one, else to a buffer.
  private int target(int register) {
    if (home[register] >= 0) {
      whole[register] = home[register];
      return home[register];
    }
    return bufferSlot(buffer[register] = allocate(types.get(register)));
  }

  /// What a group reads that it does not compute.
  private List<Integer> operandsOf(List<Integer> registers) {
    return registers.stream().flatMap(register -> operands(register).stream())
        .filter(operand -> !registers.contains(operand)).distinct().toList();
  }

  /// What others read of what a group computes.
  private List<Integer> resultsOf(List<Integer> registers, int group) {
    return registers.stream().filter(register -> home[register] >= 0 || lastRead[register] > group).toList();
  }

  /// A loop over vectors takes arrays as they are, unless they are broadcast.
  private void fuse(List<Integer> registers, int group) {
    List<Integer> operands = operandsOf(registers);
    List<Integer> results = resultsOf(registers, group);
    List<Integer> slots = new ArrayList<>();
    for (int operand : operands) {
      boolean asItIs = isUniform(operand) || whole[operand] >= 0 && !isBroadcast(operand);
      slots.add(asItIs ? whole[operand] : bufferSlot(inBuffer(operand, perRow[operand])));
    }
    results.forEach(result -> slots.add(target(result)));
    stages.add(new TilePlan.Fused(extract(operands, registers, results, LoopProgram.Reading.ROW), slots));
  }

  private void loop(List<Integer> registers, int group) {
    List<Integer> operands = operandsOf(registers);
    List<Integer> results = resultsOf(registers, group);
    boolean isPerRow = perRow[registers.getFirst()];
    boolean direct = results.stream().allMatch(result -> home[result] >= 0) && operands.stream().allMatch(operand ->
        isUniform(operand) || whole[operand] >= 0 && !isBroadcast(operand) && perRow[operand] == isPerRow);
    List<Integer> slots = new ArrayList<>();
    operands.forEach(operand -> slots.add(direct || isUniform(operand) ? whole[operand] : bufferSlot(inBuffer(operand, isPerRow))));
    for (int result : results) {
      if (direct) {
        slots.add(target(result));
      } else {
        slots.add(bufferSlot(buffer[result] = allocate(types.get(result))));
      }
    }
    add(new TilePlan.Run(extract(operands, registers, results, LoopProgram.Reading.ELEMENT), slots, direct), isPerRow);
    if (!direct) {
      results.stream().filter(result -> home[result] >= 0).forEach(result -> {
        add(new TilePlan.Store(bufferSlot(buffer[result]), home[result]), isPerRow);
        whole[result] = home[result];
      });
    }
  }

  /// Some lines as a program of their own.
  ///
  /// @param perRow how operands with one element for each row are read
  private LoopProgram extract(List<Integer> operands, List<Integer> registers, List<Integer> results, LoopProgram.Reading perRow) {
    List<Integer> local = new ArrayList<>(operands);
    List<ScalarProgram.Line> lines = new ArrayList<>();
    for (int register : registers) {
      lines.add(new ScalarProgram.Line.Compute(instruction(register),
          operands(register).stream().map(local::indexOf).toList()));
      local.add(register);
    }
    return new LoopProgram(
        new ScalarProgram(operands.size(), lines, results.stream().map(local::indexOf).toList()),
        number,
        operands.stream().map(operand -> new LoopProgram.Operand(types.get(operand), isUniform(operand) ? LoopProgram.Reading.UNIFORM
            : this.perRow[operand] ? perRow : LoopProgram.Reading.ELEMENT)).toList(),
        results.stream().map(types::get).toList());
  }

  /// Fills a result that no line was computed into: a sum, an argument or constant, the second of equals, or one
  /// of another type than its register.
  private void finish(int i) {
    KernelSignature.Result result = signature.results().get(i);
    int register = program.results().get(i);
    if (result.summed()) {
      stages.add(new TilePlan.Add(anywhere(register, false), i));
      return;
    }
    int to = firstResult + i;
    if (home[register] == to) {
      return;
    }
    boolean isPerRow = rows.results().get(i);
    LoopProgram copy = new LoopProgram(new ScalarProgram(1, List.of(), List.of(0)), number,
        List.of(new LoopProgram.Operand(types.get(register), isUniform(register) ? LoopProgram.Reading.UNIFORM : LoopProgram.Reading.ELEMENT)),
        List.of(result.dtype()));
    if (isUniform(register) || whole[register] >= 0 && !isBroadcast(register) && perRow[register] == isPerRow) {
      add(new TilePlan.Run(copy, List.of(whole[register], to), true), isPerRow);
      return;
    }
    int copied = bufferSlot(allocate(result.dtype()));
    add(new TilePlan.Run(copy, List.of(bufferSlot(inBuffer(register, isPerRow)), copied), false), isPerRow);
    add(new TilePlan.Store(copied, to), isPerRow);
  }

  /// The slot of a register for a kernel to which offsets do not matter.
  private int anywhere(int register, boolean isPerRow) {
    boolean needsCopy = isUniform(register) || isBroadcast(register) || whole[register] < 0 || perRow[register] != isPerRow;
    return needsCopy ? bufferSlot(inBuffer(register, isPerRow)) : whole[register];
  }

  private int inBuffer(int register, boolean isPerRow) {
    if (perRow[register] && !isPerRow) {
      if (spread[register] < 0) {
        int from = anywhere(register, true);
        spread[register] = allocate(types.get(register));
        stages.add(new TilePlan.Spread(from, bufferSlot(spread[register])));
      }
      return spread[register];
    }
    if (buffer[register] < 0) {
      buffer[register] = isUniform(register) || isBroadcast(register) ? add(types.get(register)) : allocate(types.get(register));
      add(new TilePlan.Fetch(whole[register], bufferSlot(buffer[register])), perRow[register]);
    }
    return buffer[register];
  }

  private int allocate(DType type) {
    Integer known = free.computeIfAbsent(type, none -> new ArrayDeque<>()).poll();
    return known != null ? known : add(type);
  }

  private int add(DType type) {
    buffers.add(type);
    return buffers.size() - 1;
  }

  /// Gives back the buffers that nothing reads after a group. Uniform and broadcast arrays have buffers of their
  /// own, so that they need not be filled again for each tile.
  private void release(int group) {
    for (int register = 0; register < buffer.length; register++) {
      if (buffer[register] >= 0 && lastRead[register] <= group && !isUniform(register) && !isBroadcast(register)) {
        free.computeIfAbsent(types.get(register), none -> new ArrayDeque<>()).push(buffer[register]);
        buffer[register] = -1;
      }
      if (spread[register] >= 0 && lastRead[register] <= group) {
        free.computeIfAbsent(types.get(register), none -> new ArrayDeque<>()).push(spread[register]);
        spread[register] = -1;
      }
    }
  }

  private boolean isUniform(int register) {
    return register < program.arguments()
        ? !rows.isReduced(register) && signature.arguments().get(register).access() == KernelSignature.Access.UNIFORM
        : program.lines().get(register - program.arguments()) instanceof ScalarProgram.Line.Constant;
  }

  private boolean isBroadcast(int register) {
    return register < rows.arguments().size()
        && signature.arguments().get(register).access() == KernelSignature.Access.BROADCAST;
  }

  private List<Integer> operands(int register) {
    if (rows.isReduced(register)) {
      return List.of(rows.reduction(register).register());
    }
    return line(register).operands();
  }

  private Instruction instruction(int register) {
    return line(register).instruction();
  }

  private ScalarProgram.Line.Compute line(int register) {
    return (ScalarProgram.Line.Compute) program.lines().get(register - program.arguments());
  }

  private int bufferSlot(int buffer) {
    return firstBuffer + buffer;
  }
}
