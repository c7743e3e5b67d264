package dev.chainrule.graph;

import java.util.Iterator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who called the library: the innermost line that is the user's, and the operation that was called there.
///
/// Operations are composed of others, each of which checks what it is given. The name of the one that failed would send
/// its reader looking for a call that is nowhere in the program; which call it was, the stack knows.
///
/// @param line      where it was called, if a line of the user's is on the stack
/// @param operation the method of [Operations] that was called there, if it was one
record Caller(@Nullable SourceLine line, @Nullable String operation) {
  /// Where nobody asks.
  static final Caller NOBODY = new Caller(null, null);

  private static final Pattern NAMED = Pattern.compile("^\\[[^\\]]*]");

  static Caller find() {
    return SourceLine.WALKER.walk(Caller::find);
  }

  private static Caller find(Stream<StackWalker.StackFrame> frames) {
    String operation = null;
    for (Iterator<StackWalker.StackFrame> outward = frames.iterator(); outward.hasNext(); ) {
      StackWalker.StackFrame frame = outward.next();
      Class<?> type = frame.getDeclaringClass();
      if (!SourceLine.isLibrary(type)) {
        return new Caller(SourceLine.of(frame), operation);
      }
      if (type.isAnnotationPresent(Operations.class)) {
        operation = frame.getMethodName();
      }
    }
    return new Caller(null, operation);
  }

  /// A message, which begins with the name of an operation in brackets, in the name of the one that was called.
  String name(String message) {
    return operation == null ? message : NAMED.matcher(message).replaceFirst("[" + operation + "]");
  }
}
