package dev.chainrule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.ShapeException;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Any range of any axis: what its positions are, written as the loop that they stand for.
class RangeTest {
  @Property(generation = GenerationMode.EXHAUSTIVE)
  void aRangeIsALoop(@ForAll @IntRange(max = 6) int extent, @ForAll @IntRange(min = -8, max = 8) int start,
      @ForAll @IntRange(min = -8, max = 8) int stop, @ForAll @IntRange(min = -3, max = 3) int step) {
    int[] elements = IntStream.range(0, extent).toArray();
    int from = start < 0 ? start + extent : start;
    int to = stop < 0 ? stop + extent : stop;
    int highest = step > 0 ? extent : extent - 1;
    boolean valid = step != 0 && from >= 0 && from <= highest && to >= 0 && to <= highest && (to - from) * step >= 0;
    try {
      int[] picked = Tensor.of(elements).get(Range.of(start, stop).step(step)).toInts();
      assertThat(valid).isTrue();
      assertThat(picked).containsExactly(
          IntStream.iterate(from, i -> step > 0 ? i < to : i > to, i -> i + step).toArray());
    } catch (ShapeException refused) {
      assertThat(valid).as(refused.getMessage()).isFalse();
    }
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void withoutEndsItIsTheWholeAxis(@ForAll @IntRange(max = 6) int extent, @ForAll @IntRange(min = 1, max = 4) int step) {
    int[] elements = IntStream.range(0, extent).toArray();
    assertThat(Tensor.of(elements).get(Range.all().step(step)).toInts())
        .containsExactly(IntStream.iterate(0, i -> i < extent, i -> i + step).toArray());
    assertThat(Tensor.of(elements).get(Range.all().step(-step)).toInts())
        .containsExactly(IntStream.iterate(extent - 1, i -> i >= 0, i -> i - step).toArray());
  }
}
