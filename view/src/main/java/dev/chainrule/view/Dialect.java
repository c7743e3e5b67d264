package dev.chainrule.view;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.ElementaryFunctions;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.PrimitiveException;
import dev.chainrule.graph.SpecialFunctions;
import java.util.Locale;
import java.util.Set;

/// What printed statements are written in. Java and JavaScript agree on loops, operators and the elements of arrays;
/// here is where they differ. In JavaScript, numbers are doubles, F32 is rounded only where it is stored in an array, and
/// the functions of `Math` come from a prelude under Java's names.
enum Dialect {
  JAVA {
    @Override
    String variable(String type, String name) {
      return type + " " + name;
    }

    @Override
    String array(DType dtype, int size) {
      return "new %s[%d]".formatted(JavaType.element(dtype), size);
    }

    @Override
    String elements(DType dtype, String elements) {
      return "{" + elements + "}";
    }

    @Override
    String fill(String array, String number) {
      return "java.util.Arrays.fill(%s, %s);".formatted(array, number);
    }

    @Override
    String copy(String array) {
      return array + ".clone()";
    }

    @Override
    String literal(DType dtype, double number) {
      return switch (dtype) {
        case F32 -> floating(number, "Float.", Float.toString((float) number) + "f");
        case F64 -> floating(number, "Double.", Double.toString(number));
        case I32 -> Integer.toString((int) number);
        case I64 -> (long) number + "L";
        case BOOL -> Boolean.toString(number != 0);
      };
    }

    @Override
    String call(Instruction instruction, Object... operands) {
      return instruction.toJava(operands);
    }

    @Override
    JavaExpression cast(JavaExpression x, DType from, DType to) {
      return new JavaExpression("(" + JavaType.element(to) + ") " + x.within(JavaExpression.UNARY), JavaExpression.UNARY);
    }

    @Override
    boolean isReserved(String word) {
      return JavaNames.RESERVED.contains(word);
    }
  },

  JAVASCRIPT {
    private static final Set<String> WORDS = Set.of("arguments", "await", "debugger", "delete", "eval", "export", "function", "in", "let", "of",
        "typeof", "undefined", "with", "NaN", "Infinity", "Array", "Float64Array", "Float32Array", "Int32Array", "Uint8Array",
        "IndexOutOfBoundsException", "ElementaryFunctions", "times", "index", "console");

    @Override
    String variable(String type, String name) {
      return "let " + name;
    }

    @Override
    String array(DType dtype, int size) {
      return "new %s(%d)".formatted(arrayType(dtype), size);
    }

    @Override
    String elements(DType dtype, String elements) {
      return "%s.of(%s)".formatted(arrayType(dtype), elements);
    }

    @Override
    String fill(String array, String number) {
      return "%s.fill(%s);".formatted(array, number);
    }

    @Override
    String copy(String array) {
      return array + ".slice()";
    }

    @Override
    String literal(DType dtype, double number) {
      return switch (dtype) {
        case F32 -> floating(number, "", Double.toString((float) number));
        case F64 -> floating(number, "", Double.toString(number));
        case I32, I64 -> Long.toString((long) number);
        case BOOL -> Boolean.toString(number != 0);
      };
    }

    @Override
    String call(Instruction instruction, Object... operands) {
      String call = instruction.toJava(operands);
      if (call.contains(SpecialFunctions.class.getSimpleName())) {
        throw new PrimitiveException("[javascript] JavaScript has no %s, and here is none written for it".formatted(instruction.name().toLowerCase(Locale.ROOT)));
      }
      return call.replace(ElementaryFunctions.class.getPackageName() + ".", "");
    }

    @Override
    JavaExpression cast(JavaExpression x, DType from, DType to) {
      return from.isFloating() && to.isInteger() ? JavaExpression.atom("Math.trunc(" + x.text() + ")") : x;
    }

    @Override
    boolean isReserved(String word) {
      return JavaNames.RESERVED.contains(word) || WORDS.contains(word);
    }

    private static String arrayType(DType dtype) {
      return switch (dtype) {
        case F64, I64 -> "Float64Array";
        case F32 -> "Float32Array";
        case I32 -> "Int32Array";
        case BOOL -> "Uint8Array";
      };
    }
  };

  /// The head of a declaration.
  abstract String variable(String type, String name);

  /// A new array of zeros.
  abstract String array(DType dtype, int size);

  /// The array of some elements, where it is declared.
  abstract String elements(DType dtype, String elements);

  abstract String fill(String array, String number);

  abstract String copy(String array);

  /// A number in full precision.
  abstract String literal(DType dtype, double number);

  /// A call of one of the fixed instructions.
  abstract String call(Instruction instruction, Object... operands);

  /// A number as one of another type.
  abstract JavaExpression cast(JavaExpression x, DType from, DType to);

  /// Whether a word cannot name a variable.
  abstract boolean isReserved(String word);

  private static String floating(double number, String box, String finite) {
    if (Double.isFinite(number)) {
      return finite;
    }
    boolean java = !box.isEmpty();
    return Double.isNaN(number) ? box + "NaN" : (number > 0 ? "" : java ? "" : "-") + box
        + (java ? number > 0 ? "POSITIVE_INFINITY" : "NEGATIVE_INFINITY" : "Infinity");
  }
}
