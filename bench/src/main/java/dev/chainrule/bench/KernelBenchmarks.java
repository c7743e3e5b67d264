package dev.chainrule.bench;

import static dev.chainrule.Chainrule.jit;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Kernels beside plain Java loops for the same, in one run. [#main] prints the ratios: below 1, ours is faster.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC"})
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 1)
public class KernelBenchmarks {
  private static float[] random(int size) {
    Random random = new Random(1);
    float[] elements = new float[size];
    for (int i = 0; i < size; i++) {
      elements[i] = (float) random.nextGaussian();
    }
    return elements;
  }

  /// Vectors, and functions of them.
  @State(Scope.Thread)
  public static class Vectors {
    @Param({"1000", "100000", "1000000"})
    int size;

    float[] a;
    float[] b;
    Tensor x;
    Tensor y;
    BinaryOperator<Tensor> polynomial;
    BinaryOperator<Tensor> maskedProduct;
    BinaryOperator<Tensor> squaredDistance;

    @Setup
    public void fill() {
      a = random(size);
      b = random(size);
      x = Tensor.of(a);
      y = Tensor.of(b);
      polynomial = jit((u, v) -> u.times(v).plus(u).times(u.minus(v)).plus(v));
      maskedProduct = jit((u, v) -> u.gt(0.0).where(u.times(v), u.times(0.0)));
      squaredDistance = jit((u, v) -> u.minus(v).square().sum());
    }
  }

  /// Matrices, as a layer multiplies them.
  @State(Scope.Thread)
  public static class Matrices {
    @Param({"256,256,256", "128,784,256", "64,64,32"})
    String sizes;

    int m;
    int k;
    int n;
    float[] a;
    float[] b;
    Tensor x;
    Tensor y;

    @Setup
    public void fill() {
      String[] parts = sizes.split(",");
      m = Integer.parseInt(parts[0]);
      k = Integer.parseInt(parts[1]);
      n = Integer.parseInt(parts[2]);
      a = random(m * k);
      b = random(k * n);
      x = Tensor.of(Shape.of(m, k), a);
      y = Tensor.of(Shape.of(k, n), b);
    }
  }

  /// Images, and a layer's kernel.
  @State(Scope.Thread)
  public static class Images {
    @Param({"32,26,64", "64,16,64"})
    String sizes;

    int channels;
    int side;
    int outputs;
    float[] image;
    float[] kernel;
    Tensor x;
    Tensor w;

    @Setup
    public void fill() {
      String[] parts = sizes.split(",");
      channels = Integer.parseInt(parts[0]);
      side = Integer.parseInt(parts[1]);
      outputs = Integer.parseInt(parts[2]);
      image = random(channels * side * side);
      kernel = random(outputs * channels * 9);
      x = Tensor.of(Shape.of(1, channels, side, side), image);
      w = Tensor.of(Shape.of(outputs, channels, 3, 3), kernel);
    }
  }

  /// Rows of logits.
  @State(Scope.Thread)
  public static class Rows {
    @Param({"64,64", "1024,65"})
    String sizes;

    int rows;
    int columns;
    float[] logits;
    Tensor x;
    UnaryOperator<Tensor> softmax;

    @Setup
    public void fill() {
      String[] parts = sizes.split(",");
      rows = Integer.parseInt(parts[0]);
      columns = Integer.parseInt(parts[1]);
      logits = random(rows * columns);
      x = Tensor.of(Shape.of(rows, columns), logits);
      softmax = jit((Tensor u) -> u.softmax(-1));
    }
  }

  @Benchmark
  public Object polynomial(Vectors state) {
    return state.polynomial.apply(state.x, state.y);
  }

  @Benchmark
  public Object polynomialPlain(Vectors state) {
    float[] a = state.a;
    float[] b = state.b;
    float[] result = new float[a.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (a[i] * b[i] + a[i]) * (a[i] - b[i]) + b[i];
    }
    return result;
  }

  @Benchmark
  public Object eagerAddition(Vectors state) {
    return state.x.plus(state.y);
  }

