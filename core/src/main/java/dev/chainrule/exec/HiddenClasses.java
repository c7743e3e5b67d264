package dev.chainrule.exec;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Consumer;

/// Classes made at run time: each has one method `run`, and goes when its one instance does.
final class HiddenClasses {
  private HiddenClasses() {}

  /// The class file of a class that implements an interface of this package by one method.
  static byte[] emit(ClassDesc name, ClassDesc implemented, MethodTypeDesc run, Consumer<CodeBuilder> body) {
    return ClassFile.of().build(name, type -> type
        .withVersion(ClassFile.JAVA_25_VERSION, 0)
        .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC)
        .withInterfaceSymbols(implemented)
        .withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0, code -> code
            .aload(0).invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void).return_())
        .withMethodBody("run", run, ClassFile.ACC_PUBLIC, body));
  }

  /// Loads a class and makes its instance, which the caller knows to be a `T`.
  @SuppressWarnings("unchecked")
  static <T> T instantiate(byte[] classFile) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(classFile, true);
      return (T) lookup.findConstructor(lookup.lookupClass(), MethodType.methodType(void.class)).invoke();
    } catch (Throwable failure) {
      throw new AssertionError("an emitted class does not load", failure);
    }
  }
}
