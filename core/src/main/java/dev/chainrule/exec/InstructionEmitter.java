package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.SpecialFunctions;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.stream.Stream;

/// Writes scalar instructions as bytecode, in one number type. The bits are those of [Interpreter]: what F32
/// has no function of its own for goes through `double` and is rounded.
final class InstructionEmitter {
  private static final ClassDesc MATH = Math.class.describeConstable().orElseThrow();
  private static final ClassDesc FLOAT_FUNCTIONS = FloatScalarFunctions.class.describeConstable().orElseThrow();
  private static final ClassDesc SPECIAL = SpecialFunctions.class.describeConstable().orElseThrow();

  private final CodeBuilder code;
  private final DType number;

  InstructionEmitter(CodeBuilder code, DType number) {
    this.code = code;
    this.number = number;
  }

  /// How the JVM holds an element.
  static TypeKind kind(DType type) {
    return switch (type) {
      case F32 -> TypeKind.FLOAT;
      case F64 -> TypeKind.DOUBLE;
      case I32 -> TypeKind.INT;
      case I64 -> TypeKind.LONG;
      case BOOL -> TypeKind.BOOLEAN;
    };
  }

  /// Replaces the operands on the stack by the result.
  void emit(Instruction instruction) {
    switch (instruction) {
      case ADD -> operator(Opcode.FADD, Opcode.DADD, Opcode.IADD, Opcode.LADD);
      case SUBTRACT -> operator(Opcode.FSUB, Opcode.DSUB, Opcode.ISUB, Opcode.LSUB);
      case MULTIPLY -> operator(Opcode.FMUL, Opcode.DMUL, Opcode.IMUL, Opcode.LMUL);
      case DIVIDE -> operator(Opcode.FDIV, Opcode.DDIV, Opcode.IDIV, Opcode.LDIV);
      case REMAINDER -> operator(Opcode.FREM, Opcode.DREM, Opcode.IREM, Opcode.LREM);
      case NEGATE -> operator(Opcode.FNEG, Opcode.DNEG, Opcode.INEG, Opcode.LNEG);
      case ABSOLUTE -> math("abs", 1, number);
      case MINIMUM -> math("min", 2, number);
      case MAXIMUM -> math("max", 2, number);
      case SIGN -> sign();
      case FLOOR -> throughDouble("floor", 1);
      case CEILING -> throughDouble("ceil", 1);
      case ROUND -> throughDouble("rint", 1);
      case SQUARE_ROOT -> throughDouble("sqrt", 1);
      case CUBE_ROOT -> throughDouble("cbrt", 1);
      case POWER -> throughDouble("pow", 2);
      case EXP -> floatFunction(MATH, "exp");
      case EXPM1 -> floatFunction(MATH, "expm1");
      case LOG -> floatFunction(MATH, "log");
      case LOG1P -> floatFunction(MATH, "log1p");
      case LOG2 -> throughDouble(SPECIAL, "log2", 1);
      case LOG10 -> throughDouble("log10", 1);
      case SIN -> throughDouble("sin", 1);
      case COS -> throughDouble("cos", 1);
      case TAN -> throughDouble("tan", 1);
      case ASIN -> throughDouble("asin", 1);
      case ACOS -> throughDouble("acos", 1);
      case ATAN -> throughDouble("atan", 1);
      case ATAN2 -> throughDouble("atan2", 2);
      case SINH -> throughDouble("sinh", 1);
      case COSH -> throughDouble("cosh", 1);
      case TANH -> floatFunction(MATH, "tanh");
      case ASINH -> throughDouble(SPECIAL, "asinh", 1);
      case ACOSH -> throughDouble(SPECIAL, "acosh", 1);
      case ATANH -> throughDouble(SPECIAL, "atanh", 1);
      case HYPOTENUSE -> throughDouble("hypot", 2);
      case ERF -> floatFunction(SPECIAL, "erf");
      case ERFC -> throughDouble(SPECIAL, "erfc", 1);
      case ERFINV -> throughDouble(SPECIAL, "erfinv", 1);
      case ERFCINV -> throughDouble(SPECIAL, "erfcinv", 1);
      case LOG_GAMMA -> throughDouble(SPECIAL, "lgamma", 1);
      case DIGAMMA -> throughDouble(SPECIAL, "digamma", 1);
      case POLYGAMMA -> throughDouble(SPECIAL, "polygamma", 2);
      case POLYGAMMA_DIFFERENCE -> throughDouble(SPECIAL, "polygammaDifference", 3);
      case ERFCX -> throughDouble(SPECIAL, "erfcx", 1);
      case ERFCX_MOMENT -> throughDouble(SPECIAL, "erfcxMoment", 2);
      case LOG_NDTR -> throughDouble(SPECIAL, "logNdtr", 2);
      case LOG_RATIO -> throughDouble(SPECIAL, "logRatio", 2);
      case RELATIVE_ENTROPY -> throughDouble(SPECIAL, "relEntr", 2);
      case DIVERGENCE -> throughDouble(SPECIAL, "klDiv", 2);
      case LOG_BETA -> throughDouble(SPECIAL, "lbeta", 2);
      case BESSEL_I -> throughDouble(SPECIAL, "besselI", 2);
      case BESSEL_I_SCALED -> throughDouble(SPECIAL, "besselIScaled", 2);
      case SPHERICAL_BESSEL -> throughDouble(SPECIAL, "sphericalBessel", 2);
      case GAMMA_P -> throughDouble(SPECIAL, "gammainc", 2);
      case GAMMA_Q -> throughDouble(SPECIAL, "gammaincc", 2);
      case LOWER_GAMMA_MOMENT -> throughDouble(SPECIAL, "lowerGammaMoment", 3);
      case UPPER_GAMMA_MOMENT -> throughDouble(SPECIAL, "upperGammaMoment", 3);
      case LESS -> compare(Opcode.FCMPG, Opcode.DCMPG, Opcode.IFLT);
      case LESS_EQUAL -> compare(Opcode.FCMPG, Opcode.DCMPG, Opcode.IFLE);
      case EQUAL -> compare(Opcode.FCMPG, Opcode.DCMPG, Opcode.IFEQ);
      case AND -> code.iand();
      case OR -> code.ior();
      case NOT -> code.iconst_1().ixor();
      case BIT_AND -> integers(Opcode.IAND, Opcode.LAND);
      case BIT_OR -> integers(Opcode.IOR, Opcode.LOR);
      case BIT_XOR -> integers(Opcode.IXOR, Opcode.LXOR);
      case SHIFT_LEFT -> shift(Opcode.ISHL, Opcode.LSHL);
      case SHIFT_RIGHT -> shift(Opcode.ISHR, Opcode.LSHR);
      case SHIFT_RIGHT_LOGICAL -> shift(Opcode.IUSHR, Opcode.LUSHR);
      case ZERO_TIMES, SELECT -> throw new AssertionError(instruction + " branches between loading its operands");
    }
  }