  @Benchmark
  public Object eagerAdditionPlain(Vectors state) {
    float[] a = state.a;
    float[] b = state.b;
    float[] result = new float[a.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = a[i] + b[i];
    }
    return result;
  }

  @Benchmark
  public Object maskedProduct(Vectors state) {
    return state.maskedProduct.apply(state.x, state.y);
  }

  @Benchmark
  public Object maskedProductPlain(Vectors state) {
    float[] a = state.a;
    float[] b = state.b;
    float[] result = new float[a.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = a[i] > 0 ? a[i] * b[i] : 0;
    }
    return result;
  }

  @Benchmark
  public Object squaredDistance(Vectors state) {
    return state.squaredDistance.apply(state.x, state.y);
  }

  @Benchmark
  public float squaredDistancePlain(Vectors state) {
    float[] a = state.a;
    float[] b = state.b;
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      float difference = a[i] - b[i];
      sum += difference * difference;
    }
    return (float) sum;
  }

  @Benchmark
  public Object matmul(Matrices state) {
    return state.x.matmul(state.y);
  }

  /// The order of loops that HotSpot vectorises best.
  @Benchmark
  public Object matmulPlain(Matrices state) {
    float[] result = new float[state.m * state.n];
    for (int i = 0; i < state.m; i++) {
      for (int p = 0; p < state.k; p++) {
        float factor = state.a[i * state.k + p];
        for (int j = 0; j < state.n; j++) {
          result[i * state.n + j] += factor * state.b[p * state.n + j];
        }
      }
    }
    return result;
  }

  @Benchmark
  public Object convolution(Images state) {
    return state.x.conv2d(state.w);
  }

  /// The order of loops that HotSpot vectorises best.
  @Benchmark
  public Object convolutionPlain(Images state) {
    int places = state.side - 2;
    float[] result = new float[state.outputs * places * places];
    for (int output = 0; output < state.outputs; output++) {
      for (int channel = 0; channel < state.channels; channel++) {
        for (int position = 0; position < 9; position++) {
          float factor = state.kernel[(output * state.channels + channel) * 9 + position];
          for (int row = 0; row < places; row++) {
            int from = (channel * state.side + row + position / 3) * state.side + position % 3;
            int to = (output * places + row) * places;
            for (int column = 0; column < places; column++) {
              result[to + column] += factor * state.image[from + column];
            }
          }
        }
      }
    }
    return result;
  }

  @Benchmark
  public Object softmax(Rows state) {
    return state.softmax.apply(state.x);
  }

  @Benchmark
  public Object softmaxPlain(Rows state) {
    float[] result = new float[state.logits.length];
    for (int at = 0; at < result.length; at += state.columns) {
      float largest = Float.NEGATIVE_INFINITY;
      for (int i = at; i < at + state.columns; i++) {
        largest = Math.max(largest, state.logits[i]);
      }
      float sum = 0;
      for (int i = at; i < at + state.columns; i++) {
        result[i] = (float) Math.exp(state.logits[i] - largest);
        sum += result[i];
      }
      for (int i = at; i < at + state.columns; i++) {
        result[i] /= sum;
      }
    }
    return result;
  }

  /// Runs all, or those whose names contain the argument, and prints our time over the plain loop's.
  public static void main(String[] arguments) throws RunnerException {
    String wanted = "KernelBenchmarks." + (arguments.length > 0 ? ".*" + arguments[0] : "");
    Collection<RunResult> results = new Runner(new OptionsBuilder().include(wanted).build()).run();
    Map<String, Double> times = new TreeMap<>();
    for (RunResult result : results) {
      String name = result.getParams().getBenchmark();
      String sizes = result.getParams().getParam(result.getParams().getParamsKeys().iterator().next());
      times.put(name.substring(name.lastIndexOf('.') + 1) + " " + sizes, result.getPrimaryResult().getScore());
    }
    times.forEach((name, time) -> {
      Double plain = times.get(name.replace(" ", "Plain "));
      if (plain != null) {
        System.out.printf("%-28s %10.2f µs   plain %10.2f µs   ratio %.2f%n", name, time, plain, time / plain);
      }
    });
  }
}
