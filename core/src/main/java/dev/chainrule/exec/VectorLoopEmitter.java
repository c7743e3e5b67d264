package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.ScalarProgram;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.stream.IntStream;

/// Writes a [LoopProgram] as a class: one method, in which each register is a vector that stays in one of the processor's.
/// What instructions do is copied from [VectorInstructions].
final class VectorLoopEmitter {
  private static final ClassDesc NAME = ClassDesc.of("dev.chainrule.exec.EmittedVectorLoop");
  private static final ClassDesc INTERFACE = VectorLoop.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc RUN = MethodTypeDesc.of(ConstantDescs.CD_void,
      ConstantDescs.CD_Object.arrayType(), ConstantDescs.CD_int.arrayType(), ConstantDescs.CD_int, ConstantDescs.CD_int);
  /// The parameters of `run`, as numbers of local variables.
  private static final int ARRAYS = 1;
  private static final int AT = 2;
  private static final int ROWS = 3;
  private static final int ROW = 4;

  private final LoopProgram loop;
  private final CodeBuilder code;
  private final VectorInstructions instructions;
  private final List<DType> types;
  /// The local variable of each register.
  private final int[] registers;
  /// The local variables of each array and of where it begins.
  private final int[] arrays;
  private final int[] starts;
  private final int index;
  private final int end;
  private final int done;

  private VectorLoopEmitter(LoopProgram loop, CodeBuilder code) {
    this.loop = loop;
    this.code = code;
    this.instructions = VectorInstructions.of(loop.number());
    this.types = loop.registerTypes();
    this.registers = new int[types.size()];
    this.arrays = new int[loop.operands().size() + loop.results().size()];
    this.starts = new int[arrays.length];
    this.index = code.allocateLocal(TypeKind.INT);
    this.end = code.allocateLocal(TypeKind.INT);
    this.done = code.allocateLocal(TypeKind.INT);
  }

  /// Compiles a loop to a hidden class, which goes when nothing refers to the loop any more.
  static VectorLoop compile(LoopProgram loop) {
    return HiddenClasses.instantiate(emit(loop));
  }

  /// The class file.
  static byte[] emit(LoopProgram loop) {
    return HiddenClasses.emit(NAME, INTERFACE, RUN, code -> new VectorLoopEmitter(loop, code).run());
  }

  /// Calls for no rows cost nothing, since HotSpot counts them too before it compiles: see [Upgrade]. `done` counts rows; `index` runs to `end`: first where whole vectors end, then, from a vector before it, where the row does.
  private void run() {
    code.iload(ROWS).ifThen(Opcode.IFLE, CodeBuilder.BlockCodeBuilder::return_);
    unpack();
    Label nextRow = code.newLabel();
    Label nextVector = code.newLabel();
    Label vectorsEnd = code.newLabel();
    Label rowEnds = code.newLabel();
    Label finish = code.newLabel();
    code.iconst_0().istore(index).iconst_0().istore(done);
    code.labelBinding(nextRow).iload(done).iload(ROWS).if_icmpge(finish);
    operandsOf(LoopProgram.Reading.ROW).forEach(i -> {
      code.aload(arrays[i]).iload(starts[i]).iload(done).iadd().arrayLoad(InstructionEmitter.kind(types.get(i)));
      repeat(i);
    });
    code.iload(index).iload(ROW).iadd().iload(ROW).loadConstant(instructions.length()).irem().isub().istore(end);
    code.labelBinding(nextVector).iload(index).iload(end).if_icmpge(vectorsEnd);
    vector();
    code.iinc(index, instructions.length()).goto_(nextVector);
    code.labelBinding(vectorsEnd);
    code.iload(done).iconst_1().iadd().iload(ROW).imul().istore(end);
    code.iload(index).iload(end).if_icmpge(rowEnds);
    code.iload(end).loadConstant(instructions.length()).isub().istore(index).goto_(nextVector);
    code.labelBinding(rowEnds).iinc(done, 1).goto_(nextRow);
    code.labelBinding(finish).return_();
  }

  private IntStream operandsOf(LoopProgram.Reading reading) {
    return IntStream.range(0, loop.operands().size()).filter(i -> loop.operands().get(i).reading() == reading);
  }

  /// One vector of each register.
  private void vector() {
    operandsOf(LoopProgram.Reading.ELEMENT).forEach(i -> {
      address(i);
      instructions.emit(code, isTruth(i) ? "loadTruth" : "load");
      store(i);
    });
    List<ScalarProgram.Line.Compute> lines = loop.lines();
    for (int i = 0; i < lines.size(); i++) {
      compute(lines.get(i));
      store(loop.operands().size() + i);
    }
    for (int i = 0; i < loop.results().size(); i++) {
      DType type = loop.results().get(i);
      load(loop.program().results().get(i), type == DType.BOOL);
      address(loop.operands().size() + i);
      instructions.emit(code, type == DType.BOOL ? "storeTruth" : "store");
    }
  }

  private void address(int array) {
    code.aload(arrays[array]).iload(starts[array]).iload(index).iadd();
  }

  /// Puts arrays, their beginnings and what is the same everywhere into local variables.
  private void unpack() {
    for (int i = 0; i < arrays.length; i++) {
      boolean operand = i < loop.operands().size();
      DType type = operand ? loop.operands().get(i).dtype() : loop.results().get(i - loop.operands().size());
      arrays[i] = code.allocateLocal(TypeKind.REFERENCE);
      starts[i] = code.allocateLocal(TypeKind.INT);
      code.aload(ARRAYS).loadConstant(i).aaload().checkcast(InstructionEmitter.kind(type).upperBound().arrayType()).astore(arrays[i]);
      code.aload(AT).loadConstant(i).iaload().istore(starts[i]);
    }
    operandsOf(LoopProgram.Reading.UNIFORM).forEach(i -> {
      code.aload(arrays[i]).iconst_0().arrayLoad(InstructionEmitter.kind(types.get(i)));
      repeat(i);
    });
  }

  private void repeat(int operand) {
    instructions.emit(code, isTruth(operand) ? "repeatTruth" : "repeat");
    store(operand);
  }

  private void compute(ScalarProgram.Line.Compute line) {
    List<Integer> operands = line.operands();
    switch (line.instruction()) {
      case SELECT -> {
        boolean truth = isTruth(operands.get(1)) && isTruth(operands.get(2));
        load(operands.get(0), true);
        load(operands.get(1), truth);
        load(operands.get(2), truth);
        instructions.emit(code, truth ? "selectTruth" : "select");
      }
      case AND, OR, NOT -> {
        operands.forEach(operand -> load(operand, true));
        instructions.emit(code, line.instruction());
      }
      default -> {
        operands.forEach(operand -> load(operand, false));
        instructions.emit(code, line.instruction());
      }
    }
  }

  private boolean isTruth(int register) {
    return types.get(register) == DType.BOOL;
  }

  private void store(int register) {
    registers[register] = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(registers[register]);
  }

  /// Pushes a register as truth or as numbers.
  private void load(int register, boolean asTruth) {
    code.aload(registers[register]);
    if (isTruth(register) != asTruth) {
      instructions.emit(code, asTruth ? "truth" : "number");
    }
  }
}
