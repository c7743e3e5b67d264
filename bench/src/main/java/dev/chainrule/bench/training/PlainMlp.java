package dev.chainrule.bench.training;

import dev.chainrule.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The perceptron's training step as one writes it in Java without a library: loops over arrays, in the order that
/// HotSpot makes vector instructions of, and a backward pass derived by hand.
public final class PlainMlp {
  private static final float RATE = 0.05f;
  private static final float MOMENTUM = 0.9f;

  /// x·w + b, and what the step needs to go back.
  private static final class Layer {
    final int inputs;
    final int outputs;
    final float[] w;
    final float[] b;
    final float[] dw;
    final float[] db;
    final float[] vw;
    final float[] vb;
    final float[] y;
    final float[] dy;

    Layer(Tensor w, Tensor b, int batch) {
      this.inputs = w.shape().extent(0);
      this.outputs = w.shape().extent(1);
      this.w = w.toFloats();
      this.b = b.toFloats();
      this.dw = new float[this.w.length];
      this.db = new float[this.b.length];
      this.vw = new float[this.w.length];
      this.vb = new float[this.b.length];
      this.y = new float[batch * outputs];
      this.dy = new float[batch * outputs];
    }

    void forward(float[] x, int batch) {
      for (int row = 0; row < batch; row++) {
        System.arraycopy(b, 0, y, row * outputs, outputs);
        for (int i = 0; i < inputs; i++) {
          addMultiple(x[row * inputs + i], w, i * outputs, y, row * outputs, outputs);
        }
      }
    }

    void backward(float[] x, int batch) {
      Arrays.fill(dw, 0);
      Arrays.fill(db, 0);
      for (int row = 0; row < batch; row++) {
        addMultiple(1, dy, row * outputs, db, 0, outputs);
        for (int i = 0; i < inputs; i++) {
          addMultiple(x[row * inputs + i], dy, row * outputs, dw, i * outputs, outputs);
        }
      }
    }

    /// The cotangent of the inputs, where these were positive.
    void backwardThroughRelu(float[] x, float[] dx, int batch) {
      for (int row = 0; row < batch; row++) {
        for (int i = 0; i < inputs; i++) {
          int at = row * inputs + i;
          dx[at] = x[at] > 0 ? dot(dy, row * outputs, w, i * outputs, outputs) : 0;
        }
      }
    }

    void update() {
      descend(w, vw, dw);
      descend(b, vb, db);
    }
  }

  private final int batch;
  private final float[] x;
  private final int[] labels;
  private final List<Layer> layers = new ArrayList<>();

  /// @param inputs the parameters and data of a [Training] of a perceptron
  public PlainMlp(Map<String, Tensor> inputs) {
    this.x = inputs.get("x").toFloats();
    this.labels = inputs.get("y").toInts();
    this.batch = labels.length;
    for (int i = 0; inputs.containsKey("layers[" + i + "].w"); i++) {
      layers.add(new Layer(inputs.get("layers[" + i + "].w"), inputs.get("layers[" + i + "].b"), batch));
    }
  }

  /// Takes a step, and gives the loss before it.
  public double step() {
    float[] activation = x;
    for (Layer layer : layers) {
      layer.forward(activation, batch);
      if (layer != layers.getLast()) {
        relu(layer.y);
      }
      activation = layer.y;
    }
    double loss = crossEntropy(layers.getLast());
    for (int i = layers.size() - 1; i >= 0; i--) {
      Layer layer = layers.get(i);
      layer.backward(i == 0 ? x : layers.get(i - 1).y, batch);
      if (i > 0) {
        layer.backwardThroughRelu(layers.get(i - 1).y, layers.get(i - 1).dy, batch);
      }
    }
    layers.forEach(Layer::update);
    return loss;
  }

  /// The loss; its gradient, (softmax − right) / batch, goes into the last layer's cotangent.
  private double crossEntropy(Layer last) {
    double loss = 0;
    for (int row = 0; row < batch; row++) {
      int start = row * last.outputs;
      float largest = last.y[start];
      for (int i = 1; i < last.outputs; i++) {
        largest = Math.max(largest, last.y[start + i]);
      }
      double sum = 0;
      for (int i = 0; i < last.outputs; i++) {
        sum += Math.exp(last.y[start + i] - largest);
      }
      loss += Math.log(sum) + largest - last.y[start + labels[row]];
      for (int i = 0; i < last.outputs; i++) {
        double p = Math.exp(last.y[start + i] - largest) / sum;
        last.dy[start + i] = (float) ((i == labels[row] ? p - 1 : p) / batch);
      }
    }
    return loss / batch;
  }

  private static void relu(float[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.max(y[i], 0);
    }
  }

  private static void addMultiple(float factor, float[] from, int fromStart, float[] to, int toStart, int length) {
    for (int i = 0; i < length; i++) {
      to[toStart + i] += factor * from[fromStart + i];
    }
  }

  private static float dot(float[] a, int aStart, float[] b, int bStart, int length) {
    float sum = 0;
    for (int i = 0; i < length; i++) {
      sum += a[aStart + i] * b[bStart + i];
    }
    return sum;
  }

  private static void descend(float[] p, float[] v, float[] g) {
    for (int i = 0; i < p.length; i++) {
      v[i] = MOMENTUM * v[i] + g[i];
      p[i] -= RATE * v[i];
    }
  }
}
