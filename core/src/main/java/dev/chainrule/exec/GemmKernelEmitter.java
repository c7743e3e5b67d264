package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.stream.IntStream;

/// Writes a [GemmKernel] or a [GatheringKernel] for a shape of tile: with the Vector API, or with plain numbers where vectors
/// have length 1. Written out by hand this would be hundreds of like lines for each type and kind of processor.
///
/// What counts for HotSpot: accumulators are local variables, addresses are computed from the loop's index, and
/// the loop is unrolled twice, no more and no less.
final class GemmKernelEmitter {
  private static final int UNROLLED = 2;

  /// The parameters of [GemmKernel#run] and [GatheringKernel#run]. Of their sides one has its elements at regular distances,
  /// the other where a table says.
  private enum Parameter { A, A_AT, A_STRIDE, A_ROWS, A_ROW, A_STEPS, B, B_AT, B_STEPS, C, C_AT, C_STRIDE, C_ROWS, FROM, TO, ADD }

  private static final List<Parameter> REGULAR = List.of(Parameter.A, Parameter.A_AT, Parameter.A_STRIDE, Parameter.B, Parameter.B_AT,
      Parameter.B_STEPS, Parameter.C, Parameter.C_AT, Parameter.C_STRIDE, Parameter.FROM, Parameter.TO, Parameter.ADD);
  private static final List<Parameter> GATHERING = List.of(Parameter.A, Parameter.A_AT, Parameter.A_ROWS, Parameter.A_ROW, Parameter.A_STEPS,
      Parameter.B, Parameter.B_AT, Parameter.C, Parameter.C_AT, Parameter.C_ROWS, Parameter.FROM, Parameter.TO, Parameter.ADD);

  private final GemmKernel.Shape shape;
  private final List<Parameter> parameters;
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
  private final int leftAt;
  private final int rightAt;
  private final int left;
  private final int[] rowsAt;
  private final int[] right;
  private final int[] accumulators;

  private GemmKernelEmitter(GemmKernel.Shape shape, List<Parameter> parameters, CodeBuilder code) {
    this.shape = shape;
    this.parameters = parameters;
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
    leftAt = code.allocateLocal(TypeKind.INT);
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

  static <A> GatheringKernel<A> compileGathering(GemmKernel.Shape shape) {
    return HiddenClasses.instantiate(emitGathering(shape));
  }

  /// The class file of a [GemmKernel].
  static byte[] emit(GemmKernel.Shape shape) {
    return emit(GemmKernel.class, REGULAR, shape);
  }

  /// The class file of a [GatheringKernel].
  static byte[] emitGathering(GemmKernel.Shape shape) {
    return emit(GatheringKernel.class, GATHERING, shape);
  }

  private static byte[] emit(Class<?> kernel, List<Parameter> parameters, GemmKernel.Shape shape) {
    ClassDesc implemented = kernel.describeConstable().orElseThrow();
    return HiddenClasses.emit(ClassDesc.of("dev.chainrule.exec", "Emitted" + kernel.getSimpleName()), implemented,
        MethodTypeDesc.of(ConstantDescs.CD_void, parameters.stream().map(GemmKernelEmitter::type).toList()),
        code -> new GemmKernelEmitter(shape, parameters, code).run());
  }

  private static ClassDesc type(Parameter parameter) {
    return switch (parameter) {
      case A, B, C -> ConstantDescs.CD_Object;
      case A_ROWS, A_STEPS, B_STEPS, C_ROWS -> ConstantDescs.CD_int.arrayType();
      case A_AT, A_STRIDE, A_ROW, B_AT, C_AT, C_STRIDE, FROM, TO -> ConstantDescs.CD_int;
      case ADD -> ConstantDescs.CD_boolean;
    };
  }

  private int slot(Parameter parameter) {
    return code.parameterSlot(parameters.indexOf(parameter));
  }

  private boolean has(Parameter parameter) {
    return parameters.contains(parameter);
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
      code.iload(slot(Parameter.A_AT));
      pushRow(row, Parameter.A_STRIDE, Parameter.A_ROWS);
      code.iadd().istore(rowsAt[row]);
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

  /// Pushes how far a row of the tile is from where the side begins.
  private void pushRow(int row, Parameter stride, Parameter table) {
    if (has(stride)) {
      code.loadConstant(row).iload(slot(stride)).imul();
    } else {
      code.aload(slot(table)).iload(slot(Parameter.A_ROW)).loadConstant(row).iadd().iaload();
    }
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
    if (has(Parameter.A_STEPS)) {
      code.aload(slot(Parameter.A_STEPS)).iload(index).loadConstant(step).iadd().iaload().istore(leftAt);
      code.iload(slot(Parameter.B_AT)).iload(index).loadConstant(step).iadd().loadConstant(shape.columns()).imul().iadd().istore(rightAt);
    } else {
      code.iload(slot(Parameter.B_AT));
      code.aload(slot(Parameter.B_STEPS)).iload(index).loadConstant(step).iadd().iaload();
      code.iadd().istore(rightAt);
    }
    for (int i = 0; i < right.length; i++) {
      int offset = i * shape.length();
      load(b, () -> code.iload(rightAt).loadConstant(offset).iadd());
      code.storeLocal(lane, right[i]);
    }
    for (int row = 0; row < shape.rows(); row++) {
      species();
      code.aload(a);
      if (has(Parameter.A_STEPS)) {
        code.iload(rowsAt[row]).iload(leftAt).iadd();
      } else {
        code.iload(rowsAt[row]).iload(index).iadd().loadConstant(step).iadd();
      }
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
          code.iload(slot(Parameter.C_AT));
          pushRow(times, Parameter.C_STRIDE, Parameter.C_ROWS);
          code.iadd().loadConstant(offset).iadd();
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
