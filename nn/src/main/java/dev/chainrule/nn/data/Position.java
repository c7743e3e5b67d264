package dev.chainrule.nn.data;

/// Where a [Pipeline] is: how often it was run through before, and how many elements it has given since then. All that has
/// to be kept of a run to go on with it later.
///
/// {@snippet :
/// Pipeline<Integer> numbers = Pipeline.indices(100).shuffle(100, RandomKey.of(1));
/// List<Integer> rest = numbers.open(new Position(2, 98)).toList(); // the last two of the third time
/// System.out.println(rest.equals(numbers.open(new Position(2, 0)).toList().subList(98, 100))); // true
/// }
///
/// @param epoch the number of the run, from 0; what is random differs from run to run
/// @param index how many elements of it were given
public record Position(long epoch, long index) {
  /// The very beginning.
  public static final Position START = new Position(0, 0);

  /// @throws IllegalArgumentException if a number is negative
  public Position {
    if (epoch < 0 || index < 0) {
      throw new IllegalArgumentException("[Position] epoch %d, index %d: neither can be negative".formatted(epoch, index));
    }
  }
}
