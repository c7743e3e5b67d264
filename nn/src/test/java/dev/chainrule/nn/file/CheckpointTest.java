package dev.chainrule.nn.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.graph.DType;
import dev.chainrule.nn.Activation;
import dev.chainrule.nn.Mlp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir
  private Path folder;

  private static List<double[]> numbers(Object tree) {
    return Tree.leaves(tree).stream().map(x -> x.reshape(-1).to(DType.F64).toDoubles()).toList();
  }

  @Test
  void whatWasSavedComesBackWithItsNotes() throws IOException {
    Mlp model = Mlp.of(Activation.RELU, RandomKey.of(1), 64, 8, 10);
    Path file = folder.resolve("model.safetensors");
    Checkpoint.save(file, model, Map.of("epoch", "1"));
    Checkpoint<Mlp> loaded = Checkpoint.load(file, Mlp.of(Activation.RELU, RandomKey.of(9), 64, 8, 10));
    assertThat(loaded.notes()).isEqualTo(Map.of("epoch", "1"));
    assertThat(numbers(loaded.tree())).usingRecursiveComparison().isEqualTo(numbers(model));
  }

  @Test
  void whatDoesNotFitIsNamed() throws IOException {
    record Two(Tensor w, Tensor b) {}
    record Three(Tensor w, Tensor b, Tensor c) {}
    Path file = folder.resolve("x");
    Checkpoint.save(file, new Two(Tensor.zeros(DType.F32, 2, 3), Tensor.of(1)), Map.of());
    assertThatThrownBy(() -> Checkpoint.load(file, new Two(Tensor.zeros(DType.F32, 3, 2), Tensor.of(1L))))
        .isInstanceOf(FormatException.class)
        .hasMessage(file + ": does not fit: `w` is F32[2, 3] in the file, but F32[3, 2] is wanted; `b` is I32[] in the file, but I64[] is wanted");
    assertThatThrownBy(() -> Checkpoint.load(file, new Three(Tensor.zeros(DType.F32, 2, 3), Tensor.of(1), Tensor.of(1f))))
        .hasMessageContaining("`c` is missing");
    assertThatThrownBy(() -> Checkpoint.load(file, List.of(Tensor.of(1f))))
        .hasMessageEndingWith("does not fit: `[0]` is missing; `b` in the file has no place; `w` in the file has no place");
  }
}
