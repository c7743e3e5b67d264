package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes a straight-line piece of a program over single numbers as one method: values that only this piece reads stay in
/// local variables.
final class ScalarChunkEmitter {
  private static final ClassDesc NAME = ClassDesc.of("dev.chainrule.exec.EmittedScalarChunk");
  private static final ClassDesc INTERFACE = ScalarNode.class.describeConstable().orElseThrow();
  private static final ClassDesc PRODUCTS = ScalarProducts.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc RUN = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_double.arrayType());

  /// @param stores what is written to registers in the end, as if at once
  record Chunk(List<ScalarItem.Compute> lines, ScalarItem.Copy stores) {}

  private final ScalarRegisters registers;
  private final CodeBuilder code;
  private final Map<Integer, Integer> locals = new HashMap<>();

  private ScalarChunkEmitter(ScalarRegisters registers, CodeBuilder code) {
    this.registers = registers;
    this.code = code;
  }

  static ScalarNode compile(ScalarRegisters registers, Chunk chunk) {
    return HiddenClasses.instantiate(emit(registers, chunk));
  }

  /// The class file.
  static byte[] emit(ScalarRegisters registers, Chunk chunk) {
    return HiddenClasses.emit(NAME, INTERFACE, RUN, code -> new ScalarChunkEmitter(registers, code).run(chunk));
  }

  private void run(Chunk chunk) {
    for (ScalarItem.Compute line : chunk.lines()) {
      compute(line);
      int local = code.allocateLocal(kind(line.target()));
      code.storeLocal(kind(line.target()), local);
      locals.put(line.target(), local);
    }
    int[] from = chunk.stores().from();
    int[] to = chunk.stores().to();
    for (int register : from) {
      if (!locals.containsKey(register) && !registers.isConstant(register)) {
        int local = code.allocateLocal(kind(register));
        load(register);
        code.storeLocal(kind(register), local);
        locals.put(register, local);
      }
    }
    for (int i = 0; i < to.length; i++) {
      code.aload(code.parameterSlot(0)).loadConstant(to[i]);
      load(from[i], DType.F64);
      code.dastore();
    }
    code.return_();
  }

  private TypeKind kind(int register) {
    return InstructionEmitter.kind(registers.type(register)).asLoadable();
  }

  private void compute(ScalarItem.Compute line) {
    Instruction instruction = line.instruction();
    InstructionEmitter emitter = new InstructionEmitter(code, line.number());
    int first = line.operands().getFirst();
    if (instruction == null) {
      load(first, line.number());
      return;
    }
    switch (instruction) {
      case SELECT -> {
        load(first, DType.BOOL);
        DType type = registers.type(line.target());
        code.ifThenElse(Opcode.IFNE, yes -> load(line.operands().get(1), type), no -> load(line.operands().get(2), type));
      }
      case AND, OR, NOT -> loadAll(line.operands(), DType.BOOL);
      default -> loadAll(line.operands(), line.number());
    }
    if (instruction == Instruction.ZERO_TIMES && line.number().isFloating()) {
      ClassDesc number = InstructionEmitter.kind(line.number()).upperBound();
      code.invokestatic(PRODUCTS, "zeroTimes", MethodTypeDesc.of(number, number, number));
    } else if (instruction == Instruction.ZERO_TIMES) {
      emitter.emit(Instruction.MULTIPLY);
    } else if (instruction != Instruction.SELECT) {
      emitter.emit(instruction);
    }
  }

  private void loadAll(List<Integer> operands, DType as) {
    operands.forEach(operand -> load(operand, as));
  }

  private void load(int register, DType as) {
    load(register);
    new InstructionEmitter(code, as).convert(registers.type(register), as);
  }

  private void load(int register) {
    DType type = registers.type(register);
    Integer local = locals.get(register);
    if (local != null) {
      code.loadLocal(kind(register), local);
    } else if (registers.isConstant(register)) {
      double value = registers.constant(register);
      switch (type) {
        case F64 -> code.loadConstant(value);
        case F32 -> code.loadConstant((float) value);
        case I32, BOOL -> code.loadConstant((int) value);
        case I64 -> throw new AssertionError("an I64 as a double");
      }
    } else {
      code.aload(code.parameterSlot(0)).loadConstant(register).daload();
      code.conversion(TypeKind.DOUBLE, kind(register));
    }
  }
}
