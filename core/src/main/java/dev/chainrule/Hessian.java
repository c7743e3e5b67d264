package dev.chainrule;

import dev.chainrule.graph.StructureException;
import java.util.List;
import java.util.function.Function;

/// The second derivatives of a scalar function of a tree, in blocks: for each two tensors of the tree, those in the first and
/// then in the second.
///
/// {@snippet :
/// record Line(Tensor slope, Tensor start) {}
/// var hessian = hessian((Line l) -> l.slope().square().times(l.start()).sum()).apply(new Line(Tensor.of(3.0), Tensor.of(2.0)));
/// System.out.println(hessian.block(Line::slope, Line::slope)); // F64 4.0
/// System.out.println(hessian.block(Line::slope, Line::start)); // F64 6.0
/// System.out.println(hessian.row(Line::start).slope());        // F64 6.0
/// }
public final class Hessian<P> {
  private final P argument;
  private final List<P> rows;

  /// @param argument a tree like the argument, each of whose tensors is another
  Hessian(P argument, List<P> rows) {
    this.argument = argument;
    this.rows = rows;
  }

  /// The second derivatives in one tensor of the tree, and in each: a tree of the argument's type, whose tensors have the
  /// shape of the chosen one followed by their own.
  ///
  /// @throws StructureException if what is chosen is no tensor of the tree
  public P row(Function<P, Tensor> tensor) {
    Tensor chosen = tensor.apply(argument);
    List<Tensor> leaves = Tree.leaves(argument);
    for (int i = 0; i < leaves.size(); i++) {
      if (leaves.get(i) == chosen) {
        return rows.get(i);
      }
    }
    throw new StructureException("[row] what is chosen is no tensor of the argument, but made of them; choose a component, as in Line::slope");
  }

  /// The second derivatives in two tensors of the tree: the shape of the first, then that of the second.
  ///
  /// @throws StructureException if what is chosen is no tensor of the tree
  public Tensor block(Function<P, Tensor> first, Function<P, Tensor> second) {
    return second.apply(row(first));
  }

  /// A row for each tensor of the tree, in the order of [Tree#leaves].
  public List<P> rows() {
    return rows;
  }

  /// Each block by the names of its two tensors.
  @Override
  public String toString() {
    List<String> names = List.copyOf(Tree.named(argument).keySet());
    StringBuilder text = new StringBuilder("Hessian");
    for (int i = 0; i < names.size(); i++) {
      String first = names.get(i);
      Tree.named(rows.get(i)).forEach((second, block) ->
          text.append("\n  %s, %s: %s".formatted(first, second, block.toString().replace("\n", "\n    "))));
    }
    return text.toString();
  }
}
