package dev.chainrule.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Scalar;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.op.Gates;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The generated code itself: its size, and for some programs every instruction, so that a change of the
/// emitter shows what it changes. After a change that is meant, `-Daccept=true` writes the listings anew.
class EmittedCodeTest {
  /// HotSpot compiles no method of 8,000 bytes or more, and says nothing.
  private static final int LARGEST = 4_000;
  private static final int LONGEST_VECTORS = 6_000;
  private static final Path RESOURCES = Path.of("src/test/resources/dev/chainrule/exec");

  private static final Scalar A = new Scalar.Argument(0);
  private static final Scalar B = new Scalar.Argument(1);

  @TestFactory
  Stream<DynamicTest> listings() {
    return Stream.of(
        listing("sigmoid-f32", Gates.SIGMOID.program(), DType.F32),
        listing("relu-derivative-f64", derivative(Gates.RELU), DType.F64),
        listing("remainder-i64", ScalarProgram.of(2, Scalar.apply(Instruction.REMAINDER, A, B).times(2).plus(A)), DType.I64));
  }

  private static DynamicTest listing(String name, ScalarProgram program, DType dtype) {
    return DynamicTest.dynamicTest(name, () -> {
      String actual = print(plan(program, dtype));
      if (Boolean.getBoolean("accept")) {
        Files.writeString(RESOURCES.resolve(name + ".txt"), actual);
      }
      assertThat(actual).isEqualTo(Files.readString(RESOURCES.resolve(name + ".txt")));
    });
  }

  @Test
  void noGeneratedMethodNearsHotSpotsLimit() {
    List<ScalarProgram> programs = new ArrayList<>(List.of(PointwiseKernelsTest.longProgram(500), longChain(500)));
    Gates.table().stream().filter(row -> row.signature() != Pointwise.Signature.LOGICAL
        && row.signature() != Pointwise.Signature.INTEGER).map(Pointwise::program).forEach(programs::add);
    for (ScalarProgram program : programs) {
      for (TilePlan.Stage stage : plan(program, DType.F64).stages()) {
        if (stage instanceof TilePlan.Run run) {
          isShorter(LARGEST, LoopEmitter.emit(run.loop()), program);
        }
      }
    }
  }

  @Test
  void noLoopOverVectorsNearsHotSpotsLimit() {
    List<ScalarProgram> programs = new ArrayList<>(List.of(PointwiseKernelsTest.longProgram(500)));
    Gates.table().stream().filter(row -> row.signature() != Pointwise.Signature.LOGICAL
        && row.signature() != Pointwise.Signature.INTEGER).map(Pointwise::program).forEach(programs::add);
    programs.add(ScalarProgram.of(2, IntStream.range(0, 20).mapToObj(i -> Scalar.apply(Instruction.ERF, A.times(i)))
        .reduce(B, Scalar::times)));
    for (ScalarProgram program : programs) {
      for (TilePlan.Stage stage : TilePlanner.fused(RowProgram.flat(program), signature(program, DType.F32)).stages()) {
        if (stage instanceof TilePlan.Fused fused) {
          isShorter(LONGEST_VECTORS, VectorLoopEmitter.emit(fused.loop()), program);
        }
      }
    }
  }

  /// Pieces of programs over registers, at their longest, of instructions that take the most bytes.
  @Test
  void noPieceNearsHotSpotsLimit() {
    for (DType type : List.of(DType.F32, DType.F64, DType.I32)) {
      ScalarRegisters registers = new ScalarRegisters();
      int[] numbers = registers.fresh(type, 1000);
      List<ScalarItem.Compute> lines = new ArrayList<>();
      for (int i = 0; i < ScalarAssembly.LONGEST; i++) {
        int less = registers.fresh(DType.BOOL);
        lines.add(i % 2 == 0 ? new ScalarItem.Compute(Instruction.LESS, type, less, List.of(numbers[700 + i], numbers[400 + i]))
            : new ScalarItem.Compute(Instruction.SELECT, type, numbers[i], List.of(less - 1, numbers[700 + i], numbers[400 + i])));
      }
      int[] stored = IntStream.concat(Arrays.stream(numbers, 300, 300 + ScalarAssembly.STORES),
          lines.stream().mapToInt(ScalarItem.Compute::target)).toArray();
      isShorter(7_000, ScalarChunkEmitter.emit(registers, new ScalarChunkEmitter.Chunk(lines, new ScalarItem.Copy(stored, stored))), "a piece");
    }
  }

