package dev.chainrule.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Chainrule;
import dev.chainrule.Tensor;
import dev.chainrule.ValueAndGrad;
import dev.chainrule.nn.file.Safetensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Models that PyTorch has written: their results, and the gradients of their parameters.
class TorchTest {
  private static Path resource(String name) throws Exception {
    return Path.of(TorchTest.class.getResource("/torch/" + name).toURI());
  }

  private record Torch(OnnxModel model, Map<String, Tensor> tensors) {
    static Torch of(String name) throws Exception {
      return new Torch(OnnxModel.read(resource(name + ".onnx")), Safetensors.read(resource(name + ".safetensors")).tensors());
    }

    Tensor apply(Map<String, Tensor> parameters) {
      return model.apply(parameters, tensors.get("x"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"images", "texts", "sequences"})
  void valuesAndGradientsAgree(String name) throws Exception {
    Torch torch = Torch.of(name);
    Function<Map<String, Tensor>, Tensor> loss = parameters -> torch.apply(parameters).square().sum();
    requireClose("y", torch.apply(torch.model().parameters()), torch.tensors().get("y"));
    for (var gradient : List.of(Chainrule.valueAndGrad(loss), Chainrule.jit(Chainrule.valueAndGrad(loss)))) {
      ValueAndGrad<Map<String, Tensor>> result = gradient.apply(torch.model().parameters());
      TreeSet<String> compared = new TreeSet<>();
      result.grad().forEach((parameter, found) -> {
        Tensor wanted = torch.tensors().get("grad." + parameter);
        if (wanted != null) {
          requireClose(parameter, found, wanted);
          compared.add(parameter);
        }
      });
      assertThat(compared).hasSizeGreaterThanOrEqualTo(name.equals("images") ? 10 : 2);
    }
  }

  @Test
  void runningStatisticsAreNotTrained() throws Exception {
    assertThat(Torch.of("images").model().parameters().keySet())
        .contains("features.1.weight", "features.1.bias").noneMatch(name -> name.contains("running"));
  }

  @Test
  void aModelFromElsewhereIsTrainedFurther() throws Exception {
    Torch torch = Torch.of("images");
    Tensor wanted = Tensor.zeros(dev.chainrule.graph.DType.F32, 3, 3);
    Function<Map<String, Tensor>, Tensor> loss = p -> torch.apply(p).minus(wanted).square().mean();
    var step = Chainrule.jit(Chainrule.valueAndGrad(loss));
    Map<String, Tensor> parameters = torch.model().parameters();
    double before = loss.apply(parameters).item();
    for (int i = 0; i < 40; i++) {
      Map<String, Tensor> gradient = step.apply(parameters).grad();
      parameters = dev.chainrule.Tree.map(parameters, gradient, (p, g) -> p.minus(g.times(0.1)));
    }
    assertThat(loss.apply(parameters).item()).isLessThan(before / 10);
  }

  private static void requireClose(String name, Tensor found, Tensor wanted) {
    assertThat(found.allClose(wanted, 1e-4, 1e-5).value().array().getLong(0)).as("%s: %s, not %s", name, found, wanted).isEqualTo(1);
  }
}
