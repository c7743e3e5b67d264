package dev.chainrule.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Runs of places against what they are defined as, for all small numbers: kernels of convolutions keep the runs that they
/// have once computed, so that a wrong one for a shape that was seen before would not show there.
class PlaceRunTest {
  private record Read(int position, int place) {}

  @Test
  void aRunIsAllPositionsThatReadAPlace() {
    for (int extent = 0; extent <= 7; extent++) {
      for (int stride = 1; stride <= 4; stride++) {
        for (int dilation = 1; dilation <= 4; dilation++) {
          for (int places = 0; places <= 4; places++) {
            for (int offset = -9; offset <= 9; offset++) {
              assertRun(extent, stride, offset, dilation, places);
            }
          }
        }
      }
    }
  }

  private static void assertRun(int extent, int stride, int offset, int dilation, int places) {
    List<Read> expected = new ArrayList<>();
    for (int position = 0; position < extent; position++) {
      int at = position * stride + offset;
      if (Math.floorMod(at, dilation) == 0 && at >= 0 && at / dilation < places) {
        expected.add(new Read(position, at / dilation));
      }
    }
    PlaceRun run = PlaceRun.of(extent, stride, offset, dilation, places);
    List<Read> actual = new ArrayList<>();
    for (int i = 0; i < run.count(); i++) {
      actual.add(new Read(run.first() + i * run.step(), run.place() + i * run.placeStep()));
    }
    assertThat(actual).as("%s of extent %d, stride %d, offset %d, dilation %d, %d places", run, extent, stride, offset, dilation, places)
        .isEqualTo(expected);
    assertThat(run.isWhole(extent)).isEqualTo(expected.size() == extent);
  }
}