  @Test
  void noKernelOfMatrixProductsNearsHotSpotsLimit() {
    for (DType type : List.of(DType.F32, DType.F64)) {
      for (GemmKernel.Shape shape : List.of(new GemmKernel.Shape(type, 4, 4, 1), new GemmKernel.Shape(type, 6, 2, 8), new GemmKernel.Shape(type, 6, 4, 16))) {
        isShorter(LARGEST, GemmKernelEmitter.emit(shape), shape);
        isShorter(LARGEST, GemmKernelEmitter.emitGathering(shape), shape);
      }
      for (int length : new int[] {2, 4, 8, 16}) {
        Transposition.Shape shape = new Transposition.Shape(type, length);
        isShorter(LARGEST, TranspositionEmitter.emit(shape), shape);
      }
    }
  }

  private static void isShorter(int limit, byte[] classFile, Object what) {
    for (MethodModel method : ClassFile.of().parse(classFile).methods()) {
      int size = ((CodeAttribute) method.code().orElseThrow()).codeLength();
      assertThat(size).as("bytes of code of %s for %s", method.methodName(), what).isLessThan(limit);
    }
  }

  /// The most bytes for each line: functions of two operands.
  private static ScalarProgram longChain(int lines) {
    Scalar x = A;
    for (int i = 0; i < lines; i++) {
      x = Scalar.apply(Instruction.POWER, x, B);
    }
    return ScalarProgram.of(2, x);
  }

  private static ScalarProgram derivative(Pointwise row) {
    return ScalarProgram.of(3, ((Partial.Local) row.partials().getFirst()).derivative().zeroTimes(new Scalar.Argument(2)));
  }

  private static TilePlan plan(ScalarProgram program, DType dtype) {
    return TilePlanner.plan(program, signature(program, dtype));
  }

  private static KernelSignature signature(ScalarProgram program, DType dtype) {
    KernelSignature.Argument argument = new KernelSignature.Argument(dtype, KernelSignature.Access.WHOLE);
    List<KernelSignature.Argument> arguments = java.util.Collections.nCopies(program.arguments(), argument);
    return new KernelSignature(dtype, arguments, List.of(new KernelSignature.Result(dtype, false)));
  }

  /// The plan, then the code of each loop.
  private static String print(TilePlan plan) {
    StringBuilder text = new StringBuilder(KernelText.of(plan));
    for (TilePlan.Stage stage : plan.stages()) {
      if (stage instanceof TilePlan.Run run) {
        MethodModel method = ClassFile.of().parse(LoopEmitter.emit(run.loop())).methods().getLast();
        text.append('\n').append(method.methodName()).append(method.methodType()).append('\n');
        print(method.code().orElseThrow(), text);
      }
    }
    return text.toString();
  }

  private static void print(CodeModel code, StringBuilder text) {
    List<Label> labels = new ArrayList<>();
    for (CodeElement element : code) {
      if (element instanceof LabelTarget target) {
        text.append(name(labels, target.label())).append(":\n");
      } else if (element instanceof java.lang.classfile.Instruction instruction) {
        text.append("  ").append(instruction.opcode().name().toLowerCase(java.util.Locale.ROOT));
        text.append(switch (instruction) {
          case LoadInstruction load -> " " + load.slot();
          case StoreInstruction store -> " " + store.slot();
          case BranchInstruction branch -> " " + name(labels, branch.target());
          case IncrementInstruction increment -> " " + increment.slot() + " by " + increment.constant();
          case InvokeInstruction invoke -> " " + invoke.owner().name() + "." + invoke.name() + invoke.type();
          case TypeCheckInstruction check -> " " + check.type().name();
          case ConstantInstruction constant -> " " + constant.constantValue();
          default -> "";
        }).append('\n');
      }
    }
  }

  private static String name(List<Label> labels, Label label) {
    if (!labels.contains(label)) {
      labels.add(label);
    }
    return "L" + labels.indexOf(label);
  }
}
