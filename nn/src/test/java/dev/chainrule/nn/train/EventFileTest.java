package dev.chainrule.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
  @TempDir
  private Path folder;

  private byte[] written() throws IOException {
    try (EventFile events = EventFile.create(folder, Clock.fixed(Instant.ofEpochMilli(1_500), ZoneOffset.UTC))) {
      events.scalar("a/b", 300, 0.5);
    }
    try (var files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return Files.readAllBytes(all.getFirst());
    }
  }

  /// The known value of CRC-32C for "123456789" is e3069283, from RFC 3720; turned and added to as the format has it.
  @Test
  void checksumsAreTurnedAndAddedTo() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    int crc = 0xe3069283;
    assertThat(EventFile.checksum(digits, digits.length)).isEqualTo((crc >>> 15 | crc << 17) + 0xa282ead8);
  }

  /// Fields by hand: time 1.5 s, step, then the version of the format; or a summary with one value of a name and a float.
  @Test
  void recordsAreMessagesBetweenLengthAndChecksums() throws IOException {
    byte[] bytes = written();
    HexFormat hex = HexFormat.of();
    String first = "09000000000000f83f" + "1000" + "1a0d" + hex.formatHex("brain.Event:2".getBytes(StandardCharsets.US_ASCII));
    String second = "09000000000000f83f" + "10ac02" + "2a0c" + "0a0a" + "0a03" + hex.formatHex("a/b".getBytes(StandardCharsets.US_ASCII)) + "150000003f";
    assertThat(hex.formatHex(bytes)).isEqualTo(record(first) + record(second));
  }

  private static String record(String data) {
    HexFormat hex = HexFormat.of();
    byte[] bytes = hex.parseHex(data);
    String length = little(bytes.length) + "00000000";
    byte[] lengthBytes = hex.parseHex(length);
    return length + little(EventFile.checksum(lengthBytes, lengthBytes.length)) + data + little(EventFile.checksum(bytes, bytes.length));
  }

  private static String little(int number) {
    return HexFormat.of().toHexDigits(Integer.reverseBytes(number));
  }

  @Test
  void aTrainingThatGoesOnBeginsAnotherFile() throws IOException {
    EventFile.create(folder).close();
    EventFile.create(folder).close();
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }
}
