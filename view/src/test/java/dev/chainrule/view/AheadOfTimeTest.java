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

  private static final String JAR = "chainrule-functions.jar";

  @TempDir
  Path folder;

  /// Plain javac, in a folder with nothing but what was written, and nothing else on the class path.
  private List<Object> runSource(Compiled compiled, Tensor... arguments) throws Exception {
    Path file = folder.resolve("Written.java");
    compiled.writeSource(file);
    Path javac = Path.of(System.getProperty("java.home"), "bin", "javac");
    Path words = folder.resolve("words.txt");
    int code = new ProcessBuilder(javac.toString(), "-cp", folder.resolve(JAR).toString(), "-d", folder.resolve("out").toString(), file.toString())
        .redirectErrorStream(true).redirectOutput(words.toFile()).start().waitFor();
    assertThat(code).as(Files.readString(words) + Files.readString(file)).isZero();
    return run(folder.resolve("out"), folder, arguments);
  }

  private List<Object> runClass(Compiled compiled, Tensor... arguments) throws Exception {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    compiled.writeClass(classes.resolve("Written.class"));
    return run(classes, classes, arguments);
  }

  private static List<Object> run(Path classes, Path written, Tensor... arguments) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL(), written.resolve(JAR).toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
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
  void formulasThatMathLacksAreTakenAlong() throws Exception {
    Compiled.Of<Tensor, ValueAndGrad<Tensor>> f = jit(valueAndGrad(x -> x.asinh().plus(x.plus(1).acosh()).plus(x.times(0.5).atanh()).plus(x.log2()).sum()));
    Tensor x = Tensor.of(0.5, 1.5);
    verify(f, parts(f.apply(x)), x);
    assertThat(folder.resolve(JAR)).doesNotExist();
    assertThat(folder.resolve("Written.java")).content().doesNotContain("dev.chainrule");
  }

  @Test
  void specialFunctionsComeInASmallJarBesideTheFile() throws Exception {
    Compiled.Of<Tensor, ValueAndGrad<Tensor>> f = jit(valueAndGrad(x -> x.erf().plus(x.lgamma()).plus(x.digamma()).plus(x.erfinv()).sum()));
    Tensor x = Tensor.of(0.25, 0.75);
    verify(f, parts(f.apply(x)), x);
    assertThat(Files.size(folder.resolve(JAR))).isBetween(1_000L, 300_000L);
    assertThat(folder.resolve("Written.java")).content()
        .contains("Compiles and runs with chainrule-functions.jar beside it on the class path, for functions that Java's Math has not.");
    assertThat(folder.resolve("classes").resolve(JAR)).hasSameBinaryContentAs(folder.resolve(JAR));
  }

  private record Layers(List<Model> layers, Tensor y) {}

  @Test
  void parametersAreCalledLikeTheirPlaces() {
    Compiled.OfTwo<Layers, Tensor, Tensor> tensor = jit((Layers m, Tensor x) -> x.times(m.layers().getFirst().w()).plus(m.y()));
    Layers layers = new Layers(List.of(new Model(Tensor.of(1.0), Tensor.of(2.0))), Tensor.of(3.0));
    tensor.apply(layers, Tensor.of(2.0));
    tensor.writeSource(folder.resolve("Two.java"));
    assertThat(folder.resolve("Two.java")).content().contains("run(double layers_0__w, double layers_0__b, double y, double y_)");
    Compiled.OfTwo<Tensor, Model, Tensor> tree = jit((Tensor x, Model data) -> x.times(data.w()).plus(data.b()));
    tree.apply(Tensor.of(1.0), layers.layers().getFirst());
    tree.writeSource(folder.resolve("Tree.java"));
    assertThat(folder.resolve("Tree.java")).content().contains("run(double x, double data_w, double data_b)");
  }

  @Test
  void foldersThatAreMissingAreMade() {
    Compiled.OfTensor f = jit(x -> x.erf());
    f.apply(Tensor.of(1.0));
    f.writeSource(folder.resolve("a").resolve("b").resolve("F.java"));
    f.writeClass(folder.resolve("c").resolve("d").resolve("F.class"));
    assertThat(folder.resolve("a/b/F.java")).exists();
    assertThat(folder.resolve("c/d/F.class")).exists();
  }

  @Test
  void errorsNameWhatWasCalled() {
    Compiled.OfTensor f = jit(x -> x.times(2));
    f.apply(Tensor.of(1.0));
    assertThatThrownBy(() -> f.writeClass(folder.resolve("int.class")))
        .hasMessage("[writeClass] 'int' cannot be the name of the class; write a word of letters and digits that Java does not use itself");
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