  /// Replaces a value of one type by the same in another; truth is 1 or 0, and back "not 0".
  void convert(DType from, DType to) {
    if (from == to) {
      return;
    }
    if (to == DType.BOOL) {
      zero(from);
      comparison(from, Opcode.FCMPL, Opcode.DCMPL, Opcode.IFNE);
    } else {
      code.conversion(kind(from).asLoadable(), kind(to));
    }
  }

  /// Pushes the number 0.
  void zero() {
    zero(number);
  }

  private void zero(DType type) {
    switch (type) {
      case F32 -> code.fconst_0();
      case F64 -> code.dconst_0();
      case I64 -> code.lconst_0();
      case I32, BOOL -> code.iconst_0();
    }
  }

  private void operator(Opcode f32, Opcode f64, Opcode i32, Opcode i64) {
    code.with(OperatorInstruction.of(choose(f32, f64, i32, i64)));
  }

  private Opcode choose(Opcode f32, Opcode f64, Opcode i32, Opcode i64) {
    return switch (number) {
      case F32 -> f32;
      case F64 -> f64;
      case I32 -> i32;
      case I64 -> i64;
      case BOOL -> throw new AssertionError("numbers of type Bool");
    };
  }

  private void integers(Opcode i32, Opcode i64) {
    code.with(OperatorInstruction.of(switch (number) {
      case I32 -> i32;
      case I64 -> i64;
      case F32, F64, BOOL -> throw new AssertionError("bits of " + number);
    }));
  }

  /// The JVM takes the count as an `int`, whatever is shifted.
  private void shift(Opcode i32, Opcode i64) {
    if (number == DType.I64) {
      code.l2i();
    }
    integers(i32, i64);
  }

  private void compare(Opcode f32, Opcode f64, Opcode holds) {
    comparison(number, f32, f64, holds);
  }

  /// Compares the two values on the stack: `holds` branches where the three-way result is as wanted. NaN gives
  /// 1 or -1, whichever makes the comparison false.
  private void comparison(DType type, Opcode f32, Opcode f64, Opcode holds) {
    switch (type) {
      case F32 -> code.with(OperatorInstruction.of(f32));
      case F64 -> code.with(OperatorInstruction.of(f64));
      case I64 -> code.lcmp();
      case I32, BOOL -> {
        code.invokestatic(ConstantDescs.CD_Integer, "compare",
            MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int));
      }
    }
    code.ifThenElse(holds, yes -> code.iconst_1(), no -> code.iconst_0());
  }

  private void sign() {
    switch (number) {
      case F32, F64 -> math("signum", 1, number);
      case I32 -> code.invokestatic(ConstantDescs.CD_Integer, "signum",
          MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int));
      case I64 -> code.invokestatic(ConstantDescs.CD_Long, "signum",
          MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_long)).i2l();
      case BOOL -> throw new AssertionError("the sign of truth");
    }
  }

  private void math(String name, int operands, DType type) {
    call(MATH, name, operands, type);
  }

  private void call(ClassDesc owner, String name, int operands, DType type) {
    ClassDesc descriptor = kind(type).upperBound();
    code.invokestatic(owner, name, MethodTypeDesc.of(descriptor,
        Stream.generate(() -> descriptor).limit(operands).toArray(ClassDesc[]::new)));
  }

  /// Makes the topmost floats on the stack doubles; those above one have to make way meanwhile.
  private void widen(int operands) {
    if (operands > 1) {
      int above = code.allocateLocal(TypeKind.FLOAT);
      code.fstore(above);
      widen(operands - 1);
      code.fload(above);
    }
    code.f2d();
  }

  /// A function that F32 has a kernel of its own for.
  private void floatFunction(ClassDesc otherwise, String name) {
    if (number == DType.F32) {
      code.invokestatic(FLOAT_FUNCTIONS, name, MethodTypeDesc.of(ConstantDescs.CD_float, ConstantDescs.CD_float));
    } else {
      throughDouble(otherwise, name, 1);
    }
  }

  /// A function of `Math` that it has for `double` only.
  private void throughDouble(String name, int operands) {
    throughDouble(MATH, name, operands);
  }

  private void throughDouble(ClassDesc owner, String name, int operands) {
    switch (number) {
      case F64 -> call(owner, name, operands, DType.F64);
      case F32 -> {
        widen(operands);
        call(owner, name, operands, DType.F64);
        code.d2f();
      }
      case I32, I64, BOOL -> throw new AssertionError(name + " of " + number);
    }
  }
}
