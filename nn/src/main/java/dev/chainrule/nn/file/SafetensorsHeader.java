package dev.chainrule.nn.file;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import dev.chainrule.graph.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The header of a safetensors file: where each tensor lies. Nothing that it says is believed before it was checked
/// against the size of the file.
///
/// @param entries  in the order of their data, which is without gaps
/// @param metadata texts by their names
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";
  /// Objects in arrays in objects: no valid header is deeper.
  private static final int DEPTH = 8;
  private static final String DIGITS = "0|[1-9][0-9]{0,17}";

  /// Where a tensor lies.
  ///
  /// @param begin its first byte, counted from the end of the header
  record Entry(String name, ElementType type, Shape shape, long begin) {
    long bytes() {
      return (long) shape.size() * type.bytes();
    }

    long end() {
      return begin + bytes();
    }
  }

  /// The widest elements first, then by name: so all are aligned, and equal contents make equal files.
  static SafetensorsHeader of(Map<String, ElementType> types, Map<String, Shape> shapes, Map<String, String> metadata) {
    List<String> names = types.keySet().stream().sorted(
        Comparator.comparing((String name) -> -types.get(name).bytes()).thenComparing(Comparator.naturalOrder())).toList();
    List<Entry> entries = new ArrayList<>();
    long begin = 0;
    for (String name : names) {
      entries.add(new Entry(name, types.get(name), shapes.get(name), begin));
      begin = entries.getLast().end();
    }
    return new SafetensorsHeader(entries, metadata);
  }

  String toJson() {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginObject();
      if (!metadata.isEmpty()) {
        json.name(METADATA).beginObject();
        for (Map.Entry<String, String> one : metadata.entrySet()) {
          json.name(one.getKey()).value(one.getValue());
        }
        json.endObject();
      }
      for (Entry entry : entries) {
        json.name(entry.name).beginObject().name("dtype").value(entry.type.name()).name("shape").beginArray();
        for (int extent : entry.shape.extents()) {
          json.value(extent);
        }
        json.endArray().name("data_offsets").beginArray().value(entry.begin).value(entry.end()).endArray().endObject();
      }
      json.endObject();
    } catch (IOException e) {
      throw new AssertionError("a text in memory cannot fail", e);
    }
    return text.toString();
  }

  /// @param file      for messages
  /// @param dataBytes how many bytes follow the header
  /// @throws FormatException if it is no header of such a file
  static SafetensorsHeader parse(Object file, String text, long dataBytes) throws IOException {
    JsonReader json = new JsonReader(new StringReader(text));
    json.setStrictness(Strictness.STRICT);
    json.setNestingLimit(DEPTH);
    try {
      SafetensorsHeader header = new Parser(file, json).header();
      header.requireContiguous(file, dataBytes);
      return header;
    } catch (MalformedJsonException | EOFException | IllegalStateException e) {
      throw new FormatException(file, "the header is not valid JSON at " + json.getPath() + ": " + firstLine(e));
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceAll(" at line \\d+ column \\d+.*", "");
  }

  private void requireContiguous(Object file, long dataBytes) throws FormatException {
    long end = 0;
    String before = "";
    for (Entry entry : entries) {
      if (entry.begin < end) {
        throw new FormatException(file, "data_offsets of `%s` begin at %d, within the data of `%s`, which end at %d"
            .formatted(entry.name, entry.begin, before, end));
      }
      if (entry.begin > end) {
        throw new FormatException(file, "data_offsets of `%s` begin at %d, but the data before end at %d: no tensor has the bytes between"
            .formatted(entry.name, entry.begin, end));
      }
      if (entry.end() > dataBytes) {
        throw new FormatException(file, "data_offsets of `%s` end at %d, but the file has only %d bytes of data: it was cut off"
            .formatted(entry.name, entry.end(), dataBytes));
      }
      end = entry.end();
      before = entry.name;
    }
    if (end < dataBytes) {
      throw new FormatException(file, "%d bytes follow the last tensor, which no tensor has".formatted(dataBytes - end));
    }
  }

  /// Reads one header, refusing what is not exactly that.
  private record Parser(Object file, JsonReader json) {
    SafetensorsHeader header() throws IOException {
      Map<String, String> metadata = new LinkedHashMap<>();
      List<Entry> entries = new ArrayList<>();
      Set<String> names = new HashSet<>();
      require(JsonToken.BEGIN_OBJECT, "the header");
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        if (!names.add(name)) {
          throw new FormatException(file, "the header has `%s` twice".formatted(shortened(name)));
        }
        if (name.equals(METADATA)) {
          metadata.putAll(metadata());
        } else {
          entries.add(entry(name));
        }
      }
      json.endObject();
      require(JsonToken.END_DOCUMENT, "what follows the header's last brace");
      entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
      return new SafetensorsHeader(List.copyOf(entries), metadata);
    }

    private Map<String, String> metadata() throws IOException {
      Map<String, String> texts = new LinkedHashMap<>();
      require(JsonToken.BEGIN_OBJECT, METADATA);
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        require(JsonToken.STRING, METADATA + "." + shortened(name));
        if (texts.put(name, json.nextString()) != null) {
          throw new FormatException(file, "%s has `%s` twice".formatted(METADATA, shortened(name)));
        }
      }
      json.endObject();
      return texts;
    }

    private Entry entry(String name) throws IOException {
      String shown = "`" + shortened(name) + "`";
      ElementType type = null;
      long[] shape = null;
      long[] offsets = null;
      require(JsonToken.BEGIN_OBJECT, shown);
      json.beginObject();
      Set<String> fields = new HashSet<>();
      while (json.hasNext()) {
        String field = json.nextName();
        if (!fields.add(field)) {
          throw new FormatException(file, "%s has %s twice".formatted(shown, shortened(field)));
        }
        switch (field) {
          case "dtype" -> type = type(shown);
          case "shape" -> shape = numbers(shown + " shape", Shapes.MOST_AXES);
          case "data_offsets" -> offsets = numbers(shown + " data_offsets", 2);
          default -> throw new FormatException(file,
              "%s has a field `%s`; there are dtype, shape and data_offsets".formatted(shown, shortened(field)));
        }
      }
      json.endObject();
      if (type == null || shape == null || offsets == null || offsets.length != 2) {
        throw new FormatException(file, shown + " needs a dtype, a shape and data_offsets of two numbers, and has "
            + (fields.isEmpty() ? "none" : String.join(", ", fields.stream().sorted().toList())));
      }
      return entry(name, shown, type, shape, offsets);
    }

    /// Checks that the three fit each other.
    private Entry entry(String name, String shown, ElementType type, long[] shape, long[] offsets) throws FormatException {
      if (!Shapes.fit(shape)) {
        throw new FormatException(file, "%s has shape %s: more elements than an array holds, which is %d"
            .formatted(shown, Arrays.toString(shape), Integer.MAX_VALUE));
      }
      long bytes = Arrays.stream(shape).reduce(type.bytes(), (a, b) -> a * b);
      if (offsets[1] - offsets[0] != bytes) {
        throw new FormatException(file, "%s has shape %s of %s, which is %d bytes, but data_offsets %s are %d apart".formatted(
            shown, Arrays.toString(shape), type, bytes, Arrays.toString(offsets), offsets[1] - offsets[0]));
      }
      if (offsets[0] % type.bytes() != 0) {
        throw new FormatException(file, "%s is misaligned: data_offsets begin at %d, which is no multiple of the %d bytes of %s"
            .formatted(shown, offsets[0], type.bytes(), type));
      }
      return new Entry(name, type, Shape.of(Arrays.stream(shape).mapToInt(Math::toIntExact).toArray()), offsets[0]);
    }

    private ElementType type(String shown) throws IOException {
      require(JsonToken.STRING, shown + " dtype");
      String name = json.nextString();
      for (ElementType type : ElementType.values()) {
        if (type.name().equals(name)) {
          return type;
        }
      }
      throw new FormatException(file, "%s has dtype %s; known are %s"
          .formatted(shown, shortened(name), String.join(", ", Arrays.stream(ElementType.values()).map(Enum::name).toList())));
    }

    private long[] numbers(String field, int most) throws IOException {
      List<Long> numbers = new ArrayList<>();
      require(JsonToken.BEGIN_ARRAY, field);
      json.beginArray();
      while (json.hasNext()) {
        require(JsonToken.NUMBER, field + "[" + numbers.size() + "]");
        String number = json.nextString();
        if (!number.matches(DIGITS)) {
          throw new FormatException(file, "%s has %s, but takes whole numbers from 0 on".formatted(field, shortened(number)));
        }
        if (numbers.size() == most) {
          throw new FormatException(file, "%s has more than %d numbers".formatted(field, most));
        }
        numbers.add(Long.valueOf(number));
      }
      json.endArray();
      return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    private void require(JsonToken wanted, String what) throws IOException {
      JsonToken found = json.peek();
      if (found != wanted) {
        throw new FormatException(file, "%s is %s, but must be %s".formatted(what, named(found), named(wanted)));
      }
    }

    private static String named(JsonToken token) {
      return switch (token) {
        case BEGIN_OBJECT -> "an object";
        case BEGIN_ARRAY -> "an array";
        case END_DOCUMENT -> "the end of the header";
        default -> token.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      };
    }
  }

  /// A text of a stranger, short enough for a message and without what would move the cursor.
  static String shortened(String text) {
    String plain = text.codePoints().limit(81)
        .mapToObj(c -> Character.isISOControl(c) || !Character.isDefined(c) ? "\\u%04x".formatted(c) : Character.toString(c))
        .reduce("", String::concat);
    return text.codePointCount(0, text.length()) > 80 ? plain.substring(0, plain.offsetByCodePoints(0, 80)) + "…" : plain;
  }
}
