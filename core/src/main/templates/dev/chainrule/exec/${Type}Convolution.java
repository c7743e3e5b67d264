package dev.chainrule.exec;

import dev.chainrule.exec.ConvolutionPlan.Block;
import dev.chainrule.exec.ConvolutionPlan.Copy;
import dev.chainrule.exec.ConvolutionPlan.Piece;
import dev.chainrule.exec.ConvolutionPlan.Segment;
import dev.chainrule.exec.ConvolutionPlan.Sizes;
import java.util.Arrays;

/// Convolutions on `${type}[]` as products of matrices that are never formed: see [ConvolutionPlan].
final class ${Type}Convolution {
  /// Sums of more products are done in passes, of which a tile's columns of the right side nearly fit in the first-level cache.
  private static final int PASS = 320;

  private final ConvolutionPlan plan;
  private final Sizes sizes;
  private final GatheringKernels.Tiles<${type}[]> tiles;
  /// The outputs of a group, and those that fill up the last tile.
  private final int columns;
  private final ${Type}Panels panels;
  private final Convolution.Side<${type}[]> x;
  private final Convolution.Side<${type}[]> w;
  private final ${type}[] y;
  private final boolean add;
  private final Epilogue epilogue;

  ${Type}Convolution(ConvolutionPlan plan, VectorSupport.GemmKind kind, Convolution.Side<${type}[]> x, Convolution.Side<${type}[]> w, ${type}[] y, boolean add, Epilogue epilogue) {
    this.plan = plan;
    this.sizes = plan.sizes();
    this.tiles = GatheringKernels.of(${Type}Panels.TYPE, kind);
    this.columns = tiles.wholeColumns(sizes.outputs());
    this.panels = new ${Type}Panels(GemmKernels.of(${Type}Panels.TYPE, kind));
    this.x = x;
    this.w = w;
    this.y = y;
    this.add = add;
    this.epilogue = epilogue;
  }

  /// y = x * w, or y = y + x * w, and then the epilogue.
  void run() {
    if (plan.kernelStays()) {
      placeByPlace();
    } else {
      channelByChannel();
    }
  }

  /// The kernel is packed once; then each task does some places of some examples.
  private void placeByPlace() {
    Block first = plan.blocks().getFirst();
    int packed = packedSize(first);
    ${type}[] right = ${Type}Panels.POOL.take(sizes.groups() * packed);
    for (int group = 0; group < sizes.groups(); group++) {
      pack(first, group, 0, right, group * packed);
    }
    int blocks = plan.blocks().size();
    int tasks = sizes.examples() / plan.exampleBlock() * sizes.groups() * blocks;
    int each = Convolution.tasksTogether(sizes.products(), tasks);
    Team.SHARED.run(Math.ceilDiv(tasks, each), i -> {
      for (int task = i * each; task < Math.min(tasks, (i + 1) * each); task++) {
        int group = task / blocks % sizes.groups();
        places(plan.blocks().get(task % blocks), task / blocks / sizes.groups() * plan.exampleBlock(), group, right, group * packed);
      }
    });
    ${Type}Panels.POOL.give(right);
  }

  private void places(Block block, int example, int group, ${type}[] right, int rightAt) {
    ${type}[] copied = ${Type}Panels.POOL.take(copySize());
    ${type}[] sums = ${Type}Panels.POOL.take((plan.exampleBlock() * block.places() + 1) * columns);
    multiply(block, left(block, example, group, 0, copied), right, rightAt, sums, 0, false);
    for (int i = 0; i < plan.exampleBlock(); i++) {
      finish(block, sums, i * block.places() * columns, ((example + i) * sizes.groups() + group) * sizes.outputs());
    }
    ${Type}Panels.POOL.give(sums);
    ${Type}Panels.POOL.give(copied);
  }

