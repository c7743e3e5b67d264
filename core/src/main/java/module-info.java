import org.jspecify.annotations.NullMarked;

/// Automatic differentiation on graphs that are plain, typed, straight-line programs.
@NullMarked
@SuppressWarnings("module") // The command is built after this module, so that javac does not see it.
module dev.chainrule {
    requires jdk.incubator.vector;
    requires org.apache.commons.numbers.gamma;
    requires static transitive org.jspecify;

    exports dev.chainrule;
    exports dev.chainrule.graph;
    exports dev.chainrule.op;
    exports dev.chainrule.transform;
    exports dev.chainrule.conformance to dev.chainrule.cli;

    uses dev.chainrule.graph.Evaluator;
    uses dev.chainrule.graph.JavaPrinter;

    provides dev.chainrule.graph.Evaluator with dev.chainrule.exec.Execution;
}
