package dev.chainrule.exec;

import dev.chainrule.exec.ConvolutionPlan.Block;
import dev.chainrule.exec.ConvolutionPlan.Copy;
import dev.chainrule.exec.ConvolutionPlan.Piece;
import dev.chainrule.exec.ConvolutionPlan.Rows;
import dev.chainrule.exec.ConvolutionPlan.Segment;
import dev.chainrule.exec.ConvolutionPlan.Sizes;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.Convolve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Makes a [ConvolutionPlan].
final class ConvolutionPlanner {
  /// So many rows fill tiles well.
  private static final int FEW_ROWS = 192;
  /// So many sums stay in the second-level cache with all else.
  private static final int MANY_SUMS = 1 << 16;
  /// So many products are worth a sum, and so many are a pass.
  private static final int FEW_STEPS = 384;
  private static final int MANY_STEPS = 1024;
  /// So many elements are copied at a time.
  private static final int MANY_COPIED = 1 << 17;

  private final ConvolutionPlan.Key key;
  private final List<Convolve.Axis> axes;
  private final Shape picture;
  private final Shape kernel;
  private final Shape result;
  private final Sizes sizes;
  private final boolean kernelStays;
  private final int exampleBlock;
  private final int channelBlock;
  /// Along the first axis.
  private final List<Meeting> lines;

  ConvolutionPlanner(ConvolutionPlan.Key key) {
    this.key = key;
    axes = new ArrayList<>(key.convolve().axes());
    Shape one = axes.size() == 1 ? Shape.of(1) : Shape.of();
    if (axes.size() == 1) {
      axes.add(new Convolve.Axis(1, 0, 0, 1, 1));
    }
    picture = plane(key.x()).concat(one);
    kernel = plane(key.kernel()).concat(one);
    result = plane(key.y()).concat(one);
    int groups = key.convolve().groups();
    sizes = new Sizes(groups, key.x().extent(0), key.kernel().extent(1), key.kernel().extent(0) / groups, result.size(), kernel.size(),
        picture.extent(0), picture.size() / picture.extent(0), kernel.size() / kernel.extent(0));
    kernelStays = kernel.size() <= result.size();
    exampleBlock = kernelStays ? divisor(sizes.examples(), FEW_ROWS / sizes.places()) : sizes.examples();
    channelBlock = kernelStays ? sizes.channels() : divisor(sizes.channels(), FEW_STEPS / sizes.positions());
    lines = Meeting.along(axes.getFirst(), result.extent(0), kernel.extent(0));
  }

  private static Shape plane(Shape shape) {
    return shape.range(2, shape.rank());
  }

  /// The largest divisor that is at most so large.
  private static int divisor(int number, int limit) {
    return IntStream.rangeClosed(1, Math.clamp(limit, 1, number)).filter(i -> number % i == 0).max().orElseThrow();
  }

  ConvolutionPlan plan() {
    int[] from = new int[axes.size() - 1];
    int[] before = new int[from.length];
    int[] to = new int[from.length];
    Meeting nothing = new Meeting(new int[1], new int[1], new int[1], new int[1]);
    List<Meeting> within = List.of(nothing);
    for (int i = 0; i < from.length; i++) {
      int axis = i + 1;
      List<Meeting> meetings = Meeting.along(axes.get(axis), result.extent(axis), kernel.extent(axis));
      List<Meeting> reading = meetings.stream().filter(meeting -> meeting.positions().length > 0).toList();
      from[i] = picture.extent(axis);
      before[i] = reading.stream().mapToInt(meeting -> -meeting.first()).reduce(0, Math::max);
      to[i] = before[i] + reading.stream().mapToInt(meeting -> meeting.last() + 1).reduce(from[i], Math::max);
      int zeros = before[i];
      int extent = to[i];
      within = within.stream().flatMap(outer -> meetings.stream()
          .map(inner -> outer.and(inner.after(zeros), result.extent(axis), kernel.extent(axis), extent))).toList();
    }
    int line = Shape.of(to).size();
    boolean copies = !Arrays.equals(from, to);
    List<Cut> cuts = cuts(copies ? line : 0);
    int most = cuts.stream().mapToInt(Cut::lines).max().orElse(0);
    Copy copy = copies ? new Copy(new Padding(from, before, to), most * line) : null;
    List<Meeting> inside = within;
    return new ConvolutionPlan(kernelStays, sizes, exampleBlock, channelBlock, line, copy, cuts.stream().map(cut -> block(cut, inside, line, copy)).toList());
  }

  /// Lines of the result and of the kernel that a block is about, and which of the input it reads.
  private record Cut(int place, int placeEnd, int position, int positionEnd, int first, int lines) {}