  /// Brings sums to where they belong.
  ///
  /// @param row the first row of the result, of examples times outputs
  private void finish(Block block, ${type}[] sums, int at, int row) {
    int target = row * sizes.places() + block.place();
    if (add) {
      for (int i = 0; i < sizes.outputs(); i++) {
        for (int j = 0; j < block.places(); j++) {
          y[target + i * sizes.places() + j] += sums[at + j * columns + i];
        }
      }
    } else {
      panels.sideBySide(sums, at, block.places(), columns, 1, y, target, sizes.places(), sizes.outputs());
    }
    if (epilogue != Epilogue.NONE) {
      for (int i = 0; i < sizes.outputs(); i++) {
        epilogue.run(target + i * sizes.places(), target + i * sizes.places() + block.places());
      }
    }
  }

  /// All places of the result and all examples are rows; the channels are summed in parts, which do not depend on the number of
  /// threads.
  private void channelByChannel() {
    int size = (sizes.examples() * sizes.places() + 1) * columns;
    int blocks = sizes.channels() / plan.channelBlock();
    int parts = Convolution.partsOfChannels(sizes, blocks);
    ${type}[] sums = ${Type}Panels.POOL.take(sizes.groups() * parts * size);
    Team.SHARED.run(sizes.groups() * parts, task -> {
      int part = task % parts;
      for (int i = blocks * part / parts; i < blocks * (part + 1) / parts; i++) {
        for (Block block : plan.blocks()) {
          boolean further = i > blocks * part / parts || block != plan.blocks().getFirst();
          channels(block, task / parts, i * plan.channelBlock(), sums, task * size, further);
        }
      }
    });
    for (int group = 0; group < sizes.groups(); group++) {
      total(group, parts, size, sums);
    }
    ${Type}Panels.POOL.give(sums);
  }

  private void channels(Block block, int group, int channel, ${type}[] sums, int sumsAt, boolean further) {
    ${type}[] copied = ${Type}Panels.POOL.take(copySize());
    ${type}[] right = ${Type}Panels.POOL.take(packedSize(block));
    pack(block, group, channel, right, 0);
    multiply(block, left(block, 0, group, channel, copied), right, 0, sums, sumsAt, further);
    ${Type}Panels.POOL.give(right);
    ${Type}Panels.POOL.give(copied);
  }

  /// Adds the parts up, and brings outputs and places into their order.
  private void total(int group, int parts, int size, ${type}[] sums) {
    for (int example = 0; example < sizes.examples(); example++) {
      for (int output = 0; output < sizes.outputs(); output++) {
        int row = (example * sizes.groups() + group) * sizes.outputs() + output;
        for (int place = 0; place < sizes.places(); place++) {
          int from = group * parts * size + (example * sizes.places() + place) * columns + output;
          ${type} sum = sums[from];
          for (int part = 1; part < parts; part++) {
            sum += sums[from + part * size];
          }
          int target = row * sizes.places() + place;
          y[target] = add ? y[target] + sum : sum;
        }
        epilogue.run(row * sizes.places(), (row + 1) * sizes.places());
      }
    }
  }

  /// Sums all that the rows of a block have to sum.
  ///
  /// @param further whether to add to what is there
  private void multiply(Block block, ${Type}Panels.Place left, ${type}[] right, int rightAt, ${type}[] sums, int sumsAt, boolean further) {
    int at = rightAt;
    for (Piece piece : block.pieces()) {
      for (int output = 0; output < sizes.outputs();) {
        GatheringKernels.Tile<${type}[]> tile = tiles.first(sizes.outputs() - output);
        multiply(piece, left, right, at, tile, sums, sumsAt + output, further);
        at += piece.steps().length * tile.columns();
        output += tile.columns();
      }
    }
  }

