package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// Writes what emitters that use the Vector API have in common. Vectors are of the length that the processor prefers.
///
/// @param type the elements
record VectorCode(CodeBuilder code, DType type) {
  static final ClassDesc VECTOR = ClassDesc.of("jdk.incubator.vector.Vector");
  static final ClassDesc SPECIES = ClassDesc.of("jdk.incubator.vector.VectorSpecies");

  ClassDesc element() {
    return InstructionEmitter.kind(type).upperBound();
  }

  ClassDesc array() {
    return element().arrayType();
  }

  /// `FloatVector` or `DoubleVector`.
  ClassDesc vector() {
    return ClassDesc.of("jdk.incubator.vector." + (type == DType.F32 ? "FloatVector" : "DoubleVector"));
  }

  void species() {
    code.getstatic(vector(), "SPECIES_PREFERRED", SPECIES);
  }

  /// Pushes the vector that begins at an index.
  void load(int array, Runnable pushIndex) {
    species();
    code.aload(array);
    pushIndex.run();
    code.invokestatic(vector(), "fromArray", MethodTypeDesc.of(vector(), SPECIES, array(), ConstantDescs.CD_int));
  }

  /// Takes a vector from the stack, which begins at an index from now on.
  void store(int array, Runnable pushIndex) {
    code.aload(array);
    pushIndex.run();
    code.invokevirtual(vector(), "intoArray", MethodTypeDesc.of(ConstantDescs.CD_void, array(), ConstantDescs.CD_int));
  }
}
