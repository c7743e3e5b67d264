package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The registers of a program over single numbers: what each holds, and which are constants. All hold a `double`; truth is
/// 1 or 0.
final class ScalarRegisters {
  private record Constant(DType type, long bits) {}

  private final List<DType> types = new ArrayList<>();
  private final Map<Integer, Double> constants = new HashMap<>();
  private final Map<Constant, Integer> known = new HashMap<>();

  int size() {
    return types.size();
  }

  DType type(int register) {
    return types.get(register);
  }

  int fresh(DType type) {
    types.add(type);
    return types.size() - 1;
  }

  /// Registers one after the other.
  int[] fresh(DType type, int count) {
    int[] block = new int[count];
    Arrays.setAll(block, i -> fresh(type));
    return block;
  }

  int constant(DType type, double number) {
    double value = Interpreter.converted(type, number);
    return known.computeIfAbsent(new Constant(type, Double.doubleToRawLongBits(value)), none -> {
      int register = fresh(type);
      constants.put(register, value);
      return register;
    });
  }

  boolean isConstant(int register) {
    return constants.containsKey(register);
  }

  double constant(int register) {
    return constants.get(register);
  }

  /// The registers as a run begins: the constants at their places.
  double[] image() {
    double[] image = new double[size()];
    constants.forEach((register, value) -> image[register] = value);
    return image;
  }

  /// Whether they lie one after the other, in memory that is written.
  boolean isBlock(int[] registers) {
    for (int i = 0; i < registers.length; i++) {
      if (registers[i] != registers[0] + i || isConstant(registers[i])) {
        return false;
      }
    }
    return true;
  }
}
