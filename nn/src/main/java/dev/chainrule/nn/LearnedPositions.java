package dev.chainrule.nn;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;

/// A vector for each place of a sequence, added to what is there: without it attention does not know what comes first.
///
/// {@snippet :
/// LearnedPositions positions = LearnedPositions.of(64, 16, Initializer.normal(0.02), RandomKey.of(1));
/// System.out.println(positions.apply(Tensor.ones(F32, 2, 10, 16)).shape()); // [2, 10, 16]
/// }
///
/// @param table `[places, width]`
public record LearnedPositions(Tensor table) implements Layer {
  /// A new table of F32 numbers for sequences up to a length.
  public static LearnedPositions of(int places, int width, Initializer initializer, RandomKey key) {
    return of(DType.F32, places, width, initializer, key);
  }

  /// A new table for sequences up to a length.
  ///
  /// @throws IllegalArgumentException if it has no rows or no columns
  public static LearnedPositions of(DType dtype, int places, int width, Initializer initializer, RandomKey key) {
    if (places < 1 || width < 1) {
      throw new IllegalArgumentException("[LearnedPositions] %d places and width %d: both must be at least 1".formatted(places, width));
    }
    return new LearnedPositions(initializer.create(new Type(dtype, Shape.of(places, width)), places, width, key));
  }

  /// The sequences `[…, length, width]` with the vectors of the first places.
  ///
  /// @throws ShapeException if the sequences are longer than the table
  @Override
  public Tensor apply(Tensor x) {
    requireRoom(x);
    return x.plus(table.slice(0, 0, x.shape().extent(-2)));
  }

  /// The same for sequences that go on from a place.
  ///
  /// @param start the place of the first, an I32 scalar
  public Tensor apply(Tensor x, Tensor start) {
    requireRoom(x);
    return x.plus(table.dynamicSlice(start, x.shape().extent(-2), 0));
  }

  private void requireRoom(Tensor x) {
    int places = table.shape().extent(0);
    if (x.rank() < 2 || x.shape().extent(-2) > places || x.shape().extent(-1) != table.shape().extent(1)) {
      throw new ShapeException("[LearnedPositions] an input of shape %s must be […, length, %d] with a length up to %d, for which there are places"
          .formatted(x.shape(), table.shape().extent(1), places));
    }
  }
}
