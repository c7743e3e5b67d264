/// Derivatives held against central differences.
package dev.chainrule.cli.check;
