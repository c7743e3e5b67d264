/// Folders of reference vectors: reading, checking, counting and telling.
package dev.chainrule.cli.conformance;
