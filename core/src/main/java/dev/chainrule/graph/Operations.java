package dev.chainrule.graph;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A type whose methods are operations that users call by name. Whatever is wrong with their arguments is said in that
/// name, even where an operation that they are composed of finds it.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Operations {}
