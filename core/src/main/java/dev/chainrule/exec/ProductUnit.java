package dev.chainrule.exec;

import dev.chainrule.graph.Graph;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A product, and kernels that take its elements in turn as soon as these are complete.
///
/// @param epilogues in the order in which they run; later ones may read what earlier ones write
record ProductUnit(StepUnit product, List<KernelUnit> epilogues) implements Unit {
  ProductUnit {
    epilogues = List.copyOf(epilogues);
  }

  @Override
  public void run(Workspace workspace) {
    Epilogue[] all = epilogues.stream().map(unit -> unit.epilogue(workspace)).toArray(Epilogue[]::new);
    product.run(workspace, (from, to) -> {
      for (Epilogue epilogue : all) {
        epilogue.run(from, to);
      }
    });
  }

  @Override
  public int[] reads() {
    return IntStream.concat(Arrays.stream(product.reads()), epilogues.stream().flatMapToInt(unit -> Arrays.stream(unit.reads()))).toArray();
  }

  /// The product comes first, so that what is made of it finds its memory.
  @Override
  public int[] writes() {
    return IntStream.concat(Arrays.stream(product.writes()), epilogues.stream().flatMapToInt(unit -> Arrays.stream(unit.writes()))).toArray();
  }

  @Override
  public boolean fills() {
    return true;
  }

  /// What the product reads it reads again for later elements; what a kernel reads element by element it may replace.
  @Override
  public boolean mayReplace(int read, int write) {
    return Arrays.stream(product.reads()).noneMatch(slot -> slot == read)
        && epilogues.stream().anyMatch(unit -> unit.mayReplace(read, write));
  }

  @Override
  public List<Graph.Step> steps() {
    return Stream.concat(product.steps().stream(), epilogues.stream().flatMap(unit -> unit.steps().stream())).toList();
  }

  @Override
  public String name() {
    return "%s, and of its elements %s".formatted(product.name(), epilogues.stream().map(KernelUnit::name).collect(Collectors.joining("; ")));
  }

  @Override
  public String code() {
    return epilogues.stream().map(KernelUnit::code).collect(Collectors.joining("\n"));
  }
}
