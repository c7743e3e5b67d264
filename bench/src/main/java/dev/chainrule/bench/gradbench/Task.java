package dev.chainrule.bench.gradbench;

import com.google.gson.JsonElement;
import java.util.function.Function;

/// One function of one eval: what it makes of the input, what is timed, and how the result is written.
record Task<X, Y>(String module, String function, Function<Input, X> decode, Function<X, Y> run, Function<Y, JsonElement> encode) {
  /// An input made ready to be run again and again.
  interface Ready {
    /// What is timed.
    void run();

    /// The result of the last run.
    JsonElement output();
  }

  Ready ready(Input input) {
    X x = decode.apply(input);
    return new Ready() {
      private Y y;

      @Override
      public void run() {
        y = run.apply(x);
      }

      @Override
      public JsonElement output() {
        return encode.apply(y);
      }
    };
  }
}
