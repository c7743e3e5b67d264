package dev.chainrule.view;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Lines of Java: loops over shapes, and the elements of tensors in them.
final class JavaLoops {
  /// A tensor in the source: its variable and its type. Scalars are no arrays, so they have no position.
  record Operand(String variable, Type type) {
    String at(String position) {
      return type.shape().rank() == 0 ? variable : variable + "[" + position + "]";
    }

    int[] strides() {
      return type.shape().strides();
    }

    /// The axes that are not among these.
    List<Integer> others(List<Integer> axes) {
      return IntStream.range(0, type.shape().rank()).boxed().filter(axis -> !axes.contains(axis)).toList();
    }

    /// For each axis the stride of a result without some of them; 0 for those.
    int[] kept(List<Integer> reduced, Operand result) {
      int[] strides = new int[type.shape().rank()];
      List<Integer> others = others(reduced);
      for (int i = 0; i < others.size(); i++) {
        strides[others.get(i)] = result.strides()[i];
      }
      return strides;
    }
  }

  private final JavaNames names;
  private final List<String> lines = new ArrayList<>();
  private int depth;
  private int loops;

  JavaLoops(JavaNames names) {
    this.names = names;
  }

  List<String> lines() {
    return lines;
  }

  void line(String line) {
    lines.add("  ".repeat(depth) + line);
  }

  /// Declares a result whose elements are all one number.
  void declare(Operand y, JavaExpression number) {
    boolean initial = List.of("0.0", "0.0f", "0", "0L", "false").contains(number.text());
    if (y.type.shape().rank() == 0) {
      define(y, number.text());
      return;
    }
    define(y, names.dialect().array(y.type.dtype(), y.type.shape().size()));
    if (!initial) {
      line(names.dialect().fill(y.variable, number.text()));
    }
  }

  /// Declares a result of zeros.
  void declare(Operand y) {
    declare(y, literal(y.type.dtype(), 0));
  }

  /// Declares a result as an expression.
  void define(Operand y, String expression) {
    line("%s = %s;".formatted(names.dialect().variable(JavaType.of(y.type), y.variable), expression));
  }

  /// Declares a position.
  void defineIndex(String variable, String expression) {
    line("%s = %s;".formatted(names.dialect().variable("int", variable), expression));
  }

  Dialect dialect() {
    return names.dialect();
  }

  JavaExpression literal(DType dtype, double number) {
    return JavaType.literal(names.dialect(), dtype, number);
  }

  /// A name that nothing else has.
  String numbered(String letter) {
    return names.numbered(letter);
  }

  /// A name for something that lives in a block.
  String local(String wanted) {
    return names.local(wanted);
  }

  /// Opens a block; a loop where the extent is not 1, whose index it gives.
  String open(int extent) {
    if (extent == 1) {
      return "0";
    }
    String index = names.index(loops++);
    begin("for (%1$s = 0; %2$s < %3$d; %2$s++) {".formatted(names.dialect().variable("int", index), index, extent));
    return index;
  }

  void begin(String line) {
    line(line);
    depth++;
  }

  void end() {
    depth--;
    line("}");
  }

  /// Closes what [#open] opened last for this index.
  void close(String index) {
    if (!index.equals("0")) {
      loops--;
      end();
    }
  }

  /// Opens a loop for each of these axes of a shape: their indices, those of the other axes stay as they are.
  void openAll(Shape shape, List<Integer> axes, String[] indices) {
    axes.forEach(axis -> indices[axis] = open(shape.extent(axis)));
  }

  void closeAll(List<Integer> axes, String[] indices) {
    axes.reversed().forEach(axis -> close(indices[axis]));
  }

  /// A body inside loops over all axes of a shape.
  void each(Shape shape, Body body) {
    String[] indices = new String[shape.rank()];
    List<Integer> axes = IntStream.range(0, shape.rank()).boxed().toList();
    openAll(shape, axes, indices);
    body.write(indices);
    closeAll(axes, indices);
  }

  /// What is done at each position.
  interface Body {
    void write(String[] indices);
  }

  /// The position of an element: offset + Σ index · stride, without what is 0.
  static String position(int offset, String[] indices, int[] strides) {
    StringBuilder text = new StringBuilder(offset == 0 ? "" : Integer.toString(offset));
    for (int axis = 0; axis < indices.length; axis++) {
      if (strides[axis] == 0 || indices[axis].equals("0")) {
        continue;
      }
      boolean negative = strides[axis] < 0;
      text.append(text.isEmpty() ? negative ? "-" : "" : negative ? " - " : " + ").append(indices[axis]);
      if (Math.abs(strides[axis]) != 1) {
        text.append(" * ").append(Math.abs(strides[axis]));
      }
    }
    return text.isEmpty() ? "0" : text.toString();
  }
}
