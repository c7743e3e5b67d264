package dev.chainrule.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Runs models in ONNX Runtime.
final class Runtime {
  private static final OrtEnvironment ENVIRONMENT =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "chainrule");

  private Runtime() {}

  static Map<String, Tensor> run(byte[] model, Map<String, Tensor> x) throws OrtException {
    try (var options = new OrtSession.SessionOptions(); var session = ENVIRONMENT.createSession(model, options)) {
      Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
      for (String name : session.getInputNames()) {
        inputs.put(name, given(x.get(name).value().array().contiguous()));
      }
      Map<String, Tensor> results = new LinkedHashMap<>();
      try (OrtSession.Result y = session.run(inputs)) {
        for (Map.Entry<String, OnnxValue> entry : y) {
          results.put(entry.getKey(), taken((OnnxTensor) entry.getValue()));
        }
      }
      return results;
    }
  }

  private static OnnxTensor given(Array x) throws OrtException {
    long[] shape = Arrays.stream(x.shape().extents()).asLongStream().toArray();
    return switch (x.dtype()) {
      case F32 -> OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(x.floats()), shape);
      case F64 -> OnnxTensor.createTensor(ENVIRONMENT, DoubleBuffer.wrap(x.doubles()), shape);
      case I32 -> OnnxTensor.createTensor(ENVIRONMENT, IntBuffer.wrap(x.ints()), shape);
      case I64 -> OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(x.longs()), shape);
      case BOOL -> {
        ByteBuffer bytes = ByteBuffer.allocateDirect(x.size()).order(ByteOrder.nativeOrder());
        for (int i = 0; i < x.size(); i++) {
          bytes.put(i, (byte) (x.booleans()[i] ? 1 : 0));
        }
        yield OnnxTensor.createTensor(ENVIRONMENT, bytes, shape, OnnxJavaType.BOOL);
      }
    };
  }

  private static Tensor taken(OnnxTensor y) {
    TensorInfo info = y.getInfo();
    Shape shape = Shape.of(Arrays.stream(info.getShape()).mapToInt(Math::toIntExact).toArray());
    return switch (info.type) {
      case FLOAT -> {
        float[] elements = new float[shape.size()];
        y.getFloatBuffer().get(elements);
        yield Tensor.of(shape, elements);
      }
      case DOUBLE -> {
        double[] elements = new double[shape.size()];
        y.getDoubleBuffer().get(elements);
        yield Tensor.of(shape, elements);
      }
      case INT32 -> {
        int[] elements = new int[shape.size()];
        y.getIntBuffer().get(elements);
        yield Tensor.of(shape, elements);
      }
      case INT64 -> {
        long[] elements = new long[shape.size()];
        y.getLongBuffer().get(elements);
        yield Tensor.of(shape, elements);
      }
      case BOOL -> {
        boolean[] elements = new boolean[shape.size()];
        ByteBuffer bytes = y.getByteBuffer();
        for (int i = 0; i < elements.length; i++) {
          elements[i] = bytes.get(i) != 0;
        }
        yield Tensor.of(shape, elements);
      }
      default -> throw new AssertionError(info.type);
    };
  }
}
