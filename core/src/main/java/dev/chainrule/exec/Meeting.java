package dev.chainrule.exec;

import dev.chainrule.op.Convolve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Places of a result and positions of a kernel that meet in elements of the input: place i and position j in element
/// `placeAt[i] + positionAt[j]`, which may be outside. With an input dilation d there are d meetings along an axis, and no place
/// of one meets a position of another but in the zeros between elements: so these are never multiplied.
///
/// @param places     in ascending order
/// @param placeAt    for each of the places
/// @param positions  in ascending order
/// @param positionAt for each of the positions, ascending
record Meeting(int[] places, int[] placeAt, int[] positions, int[] positionAt) {
  /// Those along an axis, but for those without places.
  static List<Meeting> along(Convolve.Axis axis, int places, int positions) {
    int dilation = axis.inputDilation();
    List<Meeting> found = new ArrayList<>();
    for (int rest = 0; rest < dilation; rest++) {
      int phase = rest;
      int[] these = IntStream.range(0, places).filter(i -> Math.floorMod(i * axis.stride() - axis.low(), dilation) == phase).toArray();
      int[] those = IntStream.range(0, positions).filter(i -> (i * axis.kernelDilation() + phase) % dilation == 0).toArray();
      if (these.length > 0) {
        found.add(new Meeting(these, map(these, i -> Math.floorDiv(i * axis.stride() - axis.low(), dilation)),
            those, map(those, i -> (i * axis.kernelDilation() + phase) / dilation)));
      }
    }
    return found;
  }

  private interface Numbers {
    int of(int i);
  }

  private static int[] map(int[] from, Numbers numbers) {
    return IntStream.of(from).map(numbers::of).toArray();
  }

  /// This along the axes so far, and another along the next.
  ///
  /// @param nextPlaces    the result's extent along the next axis
  /// @param nextPositions the kernel's
  /// @param nextElements  the input's
  Meeting and(Meeting next, int nextPlaces, int nextPositions, int nextElements) {
    return new Meeting(sums(places, nextPlaces, next.places), sums(placeAt, nextElements, next.placeAt),
        sums(positions, nextPositions, next.positions), sums(positionAt, nextElements, next.positionAt));
  }

  private static int[] sums(int[] outer, int unit, int[] inner) {
    return IntStream.of(outer).flatMap(i -> IntStream.of(inner).map(j -> i * unit + j)).toArray();
  }

  /// The same in an input with so many more elements before.
  Meeting after(int elements) {
    return new Meeting(places, map(placeAt, i -> i + elements), positions, positionAt);
  }

  boolean isEmpty() {
    return positions.length == 0;
  }

  /// How many of these, in ascending order, are below a limit.
  static int below(int[] numbers, int limit) {
    int found = Arrays.binarySearch(numbers, limit);
    return found < 0 ? -found - 1 : found;
  }

  /// The first element that is read.
  int first() {
    return placeAt[0] + positionAt[0];
  }

  /// The last element that is read.
  int last() {
    return placeAt[placeAt.length - 1] + positionAt[positionAt.length - 1];
  }

  /// Whether it is about all positions of the kernel, which then lie side by side.
  boolean hasAllPositions(int all) {
    return positions.length == all;
  }
}
