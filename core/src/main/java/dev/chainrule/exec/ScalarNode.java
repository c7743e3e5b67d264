package dev.chainrule.exec;

import dev.chainrule.graph.ElementException;
import java.util.List;

/// A part of a program over single numbers, made ready to run.
interface ScalarNode {
  /// Reads and writes the registers.
  void run(double[] registers);

  static void all(ScalarNode[] nodes, double[] registers) {
    for (ScalarNode node : nodes) {
      node.run(registers);
    }
  }

  /// Copies that lie behind each other are made at once.
  record Copy(int from, int to, int count) implements ScalarNode {
    @Override
    public void run(double[] registers) {
      System.arraycopy(registers, from, registers, to, count);
    }
  }

  /// Copies through memory of their own, since what is written may also be read.
  record Shuffle(int[] from, int[] to) implements ScalarNode {
    @Override
    public void run(double[] registers) {
      double[] numbers = new double[from.length];
      for (int i = 0; i < from.length; i++) {
        numbers[i] = registers[from[i]];
      }
      for (int i = 0; i < to.length; i++) {
        registers[to[i]] = numbers[i];
      }
    }
  }

  record Row(ScalarItem.Row row) implements ScalarNode {
    @Override
    public void run(double[] registers) {
      int index = (int) registers[row.index()];
      if (index < -row.rows() || index >= row.rows()) {
        throw new ElementException("[take] index %d is outside axis 0, which has extent %d".formatted(index, row.rows()));
      }
      int chosen = index < 0 ? index + row.rows() : index;
      System.arraycopy(registers, row.table() + chosen * row.size(), registers, row.target(), row.size());
    }
  }

  record Update(ScalarItem.Update update) implements ScalarNode {
    @Override
    public void run(double[] registers) {
      int[] content = update.content();
      int index = (int) registers[update.index()];
      if (index >= 0 && index < update.rows()) {
        for (int i = 0; i < content.length; i++) {
          registers[update.table() + index * content.length + i] = registers[content[i]];
        }
      }
    }
  }

  record While(ScalarNode[] condition, int holds, ScalarNode[] body) implements ScalarNode {
    @Override
    public void run(double[] registers) {
      all(condition, registers);
      while (registers[holds] != 0) {
        all(body, registers);
        all(condition, registers);
      }
    }
  }

  record Scan(int length, boolean backward, List<ScalarItem.Slice> slices, ScalarNode[] body, List<ScalarItem.Slice> stacks)
      implements ScalarNode {
    @Override
    public void run(double[] registers) {
      for (int iteration = 0; iteration < length; iteration++) {
        int at = backward ? length - 1 - iteration : iteration;
        for (ScalarItem.Slice slice : slices) {
          System.arraycopy(registers, slice.table() + at * slice.size(), registers, slice.row(), slice.size());
        }
        all(body, registers);
        for (ScalarItem.Slice stack : stacks) {
          System.arraycopy(registers, stack.row(), registers, stack.table() + at * stack.size(), stack.size());
        }
      }
    }
  }
}
