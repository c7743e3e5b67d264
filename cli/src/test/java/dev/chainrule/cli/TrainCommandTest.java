package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainCommandTest {
  private record Outcome(int code, String out, String err) {
    List<JsonObject> objects() {
      return out.lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    }
  }

  private static Outcome run(String command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err, true), command.split(" "));
    return new Outcome(code, out.toString(), err.toString());
  }

  @Test
  void readsAtLeast97PercentOfUnseenDigitsByDefault() {
    Outcome outcome = run("train digits --json");
    assertThat(outcome.code).isZero();
    assertThat(outcome.objects()).hasSize(21);
    assertThat(outcome.objects().getLast().get("testAccuracy").getAsDouble()).isGreaterThanOrEqualTo(0.97);
  }

  @Test
  void jsonHasOneObjectForEachEpochAndOneAtTheEnd() {
    Outcome outcome = run("train digits --epochs 2 --seed 5 --json");
    assertThat(outcome.err).isEmpty();
    List<JsonObject> lines = outcome.objects();
    assertThat(lines).extracting(JsonObject::keySet).extracting(List::copyOf).containsExactly(
        List.of("epoch", "trainLoss", "testAccuracy"),
        List.of("epoch", "trainLoss", "testAccuracy"),
        List.of("done", "testAccuracy", "seconds", "seed"));
    assertThat(lines.get(1).get("epoch").getAsInt()).isEqualTo(2);
    assertThat(lines.get(2).get("done").getAsBoolean()).isTrue();
    assertThat(lines.get(2).get("seed").getAsLong()).isEqualTo(5);
    assertThat(lines.get(2).get("seconds").getAsDouble()).isPositive();
    assertThat(lines.get(2).get("testAccuracy")).isEqualTo(lines.get(1).get("testAccuracy"));
  }

  @Test
  void theSameSeedGivesTheSameFigures() {
    String command = "train digits --epochs 2 --seed %d --json";
    List<JsonObject> first = run(command.formatted(7)).objects();
    List<JsonObject> second = run(command.formatted(7)).objects();
    List<JsonObject> other = run(command.formatted(8)).objects();
    assertThat(second.subList(0, 2)).isEqualTo(first.subList(0, 2));
    assertThat(other.get(0)).isNotEqualTo(first.get(0));
  }

  @Test
  void linesTellLossesAndAccuracy() {
    Outcome outcome = run("train digits --epochs 1");
    assertThat(outcome.out.lines()).satisfiesExactly(
        title -> assertThat(title).isEqualTo(
            "digits: 1437 examples to train with, 360 to test with; mlp, momentum, rate 0.05, batches of 32, seed 1"),
        epoch -> assertThat(epoch).matches("epoch 1/1  loss \\d\\.\\d{4}  test loss \\d\\.\\d{4}  test +\\d+\\.\\d\\d %"),
        done -> assertThat(done).matches("test accuracy \\d+\\.\\d\\d % after 1 epoch and \\d+\\.\\d s \\(seed 1\\)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "nadam", "lion", "lamb", "adafactor"})
  void everyOptimizerLearnsWithItsOwnRate(String optimizer) {
    Outcome outcome = run("train digits --epochs 3 --json --optimizer " + optimizer);
    assertThat(outcome.objects().getLast().get("testAccuracy").getAsDouble()).isGreaterThan(0.92);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "mnist                    | unknown data set 'mnist'; known: digits, fashion-mnist, text, csv:FILE, images:FOLDER",
      "digits --model rnn       | unknown model 'rnn'; known: mlp, cnn, lstm, gpt",
      "digits --model gpt       | --model gpt is not for images; there are mlp, cnn and lstm",
      "digits --optimizer best  | unknown optimizer 'best'; known: sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw, nadam, lion, lamb, adafactor",
      "digits --schedule slow   | unknown schedule 'slow'; known: constant, cosine, linear, warmup, onecycle",
      "digits --epochs 0        | --epochs is 0, but must be at least 1",
      "digits --epochs -3       | --epochs is -3, but must be at least 1",
      "digits --batch 0         | --batch is 0, but must be at least 1",
      "digits --batch 1438      | --batch is 1438, but there are only 1437 examples to train with",
      "digits --lr -0.1         | --lr is -0.1, but must be a positive finite number",
      "digits --lr 0            | --lr is 0.0, but must be a positive finite number",
      "digits --lr NaN          | --lr is NaN, but must be a positive finite number",
      "digits --lr Infinity     | --lr is Infinity, but must be a positive finite number",
      "digits --accumulate 0    | --accumulate is 0, but must be at least 1",
      "digits --clip -1         | --clip is -1.0, but must be a positive finite number, or 0 for none",
      "digits --validation 1    | --validation is 1.0, but must be a share from 0 to below 1",
      "digits --patience 3      | --patience 3 needs data to look at that are not tested with: give --validation 0.1 too",
      "--epochs 3               | what is to be learned? give a data set: digits, fashion-mnist, text, csv:FILE or images:FOLDER",
      "digits --resume target   | --resume knows what to learn; leave out 'digits'",
      "--resume target --lr 1   | --lr cannot change in a run that goes on; only --epochs and --data can",
      "--resume nowhere         | nowhere has no run: there is no run.json in it; chainrule train DATASET --out nowhere begins one",
  })
  void nonsenseIsRefusedInOneLine(String arguments, String message) {
    assertThat(run("train " + arguments)).isEqualTo(new Outcome(2, "", "chainrule: " + message + System.lineSeparator()));
    assertThat(run("train --json " + arguments)).isEqualTo(new Outcome(2, "", "chainrule: " + message + System.lineSeparator()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"digits --epochs many", "digits --seed 1.5", "digits --lr fast", "digits --colour red", "digits more"})
  void whatCannotBeReadIsRefusedInOneLine(String arguments) {
    Outcome outcome = run(("train " + arguments).strip());
    assertThat(outcome.code).isEqualTo(2);
    assertThat(outcome.out).isEmpty();
    assertThat(outcome.err.lines()).hasSize(1);
    assertThat(outcome.err).startsWith("chainrule: ");
  }

  @Test
  void trainingThatDivergesEndsWithOneAndSaysWhatHelps() {
    Outcome outcome = run("train digits --lr 1e30 --json");
    assertThat(outcome.code).isEqualTo(1);
    assertThat(outcome.out).isEmpty();
    assertThat(outcome.err).matches("chainrule: training diverged: the loss is (NaN|Infinity) in step \\d+ of epoch 1;"
        + " a smaller learning rate or standardised inputs help\\R(?s).*made the first NaN or infinity.*");
  }
}
