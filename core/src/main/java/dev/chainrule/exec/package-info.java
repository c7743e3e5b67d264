/// From graph to result.
///
/// [Execution] is the door: it computes single primitives, and makes graphs ready to run.
///
/// - A pointwise primitive is a scalar program. `PointwiseKernel` interprets it (`Interpreter`, the reference)
///   while that is cheaper than compiling it, and else runs a `TiledKernel`: `LineGroups` and `TilePlanner` decide
///   what runs together and where values lie, `LoopEmitter` writes the loops as bytecode. What runs long becomes fused
///   loops over vectors: `VectorLoopEmitter` copies the code of `VectorInstructions` into them.
/// - Reductions, which HotSpot would not vectorise, are written by hand against `TileKernels`, with the Vector API and
///   without, in one template for both floating types. `Upgrade` sees to it that vectors are used only once they are faster.
/// - `StructuralKernels` has the fast kernels of other primitives: `MatrixProduct` and `Convolution`, which
///   share an emitter of tiles (`GemmKernel`, `GatheringKernel`), `Reductions`, `Picking`, `Pooling`, `Layouts`. `Team` shares large work among threads.
/// - `Executable` runs a whole graph: `Lowering` (in a room of its own) makes it a graph that is only run, `Clustering`
///   finds what can be one kernel, `Schedule` makes units of it, `BufferPlan` says where their arrays lie, and each
///   run leases a `Workspace`. `ControlFlow` does the same for graphs within graphs.
///
/// Every way of computing a pointwise result gives the same bits. So do all ways of computing a sum or a matrix
/// product here, on every machine; the kernels of reference, which add up in `double`, differ by rounding.
package dev.chainrule.exec;
