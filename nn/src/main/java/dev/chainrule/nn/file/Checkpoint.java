package dev.chainrule.nn.file;

import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.graph.Type;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A tree of tensors in a file, with texts beside it: a model, or all that training needs to go on.
///
/// The tensors bear the names of their places ([Tree#named]), so that other programs find them too. What is no tensor is
/// not in the file: whoever loads brings a tree of the same structure, of which only the tensors are replaced.
///
/// {@snippet :
/// Path file = Files.createTempDirectory("chainrule").resolve("model.safetensors");
/// Mlp trained = Mlp.of(Activation.RELU, RandomKey.of(1), 64, 32, 10);
/// Checkpoint.save(file, trained, Map.of("epoch", "3"));
///
/// Mlp fresh = Mlp.of(Activation.RELU, RandomKey.of(2), 64, 32, 10);
/// Checkpoint<Mlp> loaded = Checkpoint.load(file, fresh);
/// Tensor x = Digits.load().images();
/// System.out.println(loaded.notes() + " " + loaded.tree().apply(x).eq(trained.apply(x)).all()); // {epoch=3} Bool true
/// }
///
/// @param tree  the tensors in their places
/// @param notes texts by their names
public record Checkpoint<T>(T tree, Map<String, String> notes) {
  /// The notes by their names.
  public Checkpoint {
    notes = Map.copyOf(notes);
  }

  /// Writes a tree; the file of the same name is replaced once the new one is complete and on the disk.
  ///
  /// @throws IOException if it cannot be written; one of the same name stays as it was
  public static void save(Path file, Object tree, Map<String, String> notes) throws IOException {
    Safetensors.write(file, Tree.named(tree), notes);
  }

  /// Reads a tree.
  ///
  /// @param like a tree of the structure that was saved, whose tensors have the same shapes and types
  /// @throws FormatException if the file is damaged, or its tensors are not those of the tree; all that differ are named
  /// @throws IOException     if it cannot be read
  public static <T> Checkpoint<T> load(Path file, T like) throws IOException {
    Safetensors.Contents contents = Safetensors.read(file);
    Map<String, Tensor> wanted = Tree.named(like);
    List<String> faults = new ArrayList<>();
    List<Tensor> tensors = new ArrayList<>();
    wanted.forEach((name, tensor) -> {
      Tensor found = contents.tensors().get(name);
      if (found == null) {
        faults.add("`%s` is missing".formatted(name));
      } else if (!type(found).equals(type(tensor))) {
        faults.add("`%s` is %s in the file, but %s is wanted".formatted(name, type(found), type(tensor)));
      } else {
        tensors.add(found);
      }
    });
    contents.tensors().keySet().stream().filter(name -> !wanted.containsKey(name))
        .forEach(name -> faults.add("`%s` in the file has no place".formatted(SafetensorsHeader.shortened(name))));
    if (!faults.isEmpty()) {
      throw new FormatException(file, "does not fit: " + listed(faults));
    }
    return new Checkpoint<>(Tree.rebuild(like, tensors), contents.metadata());
  }

  private static Type type(Tensor x) {
    return new Type(x.dtype(), x.shape());
  }

  private static String listed(List<String> faults) {
    int shown = 5;
    String more = faults.size() > shown ? "; and %d more".formatted(faults.size() - shown) : "";
    return String.join("; ", faults.subList(0, Math.min(shown, faults.size()))) + more;
  }
}
