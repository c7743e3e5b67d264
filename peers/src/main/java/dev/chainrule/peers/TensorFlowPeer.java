package dev.chainrule.peers;

import dev.chainrule.Tensor;
import dev.chainrule.bench.Peer;
import dev.chainrule.bench.PlainWorkload;
import dev.chainrule.bench.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/// TensorFlow's graphs, built and run from Java.
public final class TensorFlowPeer implements Peer {
  private static final float RATE = 0.05f;
  private static final float MOMENTUM = 0.9f;

  @Override
  public String name() {
    return "tensorflow-java";
  }

  @Override
  public @Nullable Workload workload(Map<String, Object> task, Map<String, Tensor> inputs) {
    return "mlp".equals(task.get("kind")) ? mlp(inputs) : null;
  }

  private static Workload mlp(Map<String, Tensor> inputs) {
    Graph graph = new Graph();
    Ops tf = Ops.create(graph);
    List<Op> starts = new ArrayList<>();
    List<Variable<TFloat32>> parameters = new ArrayList<>();
    Operand<TFloat32> activation = floats(tf, inputs.get("x"));
    for (int i = 0; inputs.containsKey("layers[" + i + "].w"); i++) {
      Variable<TFloat32> w = variable(tf, floats(tf, inputs.get("layers[" + i + "].w")), starts);
      Variable<TFloat32> b = variable(tf, floats(tf, inputs.get("layers[" + i + "].b")), starts);
      Operand<TFloat32> input = i == 0 ? activation : tf.nn.relu(activation);
      activation = tf.math.add(tf.linalg.matMul(input, w), b);
      parameters.addAll(List.of(w, b));
    }
    // The loss that takes the numbers of classes has no gradient here.
    Operand<TFloat32> labels = floats(tf, inputs.get("y").oneHot((int) activation.shape().get(1)));
    Operand<TFloat32> losses = tf.nn.softmaxCrossEntropyWithLogits(activation, labels).loss();
    Operand<TFloat32> loss = tf.math.mean(losses, tf.constant(0));
    Gradients gradients = tf.gradients(loss, parameters);
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Variable<TFloat32> velocity = variable(tf, tf.zerosLike(parameters.get(i)), starts);
      Operand<TFloat32> faster = tf.assign(velocity,
          tf.math.add(tf.math.mul(velocity, tf.constant(MOMENTUM)), gradients.<TFloat32>dy(i)));
      updates.add(tf.assignSub(parameters.get(i), tf.math.mul(faster, tf.constant(RATE))));
    }
    Session session = new Session(graph, ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(Runtime.getRuntime().availableProcessors()).setInterOpParallelismThreads(1).build());
    starts.forEach(session::run);
    return new PlainWorkload(() -> {
      Session.Runner runner = session.runner().fetch(loss);
      updates.forEach(runner::addTarget);
      try (Result result = runner.run()) {
        return ((TFloat32) result.get(0)).getFloat();
      }
    });
  }

  private static Operand<TFloat32> floats(Ops tf, Tensor tensor) {
    long[] extents = Arrays.stream(tensor.shape().extents()).asLongStream().toArray();
    return tf.constant(Shape.of(extents), DataBuffers.of(tensor.toFloats()));
  }

  private static Variable<TFloat32> variable(Ops tf, Operand<TFloat32> start, List<Op> starts) {
    Variable<TFloat32> variable = tf.variable(start.shape(), TFloat32.class);
    starts.add(tf.assign(variable, start));
    return variable;
  }
}
