package dev.chainrule.expression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaReaderTest {
  /// On the left what is read, on the right the same with all brackets that it implies.
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
      a + b * c              | a + (b * c)
      a * b + c              | (a * b) + c
      a - b - c              | (a - b) - c
      a / b / c              | (a / b) / c
      a / b * c              | (a / b) * c
      a @ b @ c              | (a @ b) @ c
      a * b ^ c              | a * (b ^ c)
      a ^ b ^ c              | a ^ (b ^ c)
      -a ^ b                 | -(a ^ b)
      a ^ -b                 | a ^ (-b)
      a ^ -b ^ c             | a ^ (-(b ^ c))
      a ^ -b ^ c * d         | (a ^ (-(b ^ c))) * d
      a ^ --b                | a ^ (-(-b))
      -a * b                 | (-a) * b
      a * -b                 | a * (-b)
      a - -b                 | a - (-b)
      --a                    | -(-a)
      -f(a)                  | -(f(a))
      a + b < c * d          | (a + b) < (c * d)
      a' ^ b                 | transpose(a) ^ b
      -a''                   | -transpose(transpose(a))
      (a)                    | a
      1e-3 + .5 + 2. + 3E+2  | 0.001 + 0.5 + 2 + 300
      """)
  void operatorsBindAsInMathematics(String text, String bracketed) {
    assertThat(read(text)).isEqualTo(read(bracketed));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      (a + b) * c
      a ^ b ^ c
      (a ^ b) ^ c
      (-a) ^ b
      -a ^ b
      a - (b - c)
      a - b - c
      [1, 2, x]
      [1, 2; 3, 4]
      [1, 2;]
      [1; 2]
      where(a < b, f(), 1.5E-7)
      (a < b) == (c < d)
      q = x + y; f = q * z
      """)
  void printsAsItIsBestWritten(String text) {
    assertThat(FormulaReader.formula(Source.of(text))).hasToString(text);
  }

  @Test
  void spaceAndLinesDivideWordsAndMeanNothingElse() {
    assertThat(read(" a\n\t+\u00A0b*c ")).isEqualTo(read("a + b * c"));
  }

  @Test
  void namesMayHaveLettersOfAnyAlphabet() {
    assertThat(read("α_1 * Größe")).isEqualTo(new Expression.Operation(Operator.TIMES,
        new Expression.Name("α_1", Place.NOWHERE), new Expression.Name("Größe", Place.NOWHERE), Place.NOWHERE));
  }

  @Test
  void aLastSemicolonIsAllowed() {
    assertThat(FormulaReader.formula(Source.of("q = x; q * q;")).steps()).hasSize(2);
  }

  @Test
  void anOperatorKnowsItsColumn() {
    assertThat(read("ab + cd").place().column()).isEqualTo(4);
    assertThat(read("ab + cd * e").place().column()).isEqualTo(4);
    assertThat(read("f(x)").place().column()).isEqualTo(1);
  }

  private static Expression read(String text) {
    return FormulaReader.expression(Source.of(text));
  }
}
