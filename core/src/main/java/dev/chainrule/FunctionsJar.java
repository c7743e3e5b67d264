package dev.chainrule;

import dev.chainrule.graph.SpecialFunctions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// The small jar that written classes need if they call functions like erf: [SpecialFunctions], and the classes that it
/// needs in turn, as they are in this library. So there is one copy of their logic.
final class FunctionsJar {
  static final String NAME = "chainrule-functions.jar";
  /// The packages of the special functions and of what they are built on.
  private static final List<String> PACKAGES = List.of("dev/chainrule/graph/", "org/apache/commons/numbers/");
  /// The same bytes each time.
  private static final LocalDateTime NEVER = LocalDateTime.of(1980, 1, 1, 0, 0);

  private FunctionsJar() {}

  /// Whether some source needs it.
  static boolean isNeededBy(String source) {
    return source.contains(SpecialFunctions.class.getName());
  }

  static Path write(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (var entry : classes().entrySet()) {
        JarEntry header = new JarEntry(entry.getKey() + ".class");
        header.setTimeLocal(NEVER);
        jar.putNextEntry(header);
        jar.write(entry.getValue());
      }
    }
    return file;
  }

  /// The class files by their names, with slashes.
  private static SortedMap<String, byte[]> classes() throws IOException {
    SortedMap<String, byte[]> classes = new TreeMap<>();
    Deque<String> open = new ArrayDeque<>(List.of(SpecialFunctions.class.getName().replace('.', '/')));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (!classes.containsKey(name)) {
        byte[] bytes = read(name);
        classes.put(name, bytes);
        for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
          if (entry instanceof ClassEntry type && PACKAGES.stream().anyMatch(type.asInternalName()::startsWith)) {
            open.push(type.asInternalName());
          }
        }
      }
    }
    return classes;
  }

  private static byte[] read(String name) throws IOException {
    try (InputStream stream = Class.forName(name.replace('/', '.'), false, SpecialFunctions.class.getClassLoader())
        .getResourceAsStream(name.substring(name.lastIndexOf('/') + 1) + ".class")) {
      if (stream == null) {
        throw new IOException("the class file of " + name + " is not to be found");
      }
      return stream.readAllBytes();
    } catch (ClassNotFoundException missing) {
      throw new UncheckedIOException(new IOException(missing));
    }
  }
}
