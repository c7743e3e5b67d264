package dev.chainrule.onnx;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Scalar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes elementwise operations: those that ONNX has as they are, others instruction by instruction from their formulas.
final class PointwiseExport {
  private static final Map<String, String> WHOLE = Map.of("relu", "Relu", "sigmoid", "Sigmoid", "softplus", "Softplus");

  private final NodeWriter nodes;
  private final String operation;
  private final DType dtype;
  private final List<String> x;
  private final Map<Scalar, String> written = new HashMap<>();

  private PointwiseExport(NodeWriter nodes, String operation, DType dtype, List<String> x) {
    this.nodes = nodes;
    this.operation = operation;
    this.dtype = dtype;
    this.x = x;
  }

  /// @param dtype the type of the operands, of which there are numbers
  static String write(NodeWriter nodes, Pointwise row, DType dtype, List<String> x) {
    String whole = dtype.isFloating() ? WHOLE.get(row.name()) : null;
    return whole != null ? nodes.add(whole, x) : new PointwiseExport(nodes, row.name(), dtype, x).write(row.formula());
  }

  private String write(Scalar scalar) {
    String known = written.get(scalar);
    if (known == null) {
      known = switch (scalar) {
        case Scalar.Argument(int index) -> x.get(index);
        case Scalar.Constant(double value) -> number(value);
        case Scalar.Apply(Instruction instruction, List<Scalar> operands) -> apply(instruction, operands.stream().map(this::write).toList());
      };
      written.put(scalar, known);
    }
    return known;
  }

  private String apply(Instruction instruction, List<String> x) {
    return switch (instruction) {
      case ADD -> nodes.add("Add", x);
      case SUBTRACT -> nodes.add("Sub", x);
      case MULTIPLY -> nodes.add("Mul", x);
      case DIVIDE -> nodes.add("Div", x);
      case REMAINDER -> nodes.add("Mod", x, Attribute.of("fmod", 1));
      case NEGATE -> nodes.add("Neg", x);
      case ZERO_TIMES -> where(either(equal(x.get(0), 0), equal(x.get(1), 0)), number(0), nodes.add("Mul", x));
      case ABSOLUTE -> nodes.add("Abs", x);
      case SIGN -> nodes.add("Sign", x);
      case MINIMUM -> nodes.add("Min", x);
      case MAXIMUM -> nodes.add("Max", x);
      case FLOOR -> nodes.add("Floor", x);
      case CEILING -> nodes.add("Ceil", x);
      case ROUND -> nodes.add("Round", x);
      case SQUARE_ROOT -> nodes.add("Sqrt", x);
      case CUBE_ROOT -> times(nodes.add("Sign", x), nodes.add("Pow", List.of(nodes.add("Abs", x), number(1.0 / 3))));
      case POWER -> nodes.add("Pow", x);
      case EXP -> nodes.add("Exp", x);
      case EXPM1 -> expm1(x.getFirst());
      case LOG -> nodes.add("Log", x);
      case LOG1P -> log1p(x.getFirst());
      case LOG2 -> times(nodes.add("Log", x), number(1 / Math.log(2)));
      case LOG10 -> times(nodes.add("Log", x), number(1 / Math.log(10)));
      case SIN -> nodes.add("Sin", x);
      case COS -> nodes.add("Cos", x);
      case TAN -> nodes.add("Tan", x);
      case ASIN -> nodes.add("Asin", x);
      case ACOS -> nodes.add("Acos", x);
      case ATAN -> nodes.add("Atan", x);
      case ATAN2 -> atan2(x.get(0), x.get(1));
      case SINH -> nodes.add("Sinh", x);
      case COSH -> nodes.add("Cosh", x);
      case TANH -> nodes.add("Tanh", x);
      case ASINH -> nodes.add("Asinh", x);
      case ACOSH -> nodes.add("Acosh", x);
      case ATANH -> nodes.add("Atanh", x);
      case HYPOTENUSE -> hypotenuse(nodes.add("Abs", x.get(0)), nodes.add("Abs", x.get(1)));
      case ERF -> nodes.add("Erf", x);
      case ERFC -> minus(number(1), nodes.add("Erf", x));
      case LESS -> nodes.add("Less", x);
      case LESS_EQUAL -> nodes.add("LessOrEqual", x);
      case EQUAL -> nodes.add("Equal", x);
      case AND -> nodes.add("And", x);
      case OR -> nodes.add("Or", x);
      case NOT -> nodes.add("Not", x);
      case BIT_AND -> nodes.add("BitwiseAnd", x);
      case BIT_OR -> nodes.add("BitwiseOr", x);
      case BIT_XOR -> nodes.add("BitwiseXor", x);
      case SELECT -> nodes.add("Where", x);
      case ERFINV, ERFCINV, ERFCX, ERFCX_MOMENT, LOG_NDTR, LOG_RATIO, RELATIVE_ENTROPY, DIVERGENCE, LOG_GAMMA, DIGAMMA, POLYGAMMA, POLYGAMMA_DIFFERENCE,
          LOG_BETA, BESSEL_I, BESSEL_I_SCALED, SPHERICAL_BESSEL, GAMMA_P, GAMMA_Q, LOWER_GAMMA_MOMENT, UPPER_GAMMA_MOMENT,
          SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_LOGICAL -> throw GraphExport.noCounterpart(operation);
    };
  }

