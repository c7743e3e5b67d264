package dev.chainrule.view;

import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.valueAndGrad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Compiled;
import dev.chainrule.Step;
import dev.chainrule.Tensor;
import dev.chainrule.ValueAndGrad;
import dev.chainrule.graph.StructureException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compiled functions, written to files that are then compiled and run without the library.
class AheadOfTimeTest {
  private record Model(Tensor w, Tensor b) {}

  @TempDir
  Path folder;

  /// Plain javac, in a folder with nothing but the source, and nothing on the class path.
  private List<Object> runSource(Compiled compiled, Tensor... arguments) throws Exception {
    Path file = folder.resolve("Written.java");
    compiled.writeSource(file);
    Path javac = Path.of(System.getProperty("java.home"), "bin", "javac");
    Path words = folder.resolve("words.txt");
    int code = new ProcessBuilder(javac.toString(), "-cp", folder.toString(), "-d", folder.resolve("out").toString(), file.toString())
        .redirectErrorStream(true).redirectOutput(words.toFile()).start().waitFor();
    assertThat(code).as(Files.readString(words) + Files.readString(file)).isZero();
    return run(folder.resolve("out"), arguments);
  }

  private List<Object> runClass(Compiled compiled, Tensor... arguments) throws Exception {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    compiled.writeClass(classes.resolve("Written.class"));
    return run(classes, arguments);
  }

  private static List<Object> run(Path classes, Tensor... arguments) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      Method run = Arrays.stream(loader.loadClass("Written").getDeclaredMethods()).filter(method -> method.getName().equals("run")).findFirst().orElseThrow();
      Object result = run.invoke(null, Arrays.stream(arguments).map(CompiledSource::argument).toArray());
      if (!(result instanceof Record)) {
        return List.of(result);
      }
      List<Object> components = new ArrayList<>();
      for (RecordComponent component : result.getClass().getRecordComponents()) {
        components.add(component.getAccessor().invoke(result));
      }
      return components;
    }
  }

  private void verify(Compiled compiled, List<Tensor> expected, Tensor... arguments) throws Exception {
    for (List<Object> results : List.of(runSource(compiled, arguments), runClass(compiled, arguments))) {
      assertThat(results).hasSameSizeAs(expected);
      for (int i = 0; i < results.size(); i++) {
        CompiledSource.assertSame(results.get(i), expected.get(i), 1e-12);
      }
    }
  }

  private static List<Tensor> parts(ValueAndGrad<Tensor> result) {
    return List.of(result.value(), result.grad());
  }

  @Test
  void aScalarFunctionWithItsGradient() throws Exception {
    Compiled.Of<Tensor, ValueAndGrad<Tensor>> f = jit(valueAndGrad(x -> x.sin().times(x).plus(x.log())));
    Tensor x = Tensor.of(1.5);
    verify(f, parts(f.apply(x)), x);
  }

  @Test
  void aTensorFunctionWithItsGradientAndDataAndWhatItCaptured() throws Exception {
    Tensor scale = Tensor.of(0.5, 2, 1);
    Compiled.OfTwo<Model, Tensor, ValueAndGrad<Model>> f = jit(valueAndGrad((Model m, Tensor x) ->
        x.times(scale).matmul(m.w()).plus(m.b()).tanh().square().mean()));
    Model model = new Model(JavaPrimitivesTest.random(1, 3, 2), Tensor.of(0.1, -0.2));
    Tensor x = JavaPrimitivesTest.random(2, 4, 3);
    ValueAndGrad<Model> result = f.apply(model, x);
    verify(f, List.of(result.value(), result.grad().w(), result.grad().b()), model.w(), model.b(), x);
    assertThat(folder.resolve("Written.java")).content()
        .contains("run(double[] w, double[] b, double[] y)", "record Result(double value, double[] grad_w, double[] grad_b)");
  }

  @Test
  void aLoopWithItsGradient() throws Exception {
    Function<Tensor, Tensor> total = xs -> scan((Tensor c, Tensor x) -> new Step<>(c.times(x).tanh().plus(x), c), Tensor.of(0.5), xs).carry();
    Compiled.Of<Tensor, ValueAndGrad<Tensor>> f = jit(valueAndGrad(total));
    Tensor xs = JavaPrimitivesTest.random(3, 7);
    verify(f, parts(f.apply(xs)), xs);
  }

  @Test
  void aDecompositionWithItsGradient() throws Exception {
    Compiled.Of<Tensor, ValueAndGrad<Tensor>> f = jit(valueAndGrad(a ->
        a.matmul(a.transpose()).cholesky().sum().plus(a.solve(a.square()).sum()).plus(a.det())));
    Tensor a = JavaPrimitivesTest.random(4, 3, 3);
    verify(f, parts(f.apply(a)), a);
  }

  @Test
  void filesAreCalledLikeTheClassAndOneKindOfArgumentsIsWritten() {
    Compiled.OfTensor f = jit(x -> x.times(2));
    assertThatThrownBy(() -> f.writeSource(folder.resolve("F.java"))).isInstanceOf(StructureException.class)
        .hasMessageStartingWith("[writeSource] the function has been called with 0 kinds of arguments, but one kind is written");
    f.apply(Tensor.of(1.0));
    assertThatThrownBy(() -> f.writeClass(folder.resolve("F"))).isInstanceOf(StructureException.class)
        .hasMessage("[writeClass] the file is called F, but must be called like the class, as in Loss.class");
    f.apply(Tensor.of(1.0, 2));
    assertThatThrownBy(() -> f.writeSource(folder.resolve("F.java"))).hasMessageContaining("2 kinds of arguments");
  }
}
