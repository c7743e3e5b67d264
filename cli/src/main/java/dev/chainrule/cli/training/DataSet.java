package dev.chainrule.cli.training;

import dev.chainrule.nn.Batch;
import org.jspecify.annotations.Nullable;

/// Data to train and test with, encoded.
///
/// @param train      what is learned from
/// @param validation what the best epoch is chosen with; null for none
/// @param test       what the figures are of
/// @param encoding   what made them
record DataSet(Batch train, @Nullable Batch validation, Batch test, Encoding encoding) {}
