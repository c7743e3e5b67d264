package dev.chainrule.exec;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.stream.IntStream;

/// Writes a [Transposition] with the Vector API. All rows of a square are loaded; then for each power of two d rows at a
/// distance of d exchange the parts of length d that are on the wrong side of the diagonal; then all are stored.
///
/// The constants for each d, beginning with 1: a shuffle that moves each lane up by d, one that moves each down by d, and a
/// mask of the lanes whose number has the bit d.
final class TranspositionEmitter {
  private static final ClassDesc NAME = ClassDesc.of("dev.chainrule.exec.EmittedTransposition");
  private static final ClassDesc INTERFACE = Transposition.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc RUN = MethodTypeDesc.of(ConstantDescs.CD_void,
      ConstantDescs.CD_Object, ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_Object, ConstantDescs.CD_int, ConstantDescs.CD_int,
      ConstantDescs.CD_int, ConstantDescs.CD_Object.arrayType());
  private static final ClassDesc SHUFFLE = ClassDesc.of("jdk.incubator.vector.VectorShuffle");
  private static final ClassDesc MASK = ClassDesc.of("jdk.incubator.vector.VectorMask");
  private static final int MOVES = 3;

  private final Transposition.Shape shape;
  private final CodeBuilder code;
  private final VectorCode vectors;
  private final int from;
  private final int to;
  private final int square;
  private final int[] rows;
  private final int[] moves;

  private TranspositionEmitter(Transposition.Shape shape, CodeBuilder code) {
    this.shape = shape;
    this.code = code;
    vectors = new VectorCode(code, shape.type());
    from = code.allocateLocal(TypeKind.REFERENCE);
    to = code.allocateLocal(TypeKind.REFERENCE);
    square = code.allocateLocal(TypeKind.INT);
    rows = locals(shape.length());
    moves = locals(MOVES * Integer.numberOfTrailingZeros(shape.length()));
  }

  private int[] locals(int count) {
    return IntStream.range(0, count).map(i -> code.allocateLocal(TypeKind.REFERENCE)).toArray();
  }

  static <A> Transposition<A> compile(Transposition.Shape shape) {
    return HiddenClasses.instantiate(emit(shape));
  }

  /// The class file.
  static byte[] emit(Transposition.Shape shape) {
    return HiddenClasses.emit(NAME, INTERFACE, RUN, code -> new TranspositionEmitter(shape, code).run());
  }

  /// The parameters of [Transposition#run], by their position.
  private enum Parameter { FROM, AT, STRIDE, TO, TO_AT, TO_STRIDE, SQUARES, MOVES }

  private int slot(Parameter parameter) {
    return code.parameterSlot(parameter.ordinal());
  }

  private void run() {
    code.aload(slot(Parameter.FROM)).checkcast(vectors.array()).astore(from);
    code.aload(slot(Parameter.TO)).checkcast(vectors.array()).astore(to);
    for (int i = 0; i < moves.length; i++) {
      code.aload(slot(Parameter.MOVES)).loadConstant(i).aaload().checkcast(i % MOVES == MOVES - 1 ? MASK : SHUFFLE).astore(moves[i]);
    }
    code.loadConstant(0).istore(square);
    Label top = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(top).iload(square).iload(slot(Parameter.SQUARES)).if_icmpge(end);
    transpose();
    code.iinc(square, 1).goto_(top).labelBinding(end).return_();
  }

  private void transpose() {
    for (int row = 0; row < rows.length; row++) {
      int number = row;
      vectors.load(from, () -> code.iload(slot(Parameter.AT)).loadConstant(number).iload(slot(Parameter.STRIDE)).imul().iadd()
          .iload(square).loadConstant(shape.length()).imul().iadd());
      code.astore(rows[row]);
    }
    for (int stage = 0; 1 << stage < shape.length(); stage++) {
      for (int row = 0; row < rows.length; row++) {
        if ((row & 1 << stage) == 0) {
          exchange(rows[row], rows[row | 1 << stage], stage * MOVES);
        }
      }
    }
    for (int row = 0; row < rows.length; row++) {
      int number = row;
      code.aload(rows[row]);
      vectors.store(to, () -> code.iload(slot(Parameter.TO_AT)).iload(square).loadConstant(shape.length()).imul().loadConstant(number).iadd()
          .iload(slot(Parameter.TO_STRIDE)).imul().iadd());
    }
  }

  /// Exchanges what of two rows is on the wrong side.
  private void exchange(int upper, int lower, int move) {
    int mask = moves[move + 2];
    code.aload(upper);
    rearranged(lower, moves[move]);
    blend(mask);
    rearranged(upper, moves[move + 1]);
    code.aload(lower);
    blend(mask);
    code.astore(lower).astore(upper);
  }

  private void rearranged(int row, int shuffle) {
    code.aload(row).aload(shuffle).invokevirtual(vectors.vector(), "rearrange", MethodTypeDesc.of(vectors.vector(), SHUFFLE));
  }

  /// Takes the lanes of the upper vector on the stack where the mask is set, else those of the lower.
  private void blend(int mask) {
    code.aload(mask).invokevirtual(vectors.vector(), "blend", MethodTypeDesc.of(vectors.vector(), VectorCode.VECTOR, MASK));
  }
}
