package dev.chainrule.exec;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.Map;

/// Static methods of a class, to be copied into emitted code: with the Vector API everything has to end up in one method,
/// and HotSpot stops inlining where a method is already compiled, or seldom called, or large. Vectors that pass through a
/// call lie in memory; a loop with three functions was ten times slower so.
///
/// The methods have no branches, and call each other or what any class of this package may call.
final class InlinedMethods {
  private final String owner;
  private final Map<String, MethodModel> methods = new HashMap<>();

  /// The static methods of a class of this package that have names of their own.
  InlinedMethods(Class<?> owner) {
    this.owner = owner.getName().replace('.', '/');
    try (InputStream classFile = owner.getResourceAsStream(owner.getSimpleName() + ".class")) {
      for (MethodModel method : ClassFile.of().parse(classFile.readAllBytes()).methods()) {
        if (method.flags().has(AccessFlag.STATIC)) {
          methods.put(method.methodName().stringValue(), method);
        }
      }
    } catch (IOException unreadable) {
      throw new AssertionError("the class file of " + owner, unreadable);
    }
  }

  /// Whether there is a method that is not private.
  boolean has(String name) {
    MethodModel method = methods.get(name);
    return method != null && !method.flags().has(AccessFlag.PRIVATE);
  }

  /// The vector operations of a method, counted by what it calls.
  int length(String name) {
    int length = 0;
    for (CodeElement element : methods.get(name).code().orElseThrow()) {
      if (element instanceof InvokeInstruction call) {
        length += isOwn(call) ? length(call.name().stringValue()) : 1;
      }
    }
    return length;
  }

  /// Writes what a method does to its arguments, which are on the stack and give way to the result.
  void emit(CodeBuilder code, String name) {
    MethodModel method = methods.get(name);
    Map<Integer, Integer> locals = new HashMap<>();
    take(code, method.methodTypeSymbol(), locals);
    for (CodeElement element : method.code().orElseThrow()) {
      switch (element) {
        case LoadInstruction load -> code.loadLocal(load.typeKind(), locals.get(load.slot()));
        case StoreInstruction store ->
            code.storeLocal(store.typeKind(), locals.computeIfAbsent(store.slot(), fresh -> code.allocateLocal(store.typeKind())));
        case InvokeInstruction call when isOwn(call) -> emit(code, call.name().stringValue());
        case ReturnInstruction end -> { }
        case Instruction other -> code.with(other);
        default -> { } // lines, names of variables
      }
    }
  }

  private boolean isOwn(InvokeInstruction call) {
    return call.opcode() == Opcode.INVOKESTATIC && call.owner().asInternalName().equals(owner);
  }

  private static void take(CodeBuilder code, MethodTypeDesc type, Map<Integer, Integer> locals) {
    int slot = 0;
    for (int i = 0; i < type.parameterCount(); i++) {
      TypeKind kind = TypeKind.from(type.parameterType(i));
      locals.put(slot, code.allocateLocal(kind));
      slot += kind.slotSize();
    }
    for (int i = type.parameterCount() - 1; i >= 0; i--) {
      TypeKind kind = TypeKind.from(type.parameterType(i));
      slot -= kind.slotSize();
      code.storeLocal(kind, locals.get(slot));
    }
  }
}