  /// eˣ - 1 = 2t / (1 - t) for t = tanh(x/2), in which nothing is subtracted for small x.
  private String expm1(String x) {
    String t = nodes.add("Tanh", times(x, number(0.5)));
    return divide(times(t, number(2)), minus(number(1), t));
  }

  /// log(1 + x) · x / ((1 + x) - 1), in which the rounding of 1 + x cancels; x itself where the sum is 1, and where x is ∞
  /// its logarithm.
  private String log1p(String x) {
    String sum = nodes.add("Add", List.of(x, number(1)));
    String log = nodes.add("Log", sum);
    String back = minus(sum, number(1));
    String corrected = times(log, divide(x, back));
    return where(equal(back, 0), x, where(equal(x, Double.POSITIVE_INFINITY), log, corrected));
  }

  private String hypotenuse(String a, String b) {
    String large = nodes.add("Max", List.of(a, b));
    String small = nodes.add("Min", List.of(a, b));
    String ratio = where(equal(large, 0), number(0), divide(small, large));
    String finite = times(large, nodes.add("Sqrt", nodes.add("Add", List.of(times(ratio, ratio), number(1)))));
    return where(equal(large, Double.POSITIVE_INFINITY), large, finite);
  }

  /// The arc tangent of y/x, and half a turn more on the left, towards y's side; a quarter turn on the axis between.
  private String atan2(String y, String x) {
    String left = nodes.add("Less", List.of(x, number(0)));
    String below = nodes.add("Less", List.of(y, number(0)));
    String half = where(left, where(below, number(-Math.PI), number(Math.PI)), number(0));
    String angle = nodes.add("Add", List.of(nodes.add("Atan", divide(y, x)), half));
    String quarter = times(nodes.add("Sign", y), number(Math.PI / 2));
    return where(equal(x, 0), quarter, angle);
  }

  private String number(double value) {
    return nodes.number(dtype, value);
  }

  private String equal(String a, double number) {
    return nodes.add("Equal", List.of(a, number(number)));
  }

  private String either(String a, String b) {
    return nodes.add("Or", List.of(a, b));
  }

  private String where(String condition, String whenTrue, String whenFalse) {
    return nodes.add("Where", List.of(condition, whenTrue, whenFalse));
  }

  private String times(String a, String b) {
    return nodes.add("Mul", List.of(a, b));
  }

  private String divide(String a, String b) {
    return nodes.add("Div", List.of(a, b));
  }

  private String minus(String a, String b) {
    return nodes.add("Sub", List.of(a, b));
  }
}
