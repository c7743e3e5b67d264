package dev.chainrule.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Tensor;
import dev.chainrule.graph.SpecialFunctions;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Printed source, compiled by javac and loaded: to hold what it computes against the engine. It finds nothing of
/// Chainrule but the special functions.
final class CompiledSource {
  private final Map<String, byte[]> classes = new HashMap<>();
  private final ClassLoader loader = new ClassLoader(ClassLoader.getPlatformClassLoader()) {
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (name.equals(SpecialFunctions.class.getName())) {
        return SpecialFunctions.class;
      }
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  };

  /// Compiles classes by their names; fails with javac's words if it refuses.
  static CompiledSource of(Map<String, String> sources) {
    CompiledSource compiled = new CompiledSource();
    var compiler = ToolProvider.getSystemJavaCompiler();
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((name, text) -> units.add(new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    }));
    JavaFileManager files = new ForwardingJavaFileManager<>(compiler.getStandardFileManager(diagnostics, null, null)) {
      @Override
      public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
        return new SimpleJavaFileObject(URI.create("bytes:///" + name + ".class"), kind) {
          @Override
          public OutputStream openOutputStream() {
            return new ByteArrayOutputStream() {
              @Override
              public void close() {
                compiled.classes.put(name, toByteArray());
              }
            };
          }
        };
      }
    };
    boolean success = compiler.getTask(null, files, diagnostics, List.of("-proc:none", "-Xlint:all"), null, units).call();
    assertThat(success).withFailMessage(() -> diagnostics.getDiagnostics() + "\n" + sources.values()).isTrue();
    return compiled;
  }

  static CompiledSource of(String name, String text) {
    return of(Map.of(name, text));
  }

  /// Calls a static method on tensors; its result, or the components of the record that it gives.
  List<Object> call(String className, String method, Tensor... arguments) {
    try {
      Class<?> type = loader.loadClass(className);
      Method found = Arrays.stream(type.getDeclaredMethods()).filter(m -> m.getName().equals(method)).findFirst().orElseThrow();
      Object result = found.invoke(null, Arrays.stream(arguments).map(CompiledSource::argument).toArray());
      if (!(result instanceof Record)) {
        return List.of(result);
      }
      List<Object> components = new ArrayList<>();
      for (RecordComponent component : result.getClass().getRecordComponents()) {
        components.add(component.getAccessor().invoke(result));
      }
      return components;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  static Object argument(Tensor tensor) {
    Object elements = switch (tensor.dtype()) {
      case F32 -> tensor.toFloats();
      case F64 -> tensor.toDoubles();
      case I32 -> tensor.toInts();
      case I64 -> tensor.toLongs();
      case BOOL -> tensor.toBooleans();
    };
    return tensor.rank() == 0 ? Array.get(elements, 0) : elements;
  }

  /// Holds a result against the engine's, up to a relative tolerance; infinities and NaN must be equal.
  static void assertSame(Object actual, Tensor expected, double tolerance) {
    Object wanted = argument(expected);
    int length = expected.rank() == 0 ? 1 : Array.getLength(wanted);
    for (int i = 0; i < length; i++) {
      double a = number(expected.rank() == 0 ? actual : Array.get(actual, i));
      double b = number(expected.rank() == 0 ? wanted : Array.get(wanted, i));
      if (a == b || Double.isNaN(a) && Double.isNaN(b)) {
        continue;
      }
      assertThat(Math.abs(a - b)).as("element %d: %s, expected %s", i, a, b).isLessThanOrEqualTo(tolerance * Math.max(1, Math.abs(b)));
    }
    assertThat(expected.rank() == 0 ? 1 : Array.getLength(actual)).isEqualTo(length);
  }

  private static double number(Object element) {
    return switch (element) {
      case Boolean truth -> truth ? 1 : 0;
      case Number number -> number.doubleValue();
      default -> throw new AssertionError(element.getClass());
    };
  }
}
