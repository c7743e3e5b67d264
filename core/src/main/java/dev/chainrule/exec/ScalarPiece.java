package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A straight-line piece of a program over single numbers: interpreted at first, compiled when it has run often. Both give
/// the same bits.
final class ScalarPiece implements ScalarNode {
  private final boolean compiles;
  private final ScalarRegisters registers;
  private final ScalarChunkEmitter.Chunk chunk;
  private final Line[] lines;
  private final Interpreted interpreted = new Interpreted();
  private volatile @Nullable ScalarNode compiled;

  /// An instruction, or none for a conversion, on up to three registers; those that it lacks are register 0.
  private record Line(@Nullable Instruction instruction, DType number, int target, int a, int b, int c) {
    static Line of(ScalarItem.Compute item) {
      List<Integer> operands = item.operands();
      return new Line(item.instruction(), item.number(), item.target(), operands.get(0),
          operands.size() > 1 ? operands.get(1) : 0, operands.size() > 2 ? operands.get(2) : 0);
    }
  }

  /// @param compiles whether it may be compiled at all
  ScalarPiece(boolean compiles, ScalarRegisters registers, ScalarChunkEmitter.Chunk chunk) {
    this.compiles = compiles;
    this.registers = registers;
    this.chunk = chunk;
    this.lines = chunk.lines().stream().map(Line::of).toArray(Line[]::new);
  }

  @Override
  public void run(double[] registers) {
    ScalarNode code = compiled;
    if (code == null && compiles && !interpreted.isCheap(lines.length + 1)) {
      code = ScalarChunkEmitter.compile(this.registers, chunk);
      compiled = code;
    }
    if (code != null) {
      code.run(registers);
    } else {
      interpret(registers);
    }
  }

  private void interpret(double[] registers) {
    for (Line line : lines) {
      double a = registers[line.a];
      registers[line.target] = line.instruction == null ? Interpreter.converted(line.number, a)
          : Interpreter.compute(line.instruction, line.number, a, registers[line.b], registers[line.c]);
    }
    int[] from = chunk.stores().from();
    int[] to = chunk.stores().to();
    double[] stored = new double[from.length];
    for (int i = 0; i < from.length; i++) {
      stored[i] = registers[from[i]];
    }
    for (int i = 0; i < to.length; i++) {
      registers[to[i]] = stored[i];
    }
  }
}
