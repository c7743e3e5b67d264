/// The chainrule command.
package dev.chainrule.cli;