  /// @param copied the length of a copied line; 0 if none are copied
  private List<Cut> cuts(int copied) {
    int whole = kernelStays ? result.extent(0) : kernel.extent(0);
    int step = kernelStays ? axes.getFirst().stride() : axes.getFirst().kernelDilation();
    int each = kernelStays ? exampleBlock * sizes.places() / whole : channelBlock * sizes.positions() / whole;
    int wanted = (kernelStays ? MANY_SUMS / key.columns() : MANY_STEPS) / each;
    if (copied > 0) {
      wanted = (int) Math.min(wanted, MANY_COPIED / ((long) exampleBlock * channelBlock * copied * step));
    }
    int count = Math.ceilDiv(whole, Math.clamp(wanted, 1, whole));
    return IntStream.range(0, count).mapToObj(i -> {
      int start = (int) ((long) whole * i / count);
      int end = (int) ((long) whole * (i + 1) / count);
      return kernelStays ? cut(start, end, 0, kernel.extent(0)) : cut(0, result.extent(0), start, end);
    }).toList();
  }

  private Cut cut(int place, int placeEnd, int position, int positionEnd) {
    int first = sizes.lines();
    int end = 0;
    for (Meeting meeting : lines) {
      int i = Meeting.below(meeting.places(), place);
      int iEnd = Meeting.below(meeting.places(), placeEnd);
      int j = Meeting.below(meeting.positions(), position);
      int jEnd = Meeting.below(meeting.positions(), positionEnd);
      if (i < iEnd && j < jEnd) {
        first = Math.min(first, Math.max(0, meeting.placeAt()[i] + meeting.positionAt()[j]));
        end = Math.max(end, Math.min(sizes.lines(), meeting.placeAt()[iEnd - 1] + meeting.positionAt()[jEnd - 1] + 1));
      }
    }
    return new Cut(place, placeEnd, position, positionEnd, Math.min(first, end), Math.max(0, end - first));
  }

  /// @param line the length of the lines that are read
  private Block block(Cut cut, List<Meeting> within, int line, @Nullable Copy copy) {
    int channel = copy == null ? key.innerStride() : copy.channel();
    int example = copy == null ? key.outerStride() : channelBlock * copy.channel();
    List<Piece> pieces = new ArrayList<>();
    for (Meeting along : lines) {
      int from = Meeting.below(along.positions(), cut.position);
      int to = Meeting.below(along.positions(), cut.positionEnd);
      for (Meeting inside : within) {
        pieces.add(new Piece(along, inside, from, to, rows(cut, along, inside, line, example), steps(along, inside, from, to, line, channel)));
      }
    }
    int row = sizes.places() / result.extent(0);
    return new Block(cut.place * row, (cut.placeEnd - cut.place) * row, cut.first, cut.lines, List.copyOf(pieces));
  }

  private int[] steps(Meeting along, Meeting inside, int from, int to, int line, int channelStride) {
    int[] steps = new int[(to - from) * channelBlock * inside.positions().length];
    int at = 0;
    for (int position = from; position < to; position++) {
      for (int channel = 0; channel < channelBlock; channel++) {
        for (int within : inside.positionAt()) {
          steps[at++] = along.positionAt()[position] * line + channel * channelStride + within;
        }
      }
    }
    return steps;
  }

  private Rows rows(Cut cut, Meeting along, Meeting inside, int line, int exampleStride) {
    int row = sizes.places() / result.extent(0);
    int places = (cut.placeEnd - cut.place) * row;
    int nowhere = exampleBlock * places * key.columns();
    IntStream.Builder at = IntStream.builder();
    IntStream.Builder into = IntStream.builder();
    List<Segment> segments = new ArrayList<>();
    int count = 0;
    int start = 0;
    int end = Meeting.below(along.places(), cut.placeEnd);
    for (int i = Meeting.below(along.places(), cut.place); i < end; i++) {
      int place = along.placeAt()[i];
      for (int example = 0; example < exampleBlock; example++) {
        for (int j = 0; j < inside.places().length; j++, count++) {
          at.add(place * line + example * exampleStride + inside.placeAt()[j]);
          into.add((example * places + (along.places()[i] - cut.place) * row + inside.places()[j]) * key.columns());
        }
      }
      Segment segment = segment(along, place, start, count);
      if (i == end - 1 || !segment.equals(segment(along, along.placeAt()[i + 1], start, count))) {
        segments.add(segment);
        for (int extra = 1; extra < GatheringKernels.MOST_ROWS; extra++, count++) {
          at.add(place * line + inside.placeAt()[0]);
          into.add(nowhere);
        }
        start = count;
      }
    }
    return new Rows(at.build().toArray(), into.build().toArray(), List.copyOf(segments));
  }

  /// Rows that all begin in this line of the input.
  private Segment segment(Meeting along, int place, int row, int rowEnd) {
    int position = Meeting.below(along.positionAt(), -place);
    return new Segment(row, rowEnd, position, Math.max(position, Meeting.below(along.positionAt(), sizes.lines() - place)));
  }
}
