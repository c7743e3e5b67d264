package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Type;
import java.util.Arrays;

/// A loop that runs as long as a condition holds.
final class WhileLoop implements ControlFlow.Kernel {
  private final Control.While loop;
  private final Executable condition;
  private final Executable body;

  WhileLoop(Control.While loop) {
    this.loop = loop;
    this.condition = Execution.ready(loop.condition());
    this.body = Execution.ready(loop.body());
  }

  @Override
  public void run(Array[] x, Array[] y) {
    int constants = loop.conditionConstants() + loop.bodyConstants();
    Carries carries = new Carries(loop.body().outputTypes());
    carries.start(x, constants);
    Array[] asked = Arrays.copyOf(x, loop.conditionConstants() + y.length);
    Array[] given = Arrays.copyOfRange(x, loop.conditionConstants(), x.length);
    Array[] answer = {Array.allocate(Type.scalar(DType.BOOL))};
    try (Executable.Repetition asking = condition.new Repetition(Arrays.copyOf(asked, loop.conditionConstants()));
        Executable.Repetition repetition = body.new Repetition(Arrays.copyOf(given, loop.bodyConstants()))) {
      while (holds(asking, carries, asked, answer)) {
        System.arraycopy(carries.now(), 0, given, loop.bodyConstants(), y.length);
        repetition.fill(given, carries.next());
        carries.advance();
      }
    }
    carries.finish(y);
  }

  private boolean holds(Executable.Repetition asking, Carries carries, Array[] asked, Array[] answer) {
    System.arraycopy(carries.now(), 0, asked, loop.conditionConstants(), asked.length - loop.conditionConstants());
    asking.fill(asked, answer);
    return answer[0].booleans()[0];
  }
}
