package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.stream.IntStream;

/// Writes a [GemmKernel] for a shape of tile: with the Vector API, or with plain numbers where vectors have
/// length 1. Written out by hand this would be hundreds of like lines for each type and kind of processor.
///
/// What counts for HotSpot: accumulators are local variables, addresses are computed from the loop's index, and
/// the loop is unrolled twice, no more and no less.
final class GemmKernelEmitter {
  private static final ClassDesc NAME = ClassDesc.of("dev.chainrule.exec.EmittedGemmKernel");
  private static final ClassDesc INTERFACE = GemmKernel.class.describeConstable().orElseThrow();
  private static final ClassDesc INTS = ConstantDescs.CD_int.arrayType();
  private static final MethodTypeDesc RUN = MethodTypeDesc.of(ConstantDescs.CD_void,
      ConstantDescs.CD_Object, ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_Object, ConstantDescs.CD_int, INTS,
      ConstantDescs.CD_Object, ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_boolean);
  private static final int UNROLLED = 2;

  private final GemmKernel.Shape shape;
  private final CodeBuilder code;
  private final ClassDesc element;
  private final ClassDesc array;
  private final VectorCode vectors;
  /// How a vector, or the number that stands for it, is held.
  private final TypeKind lane;
  private final int a;
  private final int b;
  private final int c;
  private final int index;
  private final int rightAt;
  private final int left;
  private final int[] rowsAt;
  private final int[] right;
  private final int[] accumulators;

  private GemmKernelEmitter(GemmKernel.Shape shape, CodeBuilder code) {
    this.shape = shape;
    this.code = code;
    TypeKind kind = InstructionEmitter.kind(shape.type());
    element = kind.upperBound();
    array = element.arrayType();
    vectors = new VectorCode(code, shape.type());
    lane = shape.isScalar() ? kind : TypeKind.REFERENCE;
    a = code.allocateLocal(TypeKind.REFERENCE);
    b = code.allocateLocal(TypeKind.REFERENCE);
    c = code.allocateLocal(TypeKind.REFERENCE);
    index = code.allocateLocal(TypeKind.INT);
    rightAt = code.allocateLocal(TypeKind.INT);
    left = code.allocateLocal(lane);
    rowsAt = locals(TypeKind.INT, shape.rows());
    right = locals(lane, shape.vectors());
    accumulators = locals(lane, shape.rows() * shape.vectors());
  }

  private int[] locals(TypeKind kind, int count) {
    return IntStream.range(0, count).map(i -> code.allocateLocal(kind)).toArray();
  }

  static <A> GemmKernel<A> compile(GemmKernel.Shape shape) {
    return HiddenClasses.instantiate(emit(shape));
  }

  /// The class file.
  static byte[] emit(GemmKernel.Shape shape) {
    return HiddenClasses.emit(NAME, INTERFACE, RUN, code -> new GemmKernelEmitter(shape, code).run());
  }

  /// The parameters of [GemmKernel#run], by their position.
  private enum Parameter { A, A_AT, A_STRIDE, B, B_AT, B_STEPS, C, C_AT, C_STRIDE, FROM, TO, ADD }

  private int slot(Parameter parameter) {
    return code.parameterSlot(parameter.ordinal());
  }

  private void run() {
    code.aload(slot(Parameter.A)).checkcast(array).astore(a);
    code.aload(slot(Parameter.B)).checkcast(array).astore(b);
    code.aload(slot(Parameter.C)).checkcast(array).astore(c);
    for (int accumulator : accumulators) {
      zero();
      code.storeLocal(lane, accumulator);
    }
    for (int row = 0; row < shape.rows(); row++) {
      code.iload(slot(Parameter.A_AT)).loadConstant(row).iload(slot(Parameter.A_STRIDE)).imul().iadd().istore(rowsAt[row]);
    }
    code.iload(slot(Parameter.FROM)).istore(index);
    oddStep();
    loop(UNROLLED);
    Label store = code.newLabel();
    code.iload(slot(Parameter.ADD)).ifeq(store);
    forTile(this::addTo);
    code.labelBinding(store);
    forTile(this::store);
    code.return_();
  }

  /// The first step, if their number is odd.
  private void oddStep() {
    Label even = code.newLabel();
    code.iload(slot(Parameter.TO)).iload(index).isub().loadConstant(1).iand().ifeq(even);
    multiply(0);
    code.iinc(index, 1).labelBinding(even);
  }

