package dev.chainrule.exec;

import dev.chainrule.graph.BoundedCache;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.Convolve;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a convolution becomes products of matrices: the rows are places of the result, for some examples; summed are channels
/// and the kernel's positions; the columns are the outputs. The left side is the input, read where it lies by tables.
///
/// Either the kernel stays, and places of the result come in blocks; or, where the result is smaller than the kernel, as in
/// gradients, the result stays and the kernel's lines come in blocks. (A line is what lies at one index of the first axis. A
/// convolution over one axis is one over two, of which the second has one element.)
///
/// @param kernelStays  which of the two
/// @param sizes        how much there is of everything
/// @param exampleBlock how many examples are rows together: a divisor of all
/// @param channelBlock how many channels are summed together: a divisor of all
/// @param line         the length of the input's lines, as they are read
/// @param copy         how the input's lines are copied first; null if they are read where they are
record ConvolutionPlan(boolean kernelStays, Sizes sizes, int exampleBlock, int channelBlock, int line, @Nullable Copy copy, List<Block> blocks) {
  /// @param outerStride the distance of the input's planes along its first axis
  /// @param innerStride the distance along its second
  /// @param columns     the distance of sums for neighbouring rows
  record Key(Convolve convolve, Shape x, Shape kernel, Shape y, int outerStride, int innerStride, int columns) {}

  private static final BoundedCache<Key, ConvolutionPlan> KNOWN = new BoundedCache<>(64);

  static ConvolutionPlan of(Convolve convolve, Shape x, Shape kernel, Shape y, int outerStride, int innerStride, int columns) {
    return KNOWN.get(new Key(convolve, x, kernel, y, outerStride, innerStride, columns), key -> new ConvolutionPlanner(key).plan());
  }

  /// @param channels  how many a group has
  /// @param outputs   how many a group has
  /// @param places    the elements of a plane of the result
  /// @param positions the elements of a plane of the kernel
  /// @param lines     the lines of a plane of the input
  /// @param pictureLine the elements of a line of the input
  /// @param line        the elements of a line of the kernel
  record Sizes(int groups, int examples, int channels, int outputs, int places, int positions, int lines, int pictureLine, int line) {
    /// How many products of two elements are summed.
    long products() {
      return (long) examples * groups * outputs * channels * positions * places;
    }
  }

  /// Lines with zeros around, along all axes but the first.
  ///
  /// @param channel the distance of channels in the copy
  record Copy(Padding line, int channel) {}

  /// What is done at once, for each of the blocks of examples and channels.
  ///
  /// @param place     the first place of the result
  /// @param places    how many places it has
  /// @param firstLine the first line of the input that is read
  /// @param lines     how many are read
  record Block(int place, int places, int firstLine, int lines, List<Piece> pieces) {}

  /// The places of a block that meet some positions of the kernel, and no other places do.
  ///
  /// @param along  which lines meet: of the kernel's these, from `from` to before `to`
  /// @param within what meets in them
  /// @param steps  where the left side has what is summed: for each of the kernel's lines, each channel and each position
  record Piece(Meeting along, Meeting within, int from, int to, Rows rows, int[] steps) {}

  /// @param at       where each row of the left side begins, if the input's first line is at 0
  /// @param into     where the sums of each row belong
  /// @param segments rows that read the same lines of the kernel, others being outside the input
  record Rows(int[] at, int[] into, List<Segment> segments) {}

  /// Rows `row` to before `rowEnd`, after which there are others that may be computed and are not wanted: they fill tiles.
  ///
  /// @param line the first line of the kernel that is within the input, among those that are met
  record Segment(int row, int rowEnd, int line, int lineEnd) {}
}
