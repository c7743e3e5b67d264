package dev.chainrule.nn;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;

/// A vector for each of a number of things: words, characters, positions. What is alike for the task comes to have like
/// vectors.
///
/// {@snippet :
/// Embedding letters = Embedding.of(26, 4, Initializer.normal(0.02), RandomKey.of(1));
/// System.out.println(letters.apply(Tensor.of(2, 0, 19)).shape()); // [3, 4]
/// }
///
/// @param table `[things, width]`, the vectors
public record Embedding(Tensor table) implements Layer {
  /// A new table of F32 numbers.
  public static Embedding of(int things, int width, Initializer initializer, RandomKey key) {
    return of(DType.F32, things, width, initializer, key);
  }

  /// A new table.
  ///
  /// @throws IllegalArgumentException if it has no rows or no columns
  public static Embedding of(DType dtype, int things, int width, Initializer initializer, RandomKey key) {
    if (things < 1 || width < 1) {
      throw new IllegalArgumentException(
          "[Embedding] a table of %d things and width %d: both must be at least 1".formatted(things, width));
    }
    return new Embedding(initializer.create(new Type(dtype, Shape.of(things, width)), things, width, key));
  }

  /// The vectors `[…, width]` of the things whose numbers `[…]` these are.
  ///
  /// @throws DTypeException if the numbers are no integers
  @Override
  public Tensor apply(Tensor numbers) {
    if (!numbers.dtype().isInteger()) {
      throw new DTypeException("[Embedding] things are given by their numbers, %s or %s, but these are %s; convert with .to(I32)"
          .formatted(DType.I32, DType.I64, numbers.dtype()));
    }
    return table.take(numbers, 0);
  }

  /// How well vectors `[…, width]` fit each of the things, `[…, things]`: their products with the table. As the output layer
  /// of a model whose input is this embedding, it needs no weights of its own, and the table's gradient is the sum of both
  /// (O. Press, L. Wolf, Using the Output Embedding to Improve Language Models, 2017).
  ///
  /// {@snippet :
  /// Embedding letters = new Embedding(Tensor.of(new double[][] {{1, 0}, {0, 1}, {1, 1}}));
  /// System.out.println(letters.scores(Tensor.of(2.0, 5.0))); // F64[3] [2.0, 5.0, 7.0]
  /// }
  public Tensor scores(Tensor x) {
    return x.matmul(table.transpose());
  }
}
