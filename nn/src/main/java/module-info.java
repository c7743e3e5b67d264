import org.jspecify.annotations.NullMarked;

/// Neural networks as records and pure functions over them.
@NullMarked
module dev.chainrule.nn {
    requires com.google.gson;
    requires de.siegmar.fastcsv;
    requires java.desktop;
    requires transitive dev.chainrule;
    requires static transitive org.jspecify;

    exports dev.chainrule.nn;
    exports dev.chainrule.nn.data;
    exports dev.chainrule.nn.explain;
    exports dev.chainrule.nn.file;
    exports dev.chainrule.nn.fit;
    exports dev.chainrule.nn.optimize;
    exports dev.chainrule.nn.train;

    // Trees of parameters are read and rebuilt through their records.
    opens dev.chainrule.nn to dev.chainrule;
    opens dev.chainrule.nn.fit to dev.chainrule;
    opens dev.chainrule.nn.optimize to dev.chainrule;
    opens dev.chainrule.nn.train to dev.chainrule;
}
