package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import java.lang.classfile.CodeBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The instructions that vectors of a floating type have, as code to be copied into loops.
final class VectorInstructions {
  private final int length;
  private final List<InlinedMethods> methods;

  private VectorInstructions(int length, Class<?>... owners) {
    this.length = length;
    this.methods = Arrays.stream(owners).map(InlinedMethods::new).toList();
  }

  /// Read when they are first wanted.
  private static final class Floats {
    static final VectorInstructions ALL = new VectorInstructions(FloatVectorInstructions.SPECIES.length(),
        FloatVectorInstructions.class, FloatVectorFunctions.class);
  }

  private static final class Doubles {
    static final VectorInstructions ALL = new VectorInstructions(DoubleVectorInstructions.SPECIES.length(), DoubleVectorInstructions.class);
  }

  /// Those of a floating type, where there is the Vector API.
  static VectorInstructions of(DType number) {
    return switch (number) {
      case F32 -> Floats.ALL;
      case F64 -> Doubles.ALL;
      case I32, I64, BOOL -> throw new AssertionError("no vectors of " + number);
    };
  }

  /// The elements of a vector.
  int length() {
    return length;
  }

  boolean has(Instruction instruction) {
    return methods.stream().anyMatch(one -> one.has(name(instruction)));
  }

  /// How many operations of vectors an instruction comes to.
  int operations(Instruction instruction) {
    return owner(name(instruction)).length(name(instruction));
  }

  /// Replaces the operands on the stack by the result.
  void emit(CodeBuilder code, Instruction instruction) {
    emit(code, name(instruction));
  }

  void emit(CodeBuilder code, String name) {
    owner(name).emit(code, name);
  }

  private InlinedMethods owner(String name) {
    return methods.stream().filter(one -> one.has(name)).findFirst().orElseThrow(() -> new AssertionError("no vectors for " + name));
  }

  /// `LESS_EQUAL` is `lessEqual`.
  private static String name(Instruction instruction) {
    String words = Arrays.stream(instruction.name().split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(java.util.Locale.ROOT)).collect(Collectors.joining());
    return Character.toLowerCase(words.charAt(0)) + words.substring(1);
  }
}
