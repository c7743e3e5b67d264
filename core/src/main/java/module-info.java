import org.jspecify.annotations.NullMarked;

/// Automatic differentiation on graphs that are plain, typed, straight-line programs.
@NullMarked
module dev.chainrule {
    requires jdk.incubator.vector;
    requires static transitive org.jspecify;

    exports dev.chainrule;
    exports dev.chainrule.graph;
    exports dev.chainrule.op;
    exports dev.chainrule.transform;

    uses dev.chainrule.graph.Evaluator;

    provides dev.chainrule.graph.Evaluator with dev.chainrule.exec.Execution;
}
