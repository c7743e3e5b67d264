import org.jspecify.annotations.NullMarked;

/// Benchmarks.
@NullMarked
module dev.chainrule.bench {
    requires dev.chainrule;
    requires dev.chainrule.nn;
    requires jdk.management;
    requires jdk.unsupported; // the code that JMH generates
    requires jmh.core;
    requires static org.jspecify;
}