  /// Some columns of the sums, tile by tile: while a pass of the right side stays in the second-level cache, rows go by.
  private void multiply(Piece piece, ${Type}Panels.Place left, ${type}[] right, int rightAt, GatheringKernels.Tile<${type}[]> tile, ${type}[] sums, int sumsAt, boolean further) {
    int depth = piece.steps().length;
    int line = plan.channelBlock() * piece.within().positions().length;
    int passes = Math.max(1, Math.ceilDiv(depth, PASS));
    for (int pass = 0; pass < passes; pass++) {
      int start = depth * pass / passes;
      int end = depth * (pass + 1) / passes;
      for (Segment segment : piece.rows().segments()) {
        int from = Math.clamp((long) (segment.line() - piece.from()) * line, start, end);
        int to = Math.clamp((long) (segment.lineEnd() - piece.from()) * line, from, end);
        if (from < to || pass == 0 && !further) {
          for (int row = segment.row(); row < segment.rowEnd(); row += tile.rows()) {
            tile.kernel().run(left.elements(), left.at(), piece.rows().at(), row, piece.steps(), right, rightAt, sums, sumsAt,
                piece.rows().into(), from, to, further || pass > 0);
          }
        }
      }
    }
  }

  /// The right sides of a block, one after the other: for each of its tiles what is summed, in the order of the left side's steps.
  private void pack(Block block, int group, int channel, ${type}[] to, int at) {
    for (Piece piece : block.pieces()) {
      for (int output = 0; output < sizes.outputs();) {
        int width = tiles.first(sizes.outputs() - output).columns();
        int count = Math.min(width, sizes.outputs() - output);
        if (count < width) {
          Arrays.fill(to, at, at + piece.steps().length * width, 0);
        }
        pack(piece, w.at(group * sizes.outputs() + output, channel), count, to, at, width);
        at += piece.steps().length * width;
        output += width;
      }
    }
  }

  private void pack(Piece piece, int from, int count, ${type}[] to, int at, int width) {
    int[] positions = piece.within().positions();
    int channels = plan.channelBlock();
    boolean whole = positions.length == sizes.line();
    if (whole && channels == 1 && piece.along().positions().length == sizes.positions() / sizes.line()) {
      panels.sideBySide(w.elements(), from + piece.from() * sizes.line(), count, w.outerStride(), 1, to, at, width, piece.steps().length);
      return;
    }
    int step = at;
    for (int line = piece.from(); line < piece.to(); line++) {
      int lineFrom = from + piece.along().positions()[line] * sizes.line();
      if (positions.length == 1) {
        panels.sideBySide(w.elements(), lineFrom + positions[0], count, w.outerStride(), w.innerStride(), to, step, width, channels);
        step += channels * width;
        continue;
      }
      for (int channel = 0; channel < channels; channel++) {
        int start = lineFrom + channel * w.innerStride();
        if (whole) {
          panels.sideBySide(w.elements(), start, count, w.outerStride(), 1, to, step, width, positions.length);
          step += positions.length * width;
          continue;
        }
        for (int position : positions) {
          panels.sideBySide(w.elements(), start + position, count, w.outerStride(), 1, to, step, width, 1);
          step += width;
        }
      }
    }
  }

  private int packedSize(Block block) {
    return block.pieces().stream().mapToInt(piece -> piece.steps().length).sum() * columns;
  }

  private int copySize() {
    return plan.copy() == null ? 0 : plan.exampleBlock() * plan.channelBlock() * plan.copy().channel();
  }

  /// Where the input is read, as if its first line were there: in place, or from a copy of the lines that a block reads.
  private ${Type}Panels.Place left(Block block, int example, int group, int channel, ${type}[] copied) {
    int first = group * sizes.channels() + channel;
    Copy copy = plan.copy();
    if (copy == null) {
      return new ${Type}Panels.Place(x.elements(), x.at(example, first), 0);
    }
    Arrays.fill(copied, 0, copySize(), 0);
    for (int i = 0; i < plan.exampleBlock(); i++) {
      for (int j = 0; j < plan.channelBlock(); j++) {
        int from = x.at(example + i, first + j) + block.firstLine() * sizes.pictureLine();
        int to = (i * plan.channelBlock() + j) * copy.channel();
        for (int line = 0; line < block.lines(); line++) {
          copy.line().copy(x.elements(), from + line * sizes.pictureLine(), copied, to + line * plan.line());
        }
      }
    }
    return new ${Type}Panels.Place(copied, -block.firstLine() * plan.line(), 0);
  }
}
