import org.jspecify.annotations.NullMarked;

/// Neural networks as records and pure functions over them.
@NullMarked
module dev.chainrule.nn {
    requires com.google.gson;
    requires transitive dev.chainrule;
    requires static transitive org.jspecify;

    exports dev.chainrule.nn;
    exports dev.chainrule.nn.file;
    exports dev.chainrule.nn.optimize;

    // Trees of parameters are read and rebuilt through their records.
    opens dev.chainrule.nn to dev.chainrule;
    opens dev.chainrule.nn.optimize to dev.chainrule;
}
