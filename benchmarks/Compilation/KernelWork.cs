using System.Collections.Generic;
using Weft.Generator.Emission.Kernels;

namespace Weft.Benchmarks.Compilation;

/// <summary>What a thread does for one item of work; arenas in floats.</summary>
internal unsafe delegate void KernelItem(float* arena, float* scratch, nint item);

/// <summary>Calls of kernels with literal offsets, cut into items as a model's pass cuts them.</summary>
/// <param name="Items">Items of work.</param>
/// <param name="Kernels">The kernels that are called.</param>
/// <param name="Statements">C# over <c>arena</c>, <c>scratch</c> and <c>item</c>; kernels are methods of <c>TKernels</c>.</param>
internal sealed record KernelWork(int Items, IReadOnlyList<Kernel> Kernels, params IReadOnlyList<string> Statements);
