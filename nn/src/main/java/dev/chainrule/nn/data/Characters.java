package dev.chainrule.nn.data;

import dev.chainrule.nn.file.FormatException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/// The characters that a text is made of, numbered in the order of their code points: what a model of characters reads and
/// writes.
///
/// {@snippet :
/// Characters alphabet = Characters.of("abracadabra");
/// System.out.println(alphabet.size() + " " + Arrays.toString(alphabet.encode("bad"))); // 5 [1, 0, 3]
/// System.out.println(alphabet.decode(1, 0, 3)); // bad
/// }
///
/// @param all each once
public record Characters(String all) {
  /// Those of a text.
  public static Characters of(String text) {
    int[] sorted = text.codePoints().distinct().sorted().toArray();
    return new Characters(new String(sorted, 0, sorted.length));
  }

  /// A whole file as text.
  ///
  /// @throws FormatException if it is not UTF-8
  /// @throws IOException     if it cannot be read
  public static String read(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new FormatException(file, "is no text in UTF-8");
    }
  }

  /// How many there are.
  public int size() {
    return all.codePointCount(0, all.length());
  }

  /// The numbers of a text's characters.
  ///
  /// @throws IllegalArgumentException if one is not among them; the message names it and its place
  public int[] encode(String text) {
    int[] known = all.codePoints().toArray();
    Map<Integer, Integer> numbers = new HashMap<>();
    IntStream.range(0, known.length).forEach(i -> numbers.put(known[i], i));
    int[] characters = text.codePoints().toArray();
    for (int i = 0; i < characters.length; i++) {
      Integer number = numbers.get(characters[i]);
      if (number == null) {
        throw new IllegalArgumentException("character %d, '%s' (U+%04X), is not among the %d that are known".formatted(
            i + 1, Character.toString(characters[i]), characters[i], known.length));
      }
      characters[i] = number;
    }
    return characters;
  }

  /// The text whose characters have these numbers.
  public String decode(int... numbers) {
    int[] known = all.codePoints().toArray();
    int[] characters = Arrays.stream(numbers).map(i -> known[i]).toArray();
    return new String(characters, 0, characters.length);
  }
}
