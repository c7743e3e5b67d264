package dev.chainrule.graph;

import java.util.List;

/// What a graph became when it was made ready to run.
///
/// @param passes  the passes that it went through last, those of execution
/// @param kernels what runs, in order
/// @param buffers the memory that is planned
public record ProgramReport(List<Pass> passes, List<Kernel> kernels, Buffers buffers) {
  /// Copies the lists.
  public ProgramReport {
    passes = List.copyOf(passes);
    kernels = List.copyOf(kernels);
  }

  /// A pass, and how many steps there were before and after it.
  public record Pass(String name, int stepsBefore, int stepsAfter) {}

  /// Something that runs at once.
  ///
  /// @param name  what it does, in one line
  /// @param code  what it consists of, as text to read; may be empty
  /// @param flops the arithmetic operations of one run, functions such as exp counting as one
  /// @param bytes the bytes of the arrays that it reads and writes, each counted once; views move none
  public record Kernel(String name, String code, long flops, long bytes) {}

  /// The memory of one run besides parameters and results.
  ///
  /// @param count             how many buffers there are
  /// @param bytes             how many bytes they take
  /// @param bytesWithoutReuse how many they would take if each held one array only
  public record Buffers(int count, long bytes, long bytesWithoutReuse) {}

  /// The arithmetic operations of one run.
  public long flops() {
    return kernels.stream().mapToLong(Kernel::flops).sum();
  }

  /// The bytes that kernels read and write in one run.
  public long bytesMoved() {
    return kernels.stream().mapToLong(Kernel::bytes).sum();
  }

  /// As text to read.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < kernels.size(); i++) {
      Kernel kernel = kernels.get(i);
      text.append("%d. %s\n".formatted(i + 1, kernel.name));
      text.append(kernel.code.isEmpty() ? "" : kernel.code.stripTrailing().indent(3));
    }
    passes.stream().filter(pass -> pass.stepsBefore != pass.stepsAfter).forEach(pass ->
        text.append("pass %s: %d steps became %d\n".formatted(pass.name, pass.stepsBefore, pass.stepsAfter)));
    text.append("%,d operations, %,d bytes moved\n".formatted(flops(), bytesMoved()));
    return text.append("%d buffers of %,d bytes, %,d without reuse\n".formatted(
        buffers.count, buffers.bytes, buffers.bytesWithoutReuse)).toString();
  }
}