  /// Goes on as long as there are so many steps to do.
  private void loop(int steps) {
    Label top = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(top).iload(index).iload(slot(Parameter.TO)).loadConstant(steps - 1).isub().if_icmpge(end);
    for (int step = 0; step < steps; step++) {
      multiply(step);
    }
    code.iinc(index, steps).goto_(top).labelBinding(end);
  }

  /// One column of the left side times one row of the right side.
  private void multiply(int step) {
    code.iload(slot(Parameter.B_AT));
    code.aload(slot(Parameter.B_STEPS)).iload(index).loadConstant(step).iadd().iaload();
    code.iadd().istore(rightAt);
    for (int i = 0; i < right.length; i++) {
      int offset = i * shape.length();
      load(b, () -> code.iload(rightAt).loadConstant(offset).iadd());
      code.storeLocal(lane, right[i]);
    }
    for (int row = 0; row < shape.rows(); row++) {
      species();
      code.aload(a);
      code.iload(rowsAt[row]).iload(index).iadd().loadConstant(step).iadd();
      code.arrayLoad(InstructionEmitter.kind(shape.type()));
      broadcast();
      code.storeLocal(lane, left);
      for (int i = 0; i < right.length; i++) {
        int accumulator = accumulators[row * shape.vectors() + i];
        code.loadLocal(lane, left).loadLocal(lane, right[i]).loadLocal(lane, accumulator);
        multiplyAdd();
        code.storeLocal(lane, accumulator);
      }
    }
  }

  /// Something for each accumulator.
  private interface Part {
    /// @param pushIndex pushes where in c it belongs
    void write(int accumulator, Runnable pushIndex);
  }

  private void forTile(Part part) {
    for (int row = 0; row < shape.rows(); row++) {
      for (int i = 0; i < shape.vectors(); i++) {
        int offset = i * shape.length();
        int times = row;
        part.write(accumulators[row * shape.vectors() + i], () -> {
          code.iload(slot(Parameter.C_AT)).loadConstant(times).iload(slot(Parameter.C_STRIDE)).imul().iadd();
          code.loadConstant(offset).iadd();
        });
      }
    }
  }

  private void addTo(int accumulator, Runnable pushIndex) {
    code.loadLocal(lane, accumulator);
    load(c, pushIndex);
    add();
    code.storeLocal(lane, accumulator);
  }

  private void store(int accumulator, Runnable pushIndex) {
    if (shape.isScalar()) {
      code.aload(c);
      pushIndex.run();
      code.loadLocal(lane, accumulator).arrayStore(lane);
    } else {
      code.aload(accumulator);
      vectors.store(c, pushIndex);
    }
  }

  /// Pushes what an array holds at an index.
  private void load(int from, Runnable pushIndex) {
    if (shape.isScalar()) {
      code.aload(from);
      pushIndex.run();
      code.arrayLoad(lane);
    } else {
      vectors.load(from, pushIndex);
    }
  }

  private void species() {
    if (!shape.isScalar()) {
      vectors.species();
    }
  }

  private void zero() {
    if (!shape.isScalar()) {
      species();
      code.invokestatic(vectors.vector(), "zero", MethodTypeDesc.of(vectors.vector(), VectorCode.SPECIES));
    } else if (shape.type() == DType.F32) {
      code.fconst_0();
    } else {
      code.dconst_0();
    }
  }

  private void broadcast() {
    if (!shape.isScalar()) {
      code.invokestatic(vectors.vector(), "broadcast", MethodTypeDesc.of(vectors.vector(), VectorCode.SPECIES, element));
    }
  }

  private void multiplyAdd() {
    if (shape.isScalar()) {
      code.invokestatic(Math.class.describeConstable().orElseThrow(), "fma", MethodTypeDesc.of(element, element, element, element));
    } else {
      code.invokevirtual(vectors.vector(), "fma", MethodTypeDesc.of(vectors.vector(), VectorCode.VECTOR, VectorCode.VECTOR));
    }
  }

  private void add() {
    if (!shape.isScalar()) {
      code.invokevirtual(vectors.vector(), "add", MethodTypeDesc.of(vectors.vector(), VectorCode.VECTOR));
    } else if (shape.type() == DType.F32) {
      code.fadd();
    } else {
      code.dadd();
    }
  }
}
