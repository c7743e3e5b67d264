import org.jspecify.annotations.NullMarked;

/// Expressions as one types them.
@NullMarked
module dev.chainrule.expression {
    requires org.antlr.antlr4.runtime;
    requires transitive dev.chainrule;
    requires transitive dev.chainrule.view;
    requires static transitive org.jspecify;

    exports dev.chainrule.expression;
}
