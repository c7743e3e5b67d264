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
    while (true) {
      System.arraycopy(carries.now(), 0, asked, loop.conditionConstants(), y.length);
      condition.fill(asked, answer);
      if (!answer[0].booleans()[0]) {
        carries.finish(y);
        return;
      }
      System.arraycopy(carries.now(), 0, given, loop.bodyConstants(), y.length);
      body.fill(given, carries.next());
      carries.advance();
    }
  }
}
