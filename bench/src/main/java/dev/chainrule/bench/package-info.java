/// Benchmarks: performance is measured here, never in a test.
package dev.chainrule.bench;
