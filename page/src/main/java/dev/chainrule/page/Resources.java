package dev.chainrule.page;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// The files that the page is made of.
final class Resources {
  private Resources() {}

  /// One of ours.
  static String text(String name) {
    return new String(read(Resources.class, name), StandardCharsets.UTF_8);
  }

  /// One of KaTeX's, as its webjar has them.
  static byte[] katex(String name) {
    return read(null, "META-INF/resources/webjars/katex/%s/%s".formatted(katexVersion(), name));
  }

  private static String katexVersion() {
    Properties properties = new Properties();
    try {
      properties.load(new ByteArrayInputStream(read(null, "META-INF/maven/org.webjars.npm/katex/pom.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  private static byte[] read(@Nullable Class<?> beside, String name) {
    try (InputStream stream = beside == null ? Resources.class.getClassLoader().getResourceAsStream(name) : beside.getResourceAsStream(name)) {
      if (stream == null) {
        throw new AssertionError("the build has left out " + name);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
