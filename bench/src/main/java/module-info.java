import org.jspecify.annotations.NullMarked;

/// Benchmarks.
@NullMarked
module dev.chainrule.bench {
    requires com.google.gson;
    requires dev.chainrule;
    requires dev.chainrule.nn;
    requires java.management;
    requires jdk.management;
    requires jdk.unsupported; // the code that JMH generates
    requires static jmh.core;
    requires static org.jspecify;

    exports dev.chainrule.bench;
    exports dev.chainrule.bench.gradbench;

    uses dev.chainrule.bench.Peer;

    // Trees of parameters are read and rebuilt through their records.
    opens dev.chainrule.bench.gradbench to dev.chainrule;
    opens dev.chainrule.bench.training to dev.chainrule;
}
