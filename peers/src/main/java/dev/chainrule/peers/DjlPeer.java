package dev.chainrule.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import dev.chainrule.Tensor;
import dev.chainrule.bench.Peer;
import dev.chainrule.bench.PlainWorkload;
import dev.chainrule.bench.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The Deep Java Library over PyTorch's native one.
public final class DjlPeer implements Peer {
  private static final float RATE = 0.05f;
  private static final float MOMENTUM = 0.9f;

  @Override
  public String name() {
    return "djl-pytorch";
  }

  @Override
  public @Nullable Workload workload(Map<String, Object> task, Map<String, Tensor> inputs) {
    System.setProperty("ai.djl.offline", "true"); // All it needs is on the class path.
    return switch ((String) task.get("kind")) {
      case "mlp" -> mlp(inputs);
      case "matmul" -> matmul(task, inputs);
      default -> null;
    };
  }

  private static @Nullable Workload matmul(Map<String, Object> task, Map<String, Tensor> inputs) {
    if (inputs.get("x").dtype() != dev.chainrule.Chainrule.F32) {
      return null;
    }
    NDManager manager = NDManager.newBaseManager();
    NDArray x = matrix(manager, inputs.get("x"), task.get("left"));
    NDArray y = matrix(manager, inputs.get("y"), task.get("right"));
    NDArray[] last = {x.matMul(y)};
    return new PlainWorkload(() -> {
      last[0].close();
      last[0] = x.matMul(y);
      return Double.NaN;
    }, () -> last[0].abs().mean().getFloat());
  }

  private static NDArray matrix(NDManager manager, Tensor tensor, Object transposed) {
    NDArray matrix = array(manager, tensor);
    return Boolean.TRUE.equals(transposed) ? matrix.swapAxes(-1, -2) : matrix.duplicate();
  }

  private static NDArray array(NDManager manager, Tensor tensor) {
    Shape shape = new Shape(Arrays.stream(tensor.shape().extents()).asLongStream().toArray());
    return switch (tensor.dtype()) {
      case I32 -> manager.create(tensor.toInts(), shape);
      default -> manager.create(tensor.toFloats(), shape);
    };
  }

  private static Workload mlp(Map<String, Tensor> inputs) {
    NDManager manager = NDManager.newBaseManager();
    NDArray x = array(manager, inputs.get("x"));
    NDArray labels = array(manager, inputs.get("y"));
    List<NDArray> parameters = new ArrayList<>();
    for (int i = 0; inputs.containsKey("layers[" + i + "].w"); i++) {
      for (String part : List.of("w", "b")) {
        NDArray parameter = array(manager, inputs.get("layers[" + i + "]." + part));
        parameter.setRequiresGradient(true);
        parameters.add(parameter);
      }
    }
    List<NDArray> velocities = parameters.stream().map(NDArray::zerosLike).toList();
    Loss crossEntropy = Loss.softmaxCrossEntropyLoss();
    return new PlainWorkload(() -> {
      try (NDManager step = manager.newSubManager()) {
        // Results belong to the manager of what they are made of, and end with it.
        parameters.forEach(parameter -> parameter.tempAttach(step));
        x.tempAttach(step);
        labels.tempAttach(step);
        float loss = backward(parameters, x, labels, crossEntropy);
        for (int i = 0; i < parameters.size(); i++) {
          velocities.get(i).muli(MOMENTUM).addi(parameters.get(i).getGradient());
          parameters.get(i).subi(velocities.get(i).mul(RATE));
        }
        return loss;
      }
    });
  }

  /// The loss; gradients are then with the parameters. Only while there is a collector may these not be changed in place.
  private static float backward(List<NDArray> parameters, NDArray x, NDArray labels, Loss crossEntropy) {
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.zeroGradients();
      NDArray activation = x;
      for (int i = 0; i < parameters.size(); i += 2) {
        NDArray input = i == 0 ? activation : Activation.relu(activation);
        activation = input.matMul(parameters.get(i)).add(parameters.get(i + 1));
      }
      NDArray loss = crossEntropy.evaluate(new NDList(labels), new NDList(activation));
      collector.backward(loss);
      return loss.getFloat();
    }
  }
}
