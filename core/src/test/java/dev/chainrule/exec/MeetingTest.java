package dev.chainrule.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.op.Convolve;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Places and positions meet where the definition of a convolution says that they do.
class MeetingTest {
  private static final int PLACES = 7;
  private static final int POSITIONS = 4;

  private record Met(int place, int position, int element) {}

  @Test
  void meetingsAreThoseOfTheDefinition() {
    for (int stride = 1; stride <= 3; stride++) {
      for (int low = -2; low <= 3; low++) {
        for (int inputDilation = 1; inputDilation <= 4; inputDilation++) {
          for (int kernelDilation = 1; kernelDilation <= 3; kernelDilation++) {
            Convolve.Axis axis = new Convolve.Axis(stride, low, 0, inputDilation, kernelDilation);
            assertThat(found(axis)).as(axis.toString()).isEqualTo(defined(axis));
          }
        }
      }
    }
  }

  private static Set<Met> found(Convolve.Axis axis) {
    Set<Met> all = new HashSet<>();
    for (Meeting meeting : Meeting.along(axis, PLACES, POSITIONS)) {
      for (int i = 0; i < meeting.places().length; i++) {
        for (int j = 0; j < meeting.positions().length; j++) {
          all.add(new Met(meeting.places()[i], meeting.positions()[j], meeting.placeAt()[i] + meeting.positionAt()[j]));
        }
      }
    }
    return all;
  }

  private static Set<Met> defined(Convolve.Axis axis) {
    Set<Met> all = new HashSet<>();
    for (int place = 0; place < PLACES; place++) {
      for (int position = 0; position < POSITIONS; position++) {
        int at = place * axis.stride() + position * axis.kernelDilation() - axis.low();
        if (at % axis.inputDilation() == 0) {
          all.add(new Met(place, position, at / axis.inputDilation()));
        }
      }
    }
    return all;
  }
}
