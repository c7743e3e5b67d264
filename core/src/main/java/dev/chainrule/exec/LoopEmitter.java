package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.ScalarProgram;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/// Writes a [LoopProgram] as a class: one method, which unpacks the arrays into local variables and runs the
/// body for each index.
final class LoopEmitter {
  private static final ClassDesc NAME = ClassDesc.of("dev.chainrule.exec.EmittedLoop");
  private static final ClassDesc INTERFACE = Loop.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc RUN = MethodTypeDesc.of(ConstantDescs.CD_void,
      ConstantDescs.CD_Object.arrayType(), ConstantDescs.CD_int, ConstantDescs.CD_int);
  /// The parameters of `run`, as numbers of local variables.
  private static final int ARRAYS = 1;
  private static final int INDEX = 2;
  private static final int TO = 3;

  private final LoopProgram loop;
  private final CodeBuilder code;
  private final InstructionEmitter instructions;
  private final List<DType> types;
  /// The local variable of each register.
  private final int[] registers;
  /// The local variable of each array; uniform operands have none.
  private final int[] arrays;

  private LoopEmitter(LoopProgram loop, CodeBuilder code) {
    this.loop = loop;
    this.code = code;
    this.instructions = new InstructionEmitter(code, loop.number());
    this.types = loop.registerTypes();
    this.registers = new int[types.size()];
    this.arrays = new int[loop.operands().size() + loop.results().size()];
  }

  /// Compiles a loop to a hidden class, which goes when nothing refers to the loop any more.
  static Loop compile(LoopProgram loop) {
    return HiddenClasses.instantiate(emit(loop));
  }

  /// The class file.
  static byte[] emit(LoopProgram loop) {
    return HiddenClasses.emit(NAME, INTERFACE, RUN, code -> new LoopEmitter(loop, code).run());
  }

  private void run() {
    unpack();
    Label top = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(top).iload(INDEX).iload(TO).if_icmpge(end);
    for (int i = 0; i < loop.operands().size(); i++) {
      if (loop.operands().get(i).reading() == LoopProgram.Reading.ELEMENT) {
        code.aload(arrays[i]).iload(INDEX).arrayLoad(kind(types.get(i)));
        store(i);
      }
    }
    List<ScalarProgram.Line.Compute> lines = loop.lines();
    for (int i = 0; i < lines.size(); i++) {
      compute(lines.get(i));
      store(loop.operands().size() + i);
    }
    for (int i = 0; i < loop.results().size(); i++) {
      DType type = loop.results().get(i);
      code.aload(arrays[loop.operands().size() + i]).iload(INDEX);
      load(loop.program().results().get(i), type);
      code.arrayStore(kind(type));
    }
    code.iinc(INDEX, 1).goto_(top).labelBinding(end).return_();
  }

  /// Puts arrays and the values of uniform operands into local variables.
  private void unpack() {
    for (int i = 0; i < arrays.length; i++) {
      boolean operand = i < loop.operands().size();
      DType type = operand ? loop.operands().get(i).dtype() : loop.results().get(i - loop.operands().size());
      code.aload(ARRAYS).loadConstant(i).aaload().checkcast(descriptor(type).arrayType());
      if (operand && loop.operands().get(i).reading() == LoopProgram.Reading.UNIFORM) {
        code.iconst_0().arrayLoad(kind(type));
        store(i);
      } else {
        arrays[i] = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(arrays[i]);
      }
    }
  }

  private void store(int register) {
    TypeKind kind = kind(types.get(register)).asLoadable();
    registers[register] = code.allocateLocal(kind);
    code.storeLocal(kind, registers[register]);
  }

  /// Pushes a register as a value of some type.
  private void load(int register, DType as) {
    code.loadLocal(kind(types.get(register)).asLoadable(), registers[register]);
    instructions.convert(types.get(register), as);
  }

  private void compute(ScalarProgram.Line.Compute line) {
    List<Integer> operands = line.operands();
    switch (line.instruction()) {
      case SELECT -> {
        DType type = types.get(operands.get(1)) == types.get(operands.get(2)) ? types.get(operands.get(1)) : loop.number();
        load(operands.get(0), DType.BOOL);
        code.ifThenElse(whenTrue -> load(operands.get(1), type), whenFalse -> load(operands.get(2), type));
      }
      case ZERO_TIMES -> {
        if (loop.number().isInteger()) {
          loadAll(operands, loop.number());
          instructions.emit(Instruction.MULTIPLY);
        } else {
          zeroTimes(operands.get(0), operands.get(1));
        }
      }
      case AND, OR, NOT -> {
        loadAll(operands, DType.BOOL);
        instructions.emit(line.instruction());
      }
      default -> {
        loadAll(operands, loop.number());
        instructions.emit(line.instruction());
      }
    }
  }

  private void loadAll(List<Integer> operands, DType as) {
    operands.forEach(operand -> load(operand, as));
  }

  private void zeroTimes(int a, int b) {
    load(a, loop.number());
    instructions.convert(loop.number(), DType.BOOL);
    load(b, loop.number());
    instructions.convert(loop.number(), DType.BOOL);
    code.iand().ifThenElse(
        product -> {
          loadAll(List.of(a, b), loop.number());
          instructions.emit(Instruction.MULTIPLY);
        },
        zero -> instructions.zero());
  }

  private static TypeKind kind(DType type) {
    return InstructionEmitter.kind(type);
  }

  private static ClassDesc descriptor(DType type) {
    return kind(type).upperBound();
  }
}
